import { expect, test } from 'vitest'
import { parseShard, selectCases } from '#conformance/run/select.ts'
import { suite } from '../in-process.ts'

const idsOf = (selection: Parameters<typeof selectCases>[1]): string[] => selectCases(suite.cases, selection).map(c => c.id)

test('by id and by pattern', () => {
  expect(idsOf({ only: ['dp.one-hop.in.01'] })).toEqual(['dp.one-hop.in.01'])
  const some = idsOf({ only: ['dp.one-hop.*', 'dp.alert.*.along.01'] })
  expect(some.length).toBeGreaterThan(3)
  expect(some.every(id => /^dp\.(one-hop\.|alert\..*\.along\.01)/.test(id))).toBe(true)
  expect(() => idsOf({ only: ['dp.one-hop.*', 'dp.nonsense'] })).toThrow('no case is called "dp.nonsense"')
  expect(() => idsOf({ only: ['dp.one-hop.in.0.'] })).toThrow('no case is called')
})

test('shards part the suite', () => {
  const shards = [1, 2, 3].map(index => idsOf({ only: [], shard: { index, count: 3 } }))
  expect(shards.flat().sort()).toEqual(suite.cases.map(c => c.id).sort())
  expect(Math.max(...shards.map(s => s.length)) - Math.min(...shards.map(s => s.length))).toBeLessThanOrEqual(1)
  expect(() => idsOf({ only: ['dp.one-hop.in.01'], shard: { index: 2, count: 2 } })).toThrow('no case is selected')
})

test('levels', () => {
  const must = idsOf({ only: [], level: 'must' })
  expect(must.length).toBe(suite.cases.filter(c => c.level === 'must').length)
})

test('i/n', () => {
  expect(parseShard('2/5')).toEqual({ index: 2, count: 5 })
  for (const text of ['0/5', '6/5', '1', 'a/b', '1/0']) expect(() => parseShard(text)).toThrow(`"${text}" is no part of a whole`)
})
