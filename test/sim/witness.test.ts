import { beforeEach, expect, test } from 'vitest'
import { writePacket } from '#host/packet.ts'
import type { Network } from '#sim/network.ts'
import { createWitness, type Fate } from '#sim/witness.ts'
import { protocols } from '#wire/header.ts'
import { buildUdp } from '#wire/udp.ts'
import { startExample } from './examples.ts'

let network: Network
let fates: Fate[]
beforeEach(() => {
  network = startExample('tiny')
  fates = []
})

/** Sends a packet from alice to bob over her first path and follows it. */
function sendFollowed(change: (bytes: Uint8Array) => void = () => {}) {
  const witness = createWitness(network, fate => fates.push(fate))
  const [alice, bob] = ['alice', 'bob'].map(name => network.findHost(name)!)
  network.onHost(alice!, (host, now, out) =>
    host.paths.find(bob!.as.isdAs, false, now, out, (found, _, then) => {
      const route = host.routeTo(bob!.host.endpoint, 'paths' in found ? found.paths[0]! : (undefined as never), 7)
      const message = buildUdp({ srcPort: 9, dstPort: 7, data: new Uint8Array(4) })
      const packet = writePacket({ source: host.endpoint, ...route, protocol: protocols.udp }, message)
      change(packet)
      witness.follow(packet)
      host.sendPacket(9, route.nextHop, packet, then)
    }),
  )
  return witness
}

test('a delivered packet, router by router', () => {
  const witness = sendFollowed()
  network.run(network.loop.now + 1e9)
  expect(fates).toMatchObject([{ end: 'delivered', as: '1-ff00:0:112', router: 'br1-ff00_0_112-1' }])
  expect(fates[0]!.events.map(e => `${e.as} ${e.verdict}`)).toEqual([
    '1-ff00:0:111 forward',
    '1-ff00:0:110 handOver',
    '1-ff00:0:110 forward',
    '1-ff00:0:112 deliver',
  ])
  expect(witness.open).toBe(0)
})

test('a refused one: rule, reason, clause, SCMP', () => {
  sendFollowed(bytes => {
    // the last byte before the UDP message: of the last hop's MAC
    bytes[bytes.length - 13]! ^= 1
  })
  network.run(network.loop.now + 1e9)
  expect(fates).toMatchObject([{ end: 'refused', rule: 'macIsValid', reason: 'macMismatch', clause: '#hf-mac-calc' }])
  expect(fates[0]!.scmp).toMatch(/^4\/51\/\d+$/)
})

test('one lost on a link', () => {
  network.setLink(1, false)
  sendFollowed()
  network.run(network.loop.now + 5e8)
  expect(fates).toMatchObject([{ end: 'lost', loss: 'linkDown' }])
  expect(fates[0]!.events.length).toBe(3)
})

test('at its end what is still under way counts as lost, and nothing is heard of after', () => {
  const witness = sendFollowed()
  expect(network.runUntil(() => witness.open === 1, network.loop.now + 1e9, 1e6)).toBe(true)
  witness.end()
  expect(fates).toMatchObject([{ end: 'lost' }])
  network.run(network.loop.now + 1e9)
  expect(fates.length).toBe(1)
  expect(network.directions.flat().every(d => d.onLoss.length === 0)).toBe(true)
})
