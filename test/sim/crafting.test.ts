import { expect, test } from 'vitest'
import { choosePath, craftAttack, type Route } from '#sim/crafting.ts'
import { requireHost } from '#sim/network.ts'
import { toHex } from '#wire/bytes.ts'
import { srcIsdAs } from '#wire/header.ts'
import { pathsBetween, startExample } from './examples.ts'

const network = startExample('diamond')
const [alice, server] = [requireHost(network, 'alice'), requireHost(network, 'server')]
const known = pathsBetween(network, 'alice', 'server')
const route: Route = { as: alice.as, source: alice.host.endpoint, destination: server.host.endpoint, ownPaths: true }
const workshop = { paths: known, nowS: 1_800_000_020, keyOf: network.keyOf }
const plan = { kind: 'forgedMac', from: 'alice', to: 'server', hop: 1 } as const

test('the path meant: best first, by its number, by a sequence', () => {
  expect(choosePath(plan, known).path).toBe(known[0])
  expect(choosePath({ ...plan, path: 1 }, known).path).toBe(known[1])
  expect(choosePath({ ...plan, sequence: '0 1-ff00:0:112 0' }, known).path.interfaces[1]!.isdAs).toBe('1-ff00:0:112')
  expect(choosePath({ ...plan, path: known[1]! }, known).path).toBe(known[1])
  expect(() => choosePath({ ...plan, path: 2 }, known)).toThrow('there is no path 2')
})

test('packets go to the router the path begins at; they differ by their number', () => {
  for (const path of known) {
    const { nextHop, packet } = craftAttack(plan, route, { ...workshop, path })
    const first = alice.as.routers.find(r => r.interfaces.some(i => i.ifId === path.interfaces[0]!.ifId))!
    expect(nextHop).toBe(first.internalAddress)
    expect(toHex(packet(1))).toBe(toHex(packet(1)))
    expect(toHex(packet(1))).not.toBe(toHex(packet(2)))
    expect(srcIsdAs(packet(1))).toBe('1-ff00:0:113')
  }
})

test('over the path of another AS: from our own router', () => {
  const overheard = { ...route, as: server.as, ownPaths: false }
  expect(craftAttack(plan, overheard, { ...workshop, path: known[0]! }).nextHop).toBe(server.as.routers[0]!.internalAddress)
  const without = { ...overheard, as: { ...server.as, routers: [] } }
  expect(() => craftAttack(plan, without, { ...workshop, path: known[0]! })).toThrow('has no border router')
})
