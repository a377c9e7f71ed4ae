/** The specification broken by hand: the chosen cover tells. */
import { breaks } from '#proofs/mutants/breaks.ts'
import type { BridgeCheck, BridgeOutcome } from '../check.ts'
import { fatesOf, readCover, routerMutants } from '../mutants.ts'

async function run(): Promise<BridgeOutcome> {
  const mutants = routerMutants()
  const broken = breaks.map(({ altered }) => mutants.find(mutant => mutant.altered === altered))
  const fates = await fatesOf(
    broken.flatMap(mutant => (mutant === undefined ? [] : [mutant.text])),
    readCover(),
  )
  const survivors = breaks.filter((_, i) => fates[i]?.kind !== 'killed').map(({ name }) => name)
  return survivors.length === 0
    ? { verdict: 'holds', count: fates.length }
    : { verdict: 'violated: Noticed', count: breaks.length, detail: `nothing tells, or there is no such line: ${survivors.join('; ')}` }
}

export const mutantChecks: readonly BridgeCheck[] = [
  {
    id: 'mutants-by-hand',
    engine: 'mutants',
    theorems: ['T13'],
    claim: `the specification broken in one place is noticed: ${breaks.map(b => b.name).join('; ')}`,
    operators: ['Process', 'FirstOther'],
    modules: ['Router', 'Cover'],
    bounds: 'the chosen cover of T1 to T6; all mutants: npm run mutants:spec',
    expected: 'holds',
    needs: 'tlc',
    code: ['router/rules.ts'],
    tests: ['test/proofs/checks/mutants.system.ts'],
    run,
  },
]
