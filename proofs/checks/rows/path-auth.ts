/** PathAuth.tla: path authorisation and detectability of one segment, as IsaNet states them; from every spliced header, and as an inductive invariant. */
import type { Check, TlcCheck } from '../check.ts'
import { idOf } from './subjects.ts'

const code = { code: ['router/rules/mac.ts', 'router/rules/arrival.ts'], tests: ['test/router/authenticated-bits.test.ts'] }

const spliced = {
  engine: 'tlc',
  module: 'MC_PathAuth',
  bounds: 'eight ASes, one bad, every header spliced of two pieces',
  ...code,
} as const
const step = { ...spliced, bounds: 'eight ASes, one bad, one step from any state: headers of any length' } as const

type Row = Pick<TlcCheck, 'theorems' | 'claim' | 'operators' | 'expected'>

const row = (name: string, base: typeof spliced | typeof step, fields: Row & { readonly bounds?: string }): TlcCheck => ({
  ...base,
  id: idOf('pathauth', name),
  config: `MC_PathAuth_${name}`,
  ...fields,
})

const both = ['T1', 'T3']

export const pathAuthChecks: readonly Check[] = [
  row('base', spliced, {
    theorems: both,
    claim: 'the hops really taken are a piece of one authorised segment, and those the header shows last',
    operators: ['Authorised', 'Detectable', 'Explained'],
    expected: 'holds',
  }),
  row('inductive', step, {
    theorems: both,
    claim: 'what holds in any state holds after a step from it',
    operators: ['Explained', 'Authorised', 'Detectable'],
    expected: 'holds',
  }),
  row('inductive_two', step, {
    theorems: both,
    claim: 'the same with two bad ASes',
    operators: ['Explained', 'Authorised', 'Detectable'],
    bounds: 'eight ASes, two bad, one step from any state: headers of any length',
    expected: 'holds',
  }),
  row('BUG_nochain', step, {
    theorems: ['T1'],
    claim: 'where hop fields are taken whatever the SegID, segments can be spliced',
    operators: ['Authorised'],
    expected: 'violated: Authorised',
  }),
  row('BUG_nointerface', step, {
    theorems: ['T1'],
    claim: 'where packets are taken from any link, hops can be left out',
    operators: ['Authorised'],
    expected: 'violated: Authorised',
  }),
  row('BUG_inductive_nochain', step, {
    theorems: ['T1'],
    claim: 'without the chain of SegIDs the invariant is not inductive',
    operators: ['Explained'],
    expected: 'violated: Explained',
  }),
  row('EX_delivered', step, {
    theorems: ['W'],
    claim: 'the check of the induction takes steps: a segment is travelled to its end',
    operators: ['NothingDelivered'],
    expected: 'violated: NothingDelivered',
  }),
]
