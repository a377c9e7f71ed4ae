import { expect, test } from 'vitest'
import { append, distances, indexNetwork } from '#topology/network.ts'
import { network } from './networks.ts'

test('links by provider and by customer', () => {
  const { as, up, down } = indexNetwork(network('1-1* 1-2 1-3', ['1-1 1-2 CHILD', '1-1 1-3 CHILD', '1-2 1-3 CHILD', '1-2 1-3 PEER']))
  expect(as.get('1-2')!.isdAs).toBe('1-2')
  expect(up.get('1-3')!.map(l => l.index)).toEqual([1, 2])
  expect(down.get('1-1')!.map(l => l.index)).toEqual([0, 1])
  expect(up.has('1-1')).toBe(false)
})

test('distances in steps, the nearest start counts, rings end', () => {
  const next: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['a', 'd'], d: [] }
  expect([...distances(['a'], at => next[at]!)]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
    ['d', 3],
  ])
  expect(distances(['a', 'c'], at => next[at]!).get('d')).toBe(1)
})

test('append', () => {
  const lists = new Map<string, number[]>()
  append(lists, 'x', 1)
  append(lists, 'x', 2)
  expect([...lists]).toEqual([['x', [1, 2]]])
})
