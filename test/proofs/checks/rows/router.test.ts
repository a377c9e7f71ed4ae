import { expect, test } from 'vitest'
import { routerChecks } from '#proofs/checks/rows/router.ts'

test('what must hold, what must not, each with a configuration of its own', () => {
  expect(routerChecks.some(c => c.expected === 'holds')).toBe(true)
  expect(routerChecks.some(c => c.expected !== 'holds')).toBe(true)
  expect(new Set(routerChecks.map(c => (c.engine === 'tlc' ? c.config : c.id))).size).toBe(routerChecks.length)
})
