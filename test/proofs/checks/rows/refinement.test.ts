import { expect, test } from 'vitest'
import { refinementChecks } from '#proofs/checks/rows/refinement.ts'

test('what must hold, what must not, each with a configuration of its own', () => {
  expect(refinementChecks.some(c => c.expected === 'holds')).toBe(true)
  expect(refinementChecks.some(c => c.expected !== 'holds')).toBe(true)
  expect(new Set(refinementChecks.map(c => (c.engine === 'tlc' ? c.config : c.id))).size).toBe(refinementChecks.length)
})
