import { expect, test } from 'vitest'
import { refinementChecks } from '#proofs/checks/rows/refinement.ts'

const runs = refinementChecks.map(c => (c.engine === 'tlc' ? `${c.module} ${c.config}` : c.id))

test('what must hold, what must not, each a run of its own', () => {
  expect(refinementChecks.some(c => c.expected === 'holds')).toBe(true)
  expect(refinementChecks.some(c => c.expected !== 'holds')).toBe(true)
  expect(new Set(runs).size).toBe(refinementChecks.length)
})

test('the eight ASes and all networks of Router.tla refine', () => {
  const networks = refinementChecks.filter(c => c.expected === 'holds').flatMap(c => (c.engine === 'tlc' ? [c.module] : []))
  expect(networks).toEqual(['MC_Refinement', ...[1, 2, 3, 4, 5, 6].map(n => `MC_Refinement_T${n}`)])
})
