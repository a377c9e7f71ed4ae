import { expect, test } from 'vitest'
import { dataMessage, kindOf, plainMessage, reportMessage, startMessage, testIdOf, tokenMessage, tokenOf } from '#host/bandwidth/message.ts'
import { startBandwidthServer } from '#host/bandwidth/server.ts'
import { emptyPath, readPacket, writePacket } from '#host/packet.ts'
import { isMalformed } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildUdp, parseUdp } from '#wire/udp.ts'
import { startNetwork } from '../network.ts'

const isdAs = '1-ff00:0:1'
const port = 31_600
const plan = { durationNs: 1e9, size: 100, count: 10 }
const noToken = new Uint8Array(8)

/** A server, and a client of the same AS that says what it likes. */
function build(random = 5) {
  const network = startNetwork()
  const host = network.host(isdAs)
  expect(startBandwidthServer(host, () => random, port)).toBe(true)
  expect(startBandwidthServer(host, () => random, port)).toBe(false)
  const sent: Uint8Array[] = []
  const out = { send: (_: number, __: string, bytes: Uint8Array) => void sent.push(bytes) }
  const wake = (now: number): void => host.on({ kind: 'wake' }, now, out)
  /** What is answered, from client `n`. */
  function say(data: Uint8Array, n = 1, now = 0): Uint8Array[] {
    const source = { isdAs, host: parseHost(`127.9.9.${n}`) } as const
    const message = buildUdp({ srcPort: 4000, dstPort: port, data })
    const packet = writePacket({ source, destination: host.endpoint, path: emptyPath, protocol: protocols.udp }, message)
    sent.length = 0
    host.on({ kind: 'datagram', port, from: `127.9.9.${n}:4000`, bytes: packet }, now, out)
    return heard()
  }
  const heard = (): Uint8Array[] =>
    sent.map(bytes => {
      const p = readPacket(bytes)
      return isMalformed(p) ? new Uint8Array(0) : parseUdp(p.bytes, p.at).data
    })
  const tokenOfClient = (n: number, id = 1): Uint8Array => tokenOf(say(plainMessage('hello', id), n)[0]!)
  return { say, tokenOfClient, wake, heard, host }
}
const kindsOf = (messages: readonly Uint8Array[]) => messages.map(kindOf)

test('nothing without a token, and each has its own', () => {
  const { say, tokenOfClient } = build()
  for (const token of [noToken, tokenOfClient(2), tokenOfClient(1, 2)])
    for (const message of [startMessage(1, token, plan, plan), tokenMessage('ask', 1, token)]) expect(say(message)).toEqual([])
  expect(kindsOf(say(startMessage(1, tokenOfClient(1), plan, plan)))).toEqual(['accepted'])
  expect(build(6).say(startMessage(1, tokenOfClient(1), plan, plan))).toEqual([])
})

test('said twice it is begun once; the report, as often as it is wanted', () => {
  const { say, heard, tokenOfClient, wake, host } = build()
  const token = tokenOfClient(1)
  const start = startMessage(1, token, plan, plan)
  expect(kindsOf(say(start))).toEqual(['accepted'])
  expect(kindsOf(say(start))).toEqual(['accepted'])
  for (const [sequence, now] of [[3, 0], [3, 5], [4, 7]] as const) expect(say(dataMessage(1, sequence, 100), 1, now)).toEqual([]) // biome-ignore format: one line
  say(dataMessage(1, 5, 100), 2)
  const report = reportMessage(1, { packets: 2, minNs: 7, averageNs: 7, maxNs: 7, deviationNs: 0 })
  for (const _ of [1, 2]) expect(say(tokenMessage('ask', 1, token))).toEqual([report])
  say(plainMessage('accepted', 1))
  while (host.wakeAt() !== Infinity) wake(host.wakeAt())
  expect(kindsOf(heard())).toEqual(Array.from({ length: 10 }, () => 'data'))
})

test('no more than sixteen at once, until they are over', () => {
  const { say, tokenOfClient } = build()
  const ask = (n: number, now: number) => kindOf(say(startMessage(1, tokenOfClient(n), plan, plan), n, now)[0]!)
  for (let n = 1; n <= 16; n++) expect(ask(n, 0)).toBe('accepted')
  expect([ask(17, 1e9), ask(17, 40e9)]).toEqual(['refused', 'accepted'])
})

test('plans beyond the limits, and noise', () => {
  const { say, tokenOfClient } = build()
  expect(kindsOf(say(startMessage(1, tokenOfClient(1), plan, { ...plan, count: 2_000_000 })))).toEqual(['refused'])
  expect(testIdOf(say(plainMessage('hello', 77))[0]!)).toBe(77)
  for (const noise of [new Uint8Array(0), new Uint8Array(50), plainMessage('accepted', 1), dataMessage(1, 1, 99)])
    expect(say(noise)).toEqual([])
})
