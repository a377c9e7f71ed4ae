import { expect, test } from 'vitest'
import { routerRefinementChecks } from '#proofs/checks/rows/router-refinement.ts'

test('every network refines, and routers without a rule that Dataplane has do not', () => {
  const holding = routerRefinementChecks.filter(c => c.expected === 'holds').map(c => c.bounds.slice(0, 2))
  expect([...new Set(holding)].toSorted()).toEqual(['T1', 'T2', 'T3', 'T4', 'T5', 'T6'])
  const failing = routerRefinementChecks.filter(c => c.expected !== 'holds')
  expect(failing.length).toBeGreaterThanOrEqual(8)
  expect(new Set(failing.map(c => c.expected))).toEqual(new Set(['violated: Refines']))
})
