import { expect, test } from 'vitest'
import { mutantChecks } from '#proofs/checks/rows/mutants.ts'
import { breaks } from '#proofs/mutants/breaks.ts'

test('the five breaks are one check, which needs TLC', () => {
  expect(mutantChecks).toMatchObject([{ needs: 'tlc', modules: ['Router', 'Cover'] }])
  expect(breaks).toHaveLength(5)
  for (const { name } of breaks) expect(mutantChecks[0]!.claim).toContain(name)
})
