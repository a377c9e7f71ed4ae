import { expect, test } from 'vitest'
import { readLock } from '#proofs/checks/lock.ts'
import { flatRefinementChecks } from '#proofs/checks/rows/flat-refinement.ts'

test('steps that must refine, and companions that must not', () => {
  const withSteps = flatRefinementChecks.filter(c => c.operators.includes('FlatSteps'))
  expect(new Set(withSteps.map(c => c.expected))).toEqual(new Set(['holds', 'violated: FlatSteps']))
})

// Dataplane's states are FlatDataplane's (FlatSteps), so where there are as many there are the same.
test('Dataplane comes to as many states of FlatDataplane as FlatDataplane itself', () => {
  const lock = readLock()
  expect(lock['flat-refinement-states']!.count).toBe(lock['flat-tlc-base']!.count)
})
