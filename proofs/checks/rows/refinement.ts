/** Refinement.tla: each step of Dataplane is steps of PathAuth; on the networks of Router.tla all theorems of Dataplane besides. */
import type { Check, Expectation, TlcCheck } from '../check.ts'
import { type Network, networks } from '../networks.ts'
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

const theorems = ['PathAuth', 'IfMatch', 'ValleyFree', 'LoopFree', 'Crossover', 'SeamsArePeerings', 'Static']

const onNetwork = (network: Network, name: string, fields: Pick<TlcCheck, 'claim' | 'operators' | 'expected'>): TlcCheck => ({
  ...row(name, fields.claim, fields.operators, fields.expected, 'router/rules.ts'),
  id: idOf('refinement', name.replace('networks', network)),
  module: `MC_Refinement_${network}`,
  theorems: ['T1', 'T2', 'T4', 'T5', 'T6', 'T9', 'T11'],
  bounds: `${network}, every segment possible there, every set of bad ASes at once, paths of any length`,
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
  ...networks.map(network =>
    onNetwork(network, 'networks', {
      claim: 'whatever the members of any set of bad ASes send, all theorems of Dataplane hold, and every step is steps of PathAuth',
      operators: [...theorems, 'StartRefines', 'Seen', 'Refines'],
      expected: 'holds',
    }),
  ),
  onNetwork('T2', 'networks_BUG_nocrossedmac', {
    claim: "without crossedMacIsValid some step is none of PathAuth's",
    operators: ['Refines'],
    expected: 'violated: Refines',
  }),
]
