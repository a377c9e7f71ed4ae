import { expect, test } from 'vitest'
import { progressChecks } from '#proofs/checks/rows/progress.ts'

test('what must hold, what must not, each with a configuration of its own', () => {
  expect(progressChecks.some(c => c.expected === 'holds')).toBe(true)
  expect(progressChecks.some(c => c.expected !== 'holds')).toBe(true)
  expect(new Set(progressChecks.map(c => (c.engine === 'tlc' ? c.config : c.id))).size).toBe(progressChecks.length)
})
