import fc from 'fast-check'
import { expect, test } from 'vitest'
import { indexNetwork } from '#topology/network.ts'
import { placeRows, spread } from '#topology/rows.ts'
import { network } from './networks.ts'

test('spread: far wishes are granted, near ones share, order is kept', () => {
  expect(spread([0, 100], 10)).toEqual([0, 100])
  expect(spread([0, 0], 10)).toEqual([-5, 5])
  expect(spread([0, 0, 0, 100], 10)).toEqual([-10, 0, 10, 100])
  expect(spread([], 10)).toEqual([])
})

test('spread: never nearer than the pitch, and moving one AS would make it worse', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 12 }), list => {
      const wishes = [...list].sort((a, b) => a - b)
      const xs = spread(wishes, 10)
      for (let i = 1; i < xs.length; i++) expect(xs[i]! - xs[i - 1]!).toBeGreaterThan(10 - 1e-6)
      // Least squares: together the ASes are not off to one side.
      expect(xs.reduce((sum, x, i) => sum + x - wishes[i]!, 0)).toBeCloseTo(0, 5)
    }),
  ))

test('customers stand under their providers, in their order', () => {
  const links = ['1-1 1-12 CHILD', '1-2 1-11 CHILD', '1-3 1-10 CHILD']
  const [top, bottom] = placeRows(
    [
      ['1-1', '1-2', '1-3'],
      ['1-10', '1-11', '1-12'],
    ],
    indexNetwork(network('1-1* 1-2* 1-3* 1-10 1-11 1-12', links)),
    100,
  )
  const pairs = { '1-1': '1-12', '1-2': '1-11', '1-3': '1-10' } as Record<string, string>
  expect(bottom!.ases).toEqual(top!.ases.map(as => pairs[as]))
  expect(bottom!.xs).toEqual(top!.xs)
})

test('links into other ISDs do not pull', () => {
  const [top, bottom] = placeRows([['1-1'], ['1-2']], indexNetwork(network('1-1* 1-2 2-1*', ['1-1 1-2 CHILD', '2-1 1-2 CHILD'])), 100)
  expect(bottom!.xs).toEqual(top!.xs)
})
