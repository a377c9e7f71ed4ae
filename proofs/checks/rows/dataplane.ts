/** Dataplane.tla: one packet, its header chosen lazily by an attacker, on a network of eight ASes with a peering link. */
import type { Check, Expectation, TlcCheck } from '../check.ts'
import { everyRule, idOf, oneBad, rulesIn } from './subjects.ts'

const keysKnown = 'eight ASes, paths of at most 12 hops'

const shape = {
  theorems: ['T2', 'T4', 'T5', 'T6', 'T11'],
  operators: ['IfMatch', 'ValleyFree', 'LoopFree', 'Crossover', 'SeamsArePeerings'],
}
const all = { theorems: ['T1', ...shape.theorems, 'T9'], operators: ['PathAuth', ...shape.operators, 'Static'] }

type Row = Omit<TlcCheck, 'engine' | 'module' | 'config' | 'id' | 'expected'>

const row = (name: string, expected: Expectation, fields: Row): TlcCheck => ({
  id: idOf('dataplane', name),
  engine: 'tlc',
  module: 'MC_Dataplane',
  config: `MC_Dataplane_${name}`,
  expected,
  ...fields,
})

const holds = (name: string, claim: string, fields: Pick<Row, 'theorems' | 'operators' | 'bounds' | 'timeoutS'>): TlcCheck =>
  row(name, 'holds', { claim, ...everyRule, ...fields })

/** Without one rule some theorem must fail: the rule is needed, and the model can tell. */
const needed = (name: string, rule: string, file: string, theorem: string, invariant: string, bounds = oneBad): TlcCheck =>
  row(`BUG_${name}`, `violated: ${invariant}`, {
    theorems: [theorem],
    claim: `without the rule ${rule} it is violated`,
    operators: [invariant],
    bounds,
    ...rulesIn(file),
  })

const broken = (name: string, theorem: string, invariant: string, claim: string, bounds: string): TlcCheck =>
  row(`BUG_${name}`, `violated: ${invariant}`, {
    theorems: [theorem],
    claim,
    operators: [invariant],
    bounds,
    code: ['router/rules/mac.ts', 'router/rules/path.ts'],
    tests: ['test/router/authenticated-bits.test.ts'],
  })

const reachable = (name: string, invariant: string, claim: string): TlcCheck =>
  row(`EX_${name}`, `violated: ${invariant}`, {
    theorems: ['W'],
    claim,
    operators: [invariant],
    bounds: oneBad,
    ...everyRule,
  })

export const dataplaneChecks: readonly Check[] = [
  holds('base', 'whatever a bad AS that knows its own key sends, all theorems hold', { ...all, bounds: oneBad }),
  holds('nobad', 'whatever bad hosts send, all theorems hold', { ...all, bounds: 'eight ASes, bad hosts anywhere, paths of any length' }),
  holds('anybad', 'whatever the members of any set of bad ASes send, all theorems hold', {
    ...all,
    bounds: 'eight ASes, every set of bad ASes at once, paths of any length',
  }),
  holds('allkeys', 'even when every forwarding key is known the shape of paths holds: no valley, no loop, few segment changes', {
    ...shape,
    bounds: `${keysKnown}, one bad AS, all keys known`,
  }),
  holds('keyleak', 'when the key of an honest AS is known, path authorisation holds for all other ASes', {
    theorems: ['T1', ...shape.theorems],
    operators: ['PathAuth', ...shape.operators],
    bounds: `${keysKnown}, one bad AS, the key of an honest one known`,
  }),
  holds('nolinkpair_secretkeys', 'as long as keys are secret, even without linkPairAllowed all theorems hold', { ...all, bounds: oneBad }),

  needed('nomac', 'macIsValid', 'mac', 'T1', 'PathAuth'),
  needed('nocrossedmac', 'crossedMacIsValid', 'crossover', 'T1', 'PathAuth'),
  needed('nocrossover', 'crossOver', 'crossover', 'T11', 'SeamsArePeerings'),
  needed('noingress', 'arrivedOnNamedInterface', 'arrival', 'T2', 'IfMatch'),
  needed('nopointers', 'pathPointersFit', 'path', 'T6', 'Crossover'),
  needed('nosegmentchange', 'segmentChangeAllowed', 'egress', 'T4', 'ValleyFree'),
  needed('nosegmentchange_crossover', 'segmentChangeAllowed', 'egress', 'T6', 'Crossover'),
  needed('nolinkpair_allkeys', 'linkPairAllowed', 'egress', 'T4', 'ValleyFree', 'eight ASes, all keys known, paths of at most 6 hops'),
  broken('narrow', 'T1', 'PathAuth', 'with SegIDs so short that they collide, two segments can be spliced', oneBad),
  broken('keyleak', 'T1', 'PathAuthOfAll', 'the key of an honest AS known, hops of that AS can be forged', keysKnown),
  broken(
    'peerflag',
    'T11',
    'SeamIsPeeringLink',
    'the Peer flag is in no MAC: segments can be changed at a link that is no peering link',
    oneBad,
  ),

  reachable('threesegments', 'NoThreeSegments', 'a packet can go up, along the core and down, and is delivered'),
  reachable('shortcut', 'NoShortcut', 'a packet can cross over below the core, and is delivered'),
  reachable('peering', 'NoPeering', 'a packet can cross a peering link, and is delivered'),
  reachable('attacker', 'NoAttackerForwarded', 'what a bad AS sends can be forwarded'),
  reachable('captured', 'NoCapture', 'a packet can reach a bad AS'),
]
