import { expect, test } from 'vitest'
import { routerMutants } from '#proofs/checks/mutants.ts'
import { nameOf } from '#proofs/mutants/mutants.ts'
import { survivors } from '#proofs/mutants/survivors.ts'

test('every survivor is a mutant of Router.tla as it is, and has a name of its own', () => {
  const names = routerMutants().map(nameOf)
  expect(new Set(names).size).toBe(names.length)
  expect([...survivors.keys()].filter(name => !names.includes(name))).toEqual([])
})
