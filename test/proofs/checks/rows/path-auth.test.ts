import { expect, test } from 'vitest'
import { pathAuthChecks } from '#proofs/checks/rows/path-auth.ts'

test('what must hold, what must not, each with a configuration of its own', () => {
  expect(pathAuthChecks.some(c => c.expected === 'holds')).toBe(true)
  expect(pathAuthChecks.some(c => c.expected !== 'holds')).toBe(true)
  expect(new Set(pathAuthChecks.map(c => (c.engine === 'tlc' ? c.config : c.id))).size).toBe(pathAuthChecks.length)
})
