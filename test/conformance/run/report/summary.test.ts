import { expect, test } from 'vitest'
import { badOutcomes, countResults, describeCounts, explainOutcome } from '#conformance/run/report/summary.ts'
import { allKinds, failed } from '../outcomes.ts'

test('counts, in words too', () => {
  expect(countResults(allKinds)).toEqual({ passed: 1, failed: 1, known: 1, surprise: 1, unsupported: 1 })
  expect(describeCounts(allKinds)).toBe('1 passed, 1 failed, 1 passed by surprise, 1 failed as known, 1 not supported here')
  expect(describeCounts([])).toBe('0 passed, 0 failed')
})

test('what is bad, and why', () => {
  expect(badOutcomes(allKinds).map(o => o.result)).toEqual(['failed', 'surprise'])
  expect(explainOutcome(failed)).toEqual(['scmp.Code: expected 51 <&", got 52'])
})
