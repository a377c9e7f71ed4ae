import { expect, test } from 'vitest'
import { farEnds, findAs, interfaceOf, interfacesOf } from '#topology/model.ts'
import { network } from './networks.ts'

const topology = network('1-1* 1-2 1-3', ['1-1-A#7 1-2 CHILD', '1-1#3 1-3 CHILD', '1-1-A#5 1-3 CHILD'])

test('an AS by its name', () => {
  expect(findAs(topology, '1-2')).toBe(topology.ases[1])
  expect(findAs(topology, '1-9')).toBeUndefined()
})

test('interfaces with their router', () => {
  const found = [...interfacesOf(topology.ases[0]!)].map(({ router, interface: i }) => [router.id, i.ifId])
  expect(found).toEqual([
    ['br1-1-1', 7],
    ['br1-1-1', 5],
    ['br1-1-2', 3],
  ])
})

test('an interface by its number', () => {
  const found = interfaceOf(topology.ases[0]!, 3)!
  expect([found.router.id, found.interface.ifId, found.interface.neighbor]).toEqual(['br1-1-2', 3, '1-3'])
  expect(interfaceOf(topology.ases[0]!, 4)).toBeUndefined()
})

test('the other end of an interface, seen from both', () => {
  const farEnd = farEnds(topology)
  for (const { a, b } of topology.links) {
    expect(farEnd(a.isdAs, a.ifId)).toBe(b)
    expect(farEnd(b.isdAs, b.ifId)).toBe(a)
  }
  expect(farEnd('1-1', 4)).toBeUndefined()
})
