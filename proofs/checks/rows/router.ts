/** Router.tla: the executable layer. Every decision of every border router of a network, on every packet its attacker makes, is one state. */
import type { Check, Expectation, TlcCheck } from '../check.ts'
import { type Network, networkNotes, networks } from '../networks.ts'
import { idOf } from './subjects.ts'

/** The number of each invariant of Theorems.tla; `R`: what one rule is there for, besides the numbered theorems. */
const theoremOf = {
  PathAuth: 'T1',
  IfMatch: 'T2',
  NoFakeTransit: 'T2',
  Detect: 'T3',
  ValleyFree: 'T4',
  LoopFree: 'T5',
  Xover: 'T6',
  Index: 'T7',
  NoBounce: 'T8',
  StaticKnowledge: 'T9',
  SegIdFits: 'T10',
  Peering: 'T11',
  Expiry: 'T12',
  Totality: 'T13',
  Progress: 'T14',
  Addresses: 'R',
  Length: 'R',
  LinksUp: 'R',
  Traceroute: 'R',
  EpicHolds: 'R',
  OneHopHolds: 'R',
} as const

type Theorem = keyof typeof theoremOf

/** An attacker who has all keys makes any path he likes, but these hold. */
const shape: readonly Theorem[] = [
  ...(['IfMatch', 'NoFakeTransit', 'Detect', 'ValleyFree', 'LoopFree', 'Xover', 'Index', 'NoBounce', 'StaticKnowledge'] as const),
  ...(['Expiry', 'Totality', 'Addresses', 'Length', 'LinksUp'] as const),
]

interface Row {
  readonly id: string
  readonly network: Network
  readonly config: string
  readonly claim: string
  readonly expected?: Expectation
  readonly theorems: readonly string[]
  readonly operators: readonly string[]
  readonly file?: string
  readonly attacker?: string
}

const oneTampering = 'valid packets, each with one tamper operation'

const row = ({ id, network, config, claim, expected = 'holds', theorems, operators, file, attacker = oneTampering }: Row): TlcCheck => ({
  id: idOf('router', id),
  engine: 'tlc',
  module: `MC_Router_${network}`,
  config: `MC_Router_${config}`,
  claim,
  expected,
  theorems,
  operators,
  bounds: `${network}: ${networkNotes[network]}; ${attacker}`,
  code: [file ?? 'router/rules.ts'],
  tests: [file === undefined ? 'test/router/stories.test.ts' : `test/${file.replace(/\.ts$/, '.test.ts')}`],
})

const numbers = (theorems: readonly Theorem[]): readonly string[] => [...new Set(theorems.map(t => theoremOf[t]))]
const named = (theorems: readonly Theorem[]) => ({ theorems: numbers(theorems), operators: theorems })
const all = Object.keys(theoremOf) as Theorem[]

const holds = (network: Network): TlcCheck =>
  row({ id: network, network, config: network, claim: 'every decision on every tampered packet keeps all theorems', ...named(all) })

const allKeys = (network: Network): TlcCheck =>
  row({
    id: `allkeys-${network}`,
    network,
    config: 'allkeys',
    claim: 'even when every forwarding key is known paths keep their shape, and packets their limits',
    attacker: `${oneTampering} or one forged hop, and forged paths over any three links`,
    ...named(shape),
  })

/** Without one rule some theorem must fail: the rule is needed, and the model can tell. */
const needed = (rule: string, file: string, network: Network, theorem: Theorem): TlcCheck =>
  row({
    id: `bug-${rule}`,
    network,
    config: `BUG_${rule}`,
    claim: `without ${rule} it is violated`,
    expected: `violated: ${theorem}`,
    file: `router/${file}.ts`,
    ...named([theorem]),
  })

const reachable = (name: string, network: Network, operator: string, claim: string): TlcCheck =>
  row({ id: `ex-${name}`, network, config: `EX_${name}`, claim, expected: `violated: ${operator}`, theorems: ['W'], operators: [operator] })

/**
 * Not here: forwardToEgress, oneHopForwarded, oneHopCompleted and epicRoleFound refuse nothing that would pass without them; replaying the model on
 * the code tells when one is missing.
 */
const rules: readonly TlcCheck[] = [
  needed('pathPointersFit', 'rules/path', 'T6', 'Xover'),
  needed('peeringHopFound', 'rules/path', 'T2', 'Peering'),
  needed('hopNotExpired', 'rules/arrival', 'T6', 'Expiry'),
  needed('arrivedOnNamedInterface', 'rules/arrival', 'T6', 'IfMatch'),
  needed('lengthMatches', 'rules/arrival', 'T6', 'Length'),
  needed('transitFromSibling', 'rules/arrival', 'T6', 'NoFakeTransit'),
  needed('isdAsPlausible', 'rules/arrival', 'T6', 'Addresses'),
  needed('sourceHostPlausible', 'rules/arrival', 'T6', 'Addresses'),
  needed('segIdFoldedAtIngress', 'rules/mac', 'T6', 'Progress'),
  needed('macIsValid', 'rules/mac', 'T6', 'PathAuth'),
  needed('ingressAlertAnswered', 'rules/alerts', 'T6', 'Traceroute'),
  needed('deliveredIfLocal', 'rules/delivery', 'T6', 'Progress'),
  needed('crossOver', 'rules/crossover', 'T4', 'Progress'),
  needed('crossedHopNotExpired', 'rules/crossover', 'T4', 'Expiry'),
  needed('crossedMacIsValid', 'rules/crossover', 'T4', 'PathAuth'),
  needed('egressKnown', 'rules/egress', 'T1', 'NoBounce'),
  needed('linkPairAllowed', 'rules/egress', 'T6', 'ValleyFree'),
  needed('segmentChangeAllowed', 'rules/egress', 'T6', 'ValleyFree'),
  needed('egressAlertAnswered', 'rules/alerts', 'T6', 'Traceroute'),
  needed('egressIsUp', 'rules/egress', 'T1', 'LinksUp'),
  needed('segIdFoldedAtEgress', 'rules/egress', 'T6', 'SegIdFits'),
  needed('settle', 'decide', 'T6', 'Totality'),
  needed('oneHopLengthFits', 'rules/onehop', 'T6', 'OneHopHolds'),
  needed('oneHopAlong', 'rules/onehop', 'T6', 'OneHopHolds'),
  needed('oneHopSourceFits', 'rules/onehop', 'T6', 'OneHopHolds'),
  needed('oneHopDestinationFits', 'rules/onehop', 'T6', 'OneHopHolds'),
  needed('oneHopMacIsValid', 'rules/onehop', 'T6', 'OneHopHolds'),
  needed('epicPacketIsFresh', 'rules/epic', 'T6', 'EpicHolds'),
  needed('epicFieldIsValid', 'rules/epic', 'T6', 'EpicHolds'),
]

export const routerChecks: readonly Check[] = [
  ...networks.map(holds),
  ...(['T1', 'T2', 'T4', 'T6'] as const).map(allKeys),
  row({
    id: 'keyleak',
    network: 'T6',
    config: 'keyleak',
    claim: 'when the key of one AS is known, path authorisation holds for all others',
    attacker: `${oneTampering} or one forged hop of the AS`,
    ...named(['PathAuth', ...shape]),
  }),
  row({
    id: 'down',
    network: 'T1',
    config: 'down',
    claim: 'nothing goes over links and to siblings that are down',
    ...named(['PathAuth', ...shape]),
  }),
  ...rules,
  reachable('threesegments', 'T4', 'NoThreeSegments', 'a packet can go up, along the core and down, and is delivered'),
  reachable('shortcut', 'T3', 'NoShortcut', 'a packet can cross over below the core, and is delivered'),
  reachable('peering', 'T2', 'NoPeering', 'a packet can cross a peering link, and is delivered'),
  reachable('handover', 'T1', 'NoHandOver', 'a packet can be handed over to a sibling'),
  reachable('attacker', 'T2', 'NoAttackerForwarded', 'what a bad AS sends can be forwarded'),
  reachable('epic', 'T6', 'NoEpicDelivered', 'an EPIC packet can be delivered'),
  reachable('onehop', 'T6', 'NoOneHopDelivered', 'a one-hop packet can be delivered'),
  reachable('early', 'T6', 'NothingEarly', 'a packet whose hop fields are of the future can be delivered'),
  reachable('loop', 'T6', 'NoLoop', 'a packet can pass an AS twice: two segments may meet in one'),
]
