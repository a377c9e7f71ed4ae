/**
 * FlatDataplane.tla and Inductive.tla: the theorems of the data plane for any number of hops, by Apalache for every set of bad ASes at once, by TLC
 * for one.
 */
import type { ApalacheCheck, Check, Expectation, TlcCheck } from '../check.ts'
import { everyRule, idOf, oneBad, rulesIn } from './subjects.ts'

const theorems = ['T1', 'T2', 'T4', 'T6', 'T11']
const operators = ['PathAuth', 'IfMatch', 'ValleyFree', 'Crossover', 'SeamsArePeerings']
const anyBad = 'eight ASes, every set of bad ASes, every set of known keys, paths of any length'

type TlcRow = Pick<TlcCheck, 'claim' | 'bounds' | 'theorems' | 'operators'>

const byTlc = (module: 'FlatDataplane' | 'Inductive', name: string, expected: Expectation, row: TlcRow): TlcCheck => ({
  id: idOf(module === 'Inductive' ? 'inductive-tlc' : 'flat-tlc', name),
  engine: 'tlc',
  module: `MC_${module}`,
  config: `MC_${module}_${name}`,
  timeoutS: 600,
  expected,
  ...everyRule,
  ...row,
})

const all = { theorems, operators }
const invariant = { theorems, operators: ['IndInv'], bounds: oneBad }

const violated = (module: 'FlatDataplane' | 'Inductive', name: string, theorem: string, inv: string, claim: string): TlcCheck =>
  byTlc(module, name, `violated: ${inv}`, { theorems: [theorem], operators: [inv], claim, bounds: oneBad })

const inductive = { engine: 'apalache', module: 'APInductive', init: 'Travelling', length: 1, bounds: anyBad, timeoutS: 600 } as const

const any = (id: string, cinit: string, claim: string, fields: { readonly init: string; readonly length: number }): ApalacheCheck => ({
  ...inductive,
  id: `inductive-${id}`,
  theorems,
  claim,
  operators: ['IndInv'],
  cinit,
  inv: 'IndInv',
  expected: 'holds',
  ...everyRule,
  ...fields,
})

/** Without one rule one step leads out of the theorem: the rule is needed, and the invariant can tell. */
const needed = (rule: string, cinit: string, file: string, theorem: string, inv: string): ApalacheCheck => ({
  ...inductive,
  id: `inductive-bug-${cinit.slice('CInit'.length).toLowerCase()}`,
  theorems: [theorem],
  claim: `without the rule ${rule} one step violates it`,
  operators: [inv],
  cinit,
  inv,
  expected: `violated: ${inv}`,
  ...rulesIn(file),
})

const reachable = (module: 'APDataplane' | 'APInductive', inv: string, claim: string, fields: Partial<ApalacheCheck>): ApalacheCheck => ({
  ...inductive,
  id: `${module === 'APInductive' ? 'inductive' : 'flat'}-ex-${inv.slice('No'.length).toLowerCase()}`,
  module,
  theorems: ['W'],
  claim,
  operators: [inv],
  inv,
  expected: `violated: ${inv}`,
  ...everyRule,
  ...fields,
})

const fromTheStart = { cinit: 'CInit', init: 'Init', length: 4, bounds: 'eight ASes, one bad with its key known, four steps' }

export const flatChecks: readonly Check[] = [
  any('base', 'CInitAny', 'at the start the invariant holds', { init: 'Init', length: 0 }),
  any('step', 'CInitAny', 'every step keeps the invariant, and so all theorems hold for any number of hops', inductive),
  any(
    'nolinkpair-secretkeys',
    'CInitNoLinkPairSecretKeys',
    'while only bad ASes know their keys, every step keeps it even without linkPairAllowed',
    inductive,
  ),

  needed('pathPointersFit', 'CInitNoPathPointers', 'path', 'T6', 'Crossover'),
  needed('peeringHopFound', 'CInitNoPeeringHop', 'path', 'T6', 'Crossover'),
  needed('arrivedOnNamedInterface', 'CInitNoIngress', 'arrival', 'T2', 'IfMatch'),
  needed('macIsValid', 'CInitNoMac', 'mac', 'T1', 'PathAuth'),
  needed('crossOver', 'CInitNoCrossOver', 'crossover', 'T11', 'SeamsArePeerings'),
  needed('crossedMacIsValid', 'CInitNoCrossedMac', 'crossover', 'T1', 'PathAuth'),
  needed('linkPairAllowed', 'CInitNoLinkPair', 'egress', 'T4', 'ValleyFree'),
  needed('segmentChangeAllowed', 'CInitNoSegmentChange', 'egress', 'T6', 'Crossover'),

  reachable('APInductive', 'NoLinkedStep', 'the invariant is not empty: it has packets in their third segment, their run linked', {
    cinit: 'CInitAny',
  }),
  reachable('APInductive', 'NoDelivery', 'the invariant lets a packet arrive', { cinit: 'CInitAny' }),
  reachable('APDataplane', 'NoThreeSegments', 'a path of three segments is travelled', fromTheStart),
  reachable('APDataplane', 'NoPeering', 'a packet arrives over a peering link', fromTheStart),

  byTlc('FlatDataplane', 'base', 'holds', { ...all, claim: 'TLC agrees with Apalache on what one bad AS can do', bounds: oneBad }),
  byTlc('FlatDataplane', 'allkeys', 'holds', {
    ...all,
    claim: 'even when every forwarding key is known the shape of paths holds',
    bounds: 'eight ASes, one bad, all keys known, paths of any length',
  }),
  violated('FlatDataplane', 'EX_threesegments', 'W', 'NoThreeSegments', 'a path of three segments is travelled'),
  violated('FlatDataplane', 'EX_peering', 'W', 'NoPeering', 'a packet arrives over a peering link'),
  byTlc('Inductive', 'base', 'holds', { ...invariant, claim: 'all that can be reached is in the invariant' }),
  byTlc('Inductive', 'step', 'holds', { ...invariant, claim: 'from each of the states of the invariant every step keeps it' }),
  violated(
    'Inductive',
    'EX_linked',
    'W',
    'NoLinkedStep',
    'the invariant is not empty: it has packets in their third segment, their run linked',
  ),
  violated('Inductive', 'BUG_nocrossedmac', 'T1', 'IndInv', 'without the rule crossedMacIsValid one step leads out of the invariant'),
]
