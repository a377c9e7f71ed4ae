import { expect, test } from 'vitest'
import { createServiceClient } from '#control/transport/client.ts'
import type { Answer } from '#control/transport/exchange.ts'
import { type Frame, parseFrames } from '#control/transport/frame.ts'
import { buildControlPacket, type ControlPacket, parseControlPacket, replyTo } from '#control/transport/packet.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import { cutMessage } from '../messages.ts'
import { seededRandom } from '../network.ts'

function harness() {
  const sent: { readonly port: number; readonly to: string; readonly bytes: Uint8Array }[] = []
  const out: Outbox = { send: (port, to, bytes) => sent.push({ port, to, bytes }) }
  const config = {
    isdAs: '1-11',
    mtu: 1400,
    host: '10.9.9.9',
    port: 31_000,
    controlService: '10.1.1.2:30252',
    random: seededRandom(1),
  } as const
  const answers: Answer[] = []
  const client = createServiceClient(config, { retryNs: nsPerS, attempts: 2 })
  const receive = (packet: ControlPacket): boolean =>
    client.receive({ kind: 'datagram', port: 31_000, from: '10.1.1.2:30252', bytes: buildControlPacket(packet) }, 0, out)
  const ask = (body: Uint8Array): void => client.ask({ kind: 'lookup', body, done: a => answers.push(a) }, 0, out)
  return { client, sent, out, answers, receive, ask }
}

test('a long question fits the packets of the AS, a long answer is put together', () => {
  const { sent, answers, receive, ask, client } = harness()
  ask(new Uint8Array(3000))
  expect(sent.map(s => [s.port, s.to, s.bytes.length])).toMatchObject(Array(3).fill([31_000, '10.1.1.2:30252', expect.any(Number)]))
  expect(Math.max(...sent.map(s => s.bytes.length))).toBe(1400)
  const packet = parseControlPacket(sent[0]!.bytes) as ControlPacket
  const question = (parseFrames(packet.data) as Frame[])[0]!
  const answer = cutMessage({ ...question, result: 'done', body: new Uint8Array(2000).fill(7) }, 1000)
  for (const data of answer) expect(receive(replyTo(packet, packet.dst, data))).toBe(true)
  expect(answers).toEqual([{ body: new Uint8Array(2000).fill(7) }])
  expect(client.wakeAt()).toBe(Infinity)
})

test('what is no answer is not taken', () => {
  const { sent, answers, receive, ask, client, out } = harness()
  ask(new Uint8Array(1))
  const packet = parseControlPacket(sent[0]!.bytes) as ControlPacket
  const reply = replyTo(packet, packet.dst, packet.data)
  // The question itself, come back; no frames; another path; no packet.
  expect(receive(reply)).toBe(false)
  expect(receive({ ...reply, data: new Uint8Array(3) })).toBe(false)
  expect(receive({ ...reply, pathType: 'oneHop', path: new Uint8Array(32) })).toBe(false)
  expect(client.receive({ kind: 'datagram', port: 31_000, from: 'x', bytes: new Uint8Array(9) }, 0, out)).toBe(false)
  for (let i = 0; i < 2; i++) client.wake(client.wakeAt(), out)
  expect([answers, sent.length]).toEqual([[{ failed: 'timeout' }], 2])
})
