import { expect, test } from 'vitest'
import { routerMutants } from '#proofs/checks/mutants.ts'
import { breaks } from '#proofs/mutants/breaks.ts'

test.each(breaks)('$name: one mutant of Router.tla', ({ altered }) => {
  expect(routerMutants().filter(mutant => mutant.altered === altered)).toHaveLength(1)
})
