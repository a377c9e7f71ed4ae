import { beforeEach, expect, test } from 'vitest'
import { attack } from '#sim/attack.ts'
import { type CaptureOptions, startCapture } from '#sim/capture.ts'
import { startFlow } from '#sim/flow.ts'
import type { Network } from '#sim/network.ts'
import { concatBytes, isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { nextHeader, pathAt, pathType, pathTypes, protocols, srcIsdAs } from '#wire/header.ts'
import { currHf } from '#wire/path.ts'
import { parseTopoNetwork, startExample } from './examples.ts'

let network: Network
beforeEach(() => {
  network = startExample('tiny')
})

/** What the files hold: a line a packet, "interface src>dst length comment". */
function captured(options: Omit<CaptureOptions, 'write'>, act: () => void): Map<string, string[]> {
  const pieces = new Map<string, Uint8Array[]>()
  const stop = startCapture(network, {
    ...options,
    write: (file, piece) => void pieces.set(file, [...(pieces.get(file) ?? []), piece.slice()]),
  })
  act()
  stop()
  return new Map([...pieces].map(([file, all]) => [file, linesOf(concatBytes(...all))]))
}

const linesOf = (file: Uint8Array): string[] =>
  [...readCapture(file)].map(p => {
    if (isMalformed(p) || isMalformed(p.datagram)) return 'malformed'
    const { src, dst, payload } = p.datagram
    return `${p.unixNs / 1_000_000_000n} ${p.interfaceName} ${src}>${dst} ${payload.length} ${p.comment}`
  })

const forge = (): void => void attack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 3 })

test('each arrival at a router, named by its interface, at the virtual time; the refused one says why', () => {
  const files = captured({ fileOf: 'all', internal: false }, forge)
  expect([...files.keys()]).toEqual(['packets.pcapng'])
  const lines = files.get('packets.pcapng')!
  expect(lines).not.toContain('malformed')
  const refused = lines.filter(l => l.includes('macMismatch'))
  expect(refused.length).toBe(1)
  expect(refused[0]).toMatch(
    /^1800000020 1-ff00:0:112 br1-ff00_0_112-1#1 \S+>\S+ \d+ refused with an SCMP error: macMismatch: the hop field MAC is not ours \(#hf-mac-calc\)$/,
  )
  expect(lines.every(l => !l.includes('#0 ') && !l.includes('internal'))).toBe(true)
  // The addresses are those of the link's two ends.
  const { local, remote } = network.topology.ases[2]!.routers[0]!.interfaces[0]!
  expect(refused[0]).toContain(` ${remote}>${local} `)
})

test('a file for each link, and one inside each AS', () => {
  const files = captured({ fileOf: 'link', internal: true }, forge)
  expect([...files.keys()].sort()).toEqual(
    expect.arrayContaining([
      '1-ff00_0_110-1--1-ff00_0_111-41.pcapng',
      '1-ff00_0_110-2--1-ff00_0_112-1.pcapng',
      '1-ff00_0_111-internal.pcapng',
    ]),
  )
  const inside = files.get('1-ff00_0_111-internal.pcapng')!
  expect(inside.some(l => l.includes(' 1-ff00:0:111 br1-ff00_0_111-1#0 '))).toBe(true)
  expect(inside.some(l => l.includes(' 1-ff00:0:111 internal '))).toBe(true)
})

test('what is lost on a link is seen where it left, with the reason', () => {
  const lines = captured({ fileOf: 'all', internal: false }, () => {
    forge()
    network.setLink(1, false)
    forge()
  }).get('packets.pcapng')!
  const lost = lines.filter(l => l.includes('lost on the way'))
  expect(lost.length).toBeGreaterThan(0)
  expect(lost[0]).toMatch(
    /1-ff00:0:110 br1-ff00_0_110-2#2 .* lost on the way to 1-ff00:0:112 br1-ff00_0_112-1#1: linkDown: the link was down$/,
  )
})

test('after the end nothing more is written', () => {
  let pieces = 0
  const stop = startCapture(network, { fileOf: 'all', internal: true, write: () => pieces++ })
  forge()
  stop()
  const before = pieces
  expect(before).toBeGreaterThan(0)
  forge()
  network.setLink(1, false)
  forge()
  expect(pieces).toBe(before)
})

test('a host with an address of the other IP version, and a packet longer than IP carries, are written all the same', () => {
  network = parseTopoNetwork('ASes: {"1-1": {core: true, mtu: 65535, hosts: {a: 10.0.0.1, b: "fd00::2"}}}\nlinks: []')
  const lines = captured({ fileOf: 'all', internal: true }, () => {
    const [a] = network.hosts
    network.onHost(a!, (_, __, out) => out.send(1, '[fd00::2]:7', new Uint8Array(65_530)))
    network.run(network.loop.now + 1e9)
  }).get('packets.pcapng')!
  expect(lines.some(l => /1-1 internal \[::ffff:10\.0\.0\.1\]:1>\[fd00::2\]:7 65000 $/.test(l))).toBe(true)
})

test('a packet is seen once, as it came in, before the router moved its pointers', () => {
  const seen: string[] = []
  const pieces: Uint8Array[] = []
  const stop = startCapture(network, { fileOf: 'all', internal: true, write: (_, piece) => void pieces.push(piece.slice()) })
  attack(network, { kind: 'inject', from: 'alice', to: 'bob' })
  stop()
  for (const p of readCapture(concatBytes(...pieces))) {
    if (isMalformed(p) || isMalformed(p.datagram)) throw new Error('malformed')
    const b = p.datagram.payload
    const isRequest = pathType(b) === pathTypes.scion && nextHeader(b) === protocols.scmp && srcIsdAs(b) === '1-ff00:0:111'
    if (isRequest) seen.push(`${p.interfaceName} ${currHf(b, pathAt(b))}`)
  }
  expect(seen).toEqual([
    '1-ff00:0:111 br1-ff00_0_111-1#0 0',
    '1-ff00:0:110 br1-ff00_0_110-1#1 1',
    '1-ff00:0:110 br1-ff00_0_110-2#0 2',
    '1-ff00:0:112 br1-ff00_0_112-1#1 3',
    '1-ff00:0:112 internal 3',
  ])
})

test('losses are seen on the side they left from, to the other', () => {
  const send = (): void => void attack(network, { kind: 'inject', from: 'bob', to: 'alice' })
  send()
  network.setLink(1, false)
  const lines = captured({ fileOf: 'link', internal: false }, send)
  const { local, remote } = network.topology.ases[2]!.routers[0]!.interfaces[0]!
  const lost = lines.get('1-ff00_0_110-2--1-ff00_0_112-1.pcapng')!.filter(l => l.includes('linkDown'))
  expect(lost.length).toBeGreaterThan(0)
  for (const line of lost) {
    expect(line).toContain(` 1-ff00:0:112 br1-ff00_0_112-1#1 ${local}>${remote} `)
    expect(line).toContain('lost on the way to 1-ff00:0:110 br1-ff00_0_110-2#2: ')
  }
})

test('a question a router answers itself says so', () => {
  const lines = captured({ fileOf: 'all', internal: true }, () => {
    startFlow(network, { kind: 'traceroute', name: 't', from: 'alice', to: 'bob', timeoutNs: 1e9 })
    network.run(network.loop.now + 5e9)
  }).get('packets.pcapng')!
  expect(lines.filter(l => l.endsWith(' answered: traceroute')).length).toBeGreaterThan(1)
})
