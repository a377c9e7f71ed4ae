import { expect, test } from 'vitest'
import { algorithmNamed, algorithms } from '#control/beacon/algorithms/named.ts'

test('each by its name', () => {
  expect(algorithms.map(a => a.name)).toEqual(['reference', 'shortest', 'diversity', 'newest'])
  for (const a of algorithms) expect(algorithmNamed(a.name)).toBe(a)
  expect(() => algorithmNamed('shortes')).toThrow('there is no beaconing algorithm "shortes"')
})
