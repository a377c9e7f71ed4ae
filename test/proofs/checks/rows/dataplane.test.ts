import { expect, test } from 'vitest'
import { dataplaneChecks } from '#proofs/checks/rows/dataplane.ts'

test('what must hold, what must not, each with a configuration of its own', () => {
  expect(dataplaneChecks.some(c => c.expected === 'holds')).toBe(true)
  expect(dataplaneChecks.some(c => c.expected !== 'holds')).toBe(true)
  expect(new Set(dataplaneChecks.map(c => (c.engine === 'tlc' ? c.config : c.id))).size).toBe(dataplaneChecks.length)
})
