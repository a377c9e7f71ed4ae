/** FlatRefinement.tla: Dataplane and FlatDataplane are the same, step by step and state by state. */
import type { Check, Expectation, TlcCheck } from '../check.ts'
import { everyRule, idOf, oneBad, rulesIn } from './subjects.ts'

type Row = Pick<TlcCheck, 'claim' | 'operators' | 'bounds'>

const row = (name: string, expected: Expectation, fields: Row, subject: Pick<TlcCheck, 'code' | 'tests'> = everyRule): TlcCheck => ({
  id: idOf('flat-refinement', name),
  engine: 'tlc',
  module: 'MC_FlatRefinement',
  config: `MC_FlatRefinement_${name}`,
  theorems: ['T1', 'T2', 'T4', 'T6', 'T11'],
  expected,
  ...subject,
  ...fields,
})

const breaks = (name: string, rule: string, file: string): TlcCheck =>
  row(
    `BUG_${name}`,
    'violated: FlatSteps',
    { claim: `without ${rule} some step of Dataplane is none of FlatDataplane's`, operators: ['FlatSteps'], bounds: oneBad },
    rulesIn(file),
  )

const steps = { operators: ['FlatStart', 'FlatSteps'] }

export const flatRefinementChecks: readonly Check[] = [
  row('base', 'holds', {
    claim: 'each step of Dataplane is one of FlatDataplane, whose Booleans say what the theorems of Dataplane say',
    bounds: oneBad,
    ...steps,
  }),
  row('keyleak', 'holds', {
    claim: 'the same where the key of an honest AS is known',
    bounds: 'eight ASes, one bad, its key and that of an honest one known, paths of at most 12 hops',
    ...steps,
  }),
  row('states', 'holds', {
    claim: 'Dataplane comes to every state of FlatDataplane: to as many as flat-tlc-base finds',
    operators: ['FlatStart'],
    bounds: oneBad,
  }),
  breaks('nocrossedmac', 'crossedMacIsValid', 'crossover'),
  breaks('nofoldegress', 'segIdFoldedAtEgress', 'egress'),
]
