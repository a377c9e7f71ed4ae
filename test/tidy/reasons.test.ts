import { expect, test } from 'vitest'
import { missedReasons } from './reasons.ts'

const texts = (reasons: string[], cases: Record<string, () => { reason?: string }>) => missedReasons(reasons, cases).map(f => f.text)

test('a reason without a case, a case that hits another reason or none, and a case for no reason are caught', () => {
  expect(texts(['a', 'b'], { a: () => ({ reason: 'a' }), b: () => ({ reason: 'b' }) })).toEqual([])
  expect(texts(['a'], {})).toEqual(['the case of a hits nothing: it has no case'])
  expect(texts(['toString'], {})).toEqual(['the case of toString hits nothing: it has no case'])
  expect(texts(['a', 'b'], { a: () => ({ reason: 'b' }), b: () => ({}) })).toEqual(['the case of a hits b', 'the case of b hits undefined'])
  expect(texts([], { c: () => ({ reason: 'c' }) })).toEqual(['c is no drop reason'])
})
