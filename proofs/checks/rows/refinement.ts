/** Refinement.tla: each step of Dataplane is steps of PathAuth. */
import type { Check, Expectation, TlcCheck } from '../check.ts'
import { idOf, oneBad } from './subjects.ts'

const row = (name: string, claim: string, operators: readonly string[], expected: Expectation, rules: string): TlcCheck => ({
  id: idOf('refinement', name),
  engine: 'tlc',
  module: 'MC_Refinement',
  config: `MC_Refinement_${name}`,
  theorems: ['T1', 'T2', 'T9'],
  claim,
  operators,
  bounds: oneBad,
  expected,
  code: [rules],
  tests: ['test/router/authenticated-bits.test.ts'],
})

const breaks = (name: string, rule: string, rules: string): TlcCheck =>
  row(`BUG_${name}`, `without ${rule} some step is none of PathAuth's`, ['Refines'], 'violated: Refines', rules)

export const refinementChecks: readonly Check[] = [
  row(
    'base',
    'a packet that changes segments does nothing that packets of one segment could not do',
    ['StartRefines', 'Seen', 'Refines'],
    'holds',
    'router/rules.ts',
  ),
  breaks('nocrossedmac', 'crossedMacIsValid', 'router/rules/crossover.ts'),
  breaks('noingress', 'arrivedOnNamedInterface', 'router/rules/arrival.ts'),
]
