import { expect, test } from 'vitest'
import type { As, Topology } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import { brokenRules, network } from './networks.ts'

const legal = network('1-1* 1-2', ['1-1-A#1 1-2#1 CHILD', '1-1-A#2 1-2#2 CHILD'])
/** The legal network with its first AS changed. */
const change = (by: (as: As) => Partial<As>): Topology => ({
  ...legal,
  ases: legal.ases.map((as, i) => (i === 0 ? { ...as, ...by(as) } : as)),
})

test('the network that is changed below is legal', () => expect(brokenRules(legal)).toEqual([]))

test('wildcards', () => {
  expect(brokenRules(network('1-0*'))).toEqual(['noWildcards'])
  expect(brokenRules(network('0-1*'))).toEqual(['noWildcards'])
})

test('interface ids: unique in the AS, not in the network', () => {
  expect(brokenRules(network('1-1* 1-2', ['1-1#1 1-2#1 CHILD', '1-1#1 1-2#2 CHILD']))).toEqual(['ifIdsValid'])
  const zero = change(as => ({ routers: as.routers.map(r => ({ ...r, interfaces: r.interfaces.map(i => ({ ...i, ifId: i.ifId - 1 })) })) }))
  expect(brokenRules(zero)).toEqual(['ifIdsValid'])
})

test('hosts: names in the network, addresses in the AS and not those of routers', () => {
  const read = (one: string, two: string) =>
    brokenRules(
      readTopo(`{ASes: {1-1: {core: true, hosts: ${one}}, 1-2: {core: true, hosts: ${two}}}, links: [{a: 1-1, b: 1-2, linkAtoB: CORE}]}`)
        .topology,
    )
  expect(read('[a]', '[a]')).toEqual(['hostNamesUnique'])
  expect(read('{a: 10.0.0.1, b: 10.0.0.1}', '[c]')).toEqual(['hostsUnique'])
  expect(read('{a: 10.0.0.1}', '{b: 10.0.0.1}')).toEqual([])
  expect(brokenRules(change(as => ({ hosts: [{ name: 'h', address: as.routers[0]!.internalAddress.split(':')[0]! }] })))).toEqual([
    'hostsUnique',
  ])
})

test('socket addresses; a service may be in both lists', () => {
  expect(brokenRules(change(as => ({ controlServices: [{ id: 'x', address: as.routers[0]!.internalAddress }] })))).toEqual([
    'addressesUnique',
  ])
  const twice = change(as => ({
    routers: as.routers.map(r => ({ ...r, interfaces: r.interfaces.map(i => ({ ...i, local: '1.1.1.1:1' })) })),
  }))
  expect(brokenRules(twice)).toEqual(['addressesUnique'])
})

test('MTU', () => expect([1279, 1280].map(mtu => brokenRules(change(() => ({ mtu }))))).toEqual([['mtuSane'], []]))
