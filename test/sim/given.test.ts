import { beforeAll, expect, test } from 'vitest'
import { attack } from '#sim/attack.ts'
import type { PacketPlan } from '#sim/attackers.ts'
import { routerIn } from '#sim/given.ts'
import type { Network } from '#sim/network.ts'
import { decisionText } from '#sim/witness.ts'
import { toHex } from '#wire/bytes.ts'
import { startExample } from './examples.ts'

let network: Network
/** of alice's pings to bob, as it leaves her and as it leaves her AS */
let [made, underWay]: string[] = []
beforeAll(() => {
  network = startExample('tiny')
  const bytes = attack(network, { kind: 'inject', from: 'alice', to: 'bob' }).fates[0]!.events.map(e => e.before)
  // An echo request behind it, without a checksum that anybody on the way looks at.
  ;[made, underWay] = bytes.map(header => header + toHex(Uint8Array.of(128, 0, 0, 0, 0, 1, 0, 1, ...new Uint8Array(16))))
})

const way = (plan: PacketPlan) => attack(network, plan).fates.map(({ packets, events }) => [packets, ...events.map(decisionText)])

const customer = '1-ff00:0:111 br1-ff00_0_111-1 forward 41'
const core = ['1-ff00:0:110 br1-ff00_0_110-1 handOver br1-ff00_0_110-2', '1-ff00:0:110 br1-ff00_0_110-2 forward 2']
const home = expect.stringMatching(/^1-ff00:0:112 br1-ff00_0_112-1 deliver .*:30041$/)

test('from a host, by its name or AS: byte for byte, as often as wanted', () => {
  expect(way({ kind: 'packet', from: 'alice', hex: made!, packets: 2 })).toEqual([[2, customer, ...core, home]])
  expect(way({ kind: 'packet', from: '1-ff00:0:111', router: 'br1-ff00_0_111-1', hex: made! })).toEqual([[1, customer, ...core, home]])
})

test('to the router that is named', () => {
  const [first] = way({ kind: 'packet', from: 'server', router: 'br1-ff00_0_110-2', hex: made! })
  expect(first).toEqual([1, expect.stringMatching(/^1-ff00:0:110 br1-ff00_0_110-2 (drop|answer) /)])
})

test('from a bad router, over its link: the first to decide is the neighbour', () => {
  expect(way({ kind: 'packet', link: '1-ff00:0:111#41', hex: underWay! })).toEqual([[1, ...core, home]])
})

test('what cannot be sent is refused', () => {
  expect(() => way({ kind: 'packet', from: 'alice', hex: 'xy' })).toThrow('not hexadecimal')
  expect(() => way({ kind: 'packet', from: 'zoe', hex: '' })).toThrow('there is no host "zoe"')
  expect(() => way({ kind: 'packet', link: '1-ff00:0:111#7', hex: '' })).toThrow('no link ends at 1-ff00:0:111#7')
  expect(() => way({ kind: 'packet', from: 'alice', router: 'br9', hex: '' })).toThrow('1-ff00:0:111 has no border router br9')
})

test('a host sends to the first router of its AS, where none is named', () => {
  const as = network.topology.ases[0]!
  expect([routerIn(as, undefined).id, routerIn(as, 'br1-ff00_0_110-2').id]).toEqual(['br1-ff00_0_110-1', 'br1-ff00_0_110-2'])
})
