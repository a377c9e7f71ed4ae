/** Router.tla: the executable layer. Every decision of every border router of a network, on every packet its attacker makes, is one state. */
import type { Check, Expectation, TlcCheck } from '../check.ts'

/** What each network is there for (proofs/networks). */
const networks = {
  T1: 'siblings',
  T2: 'peering',
  T3: 'shortcut',
  T4: 'two ISDs',
  T5: 'core loops',
  T6: 'two providers',
} as const

type Network = keyof typeof networks

/** `R`: what one rule is there for, besides the numbered theorems. */
const theoremOf = {
  ...{ PathAuth: 'T1', IfMatch: 'T2', NoFakeTransit: 'T2', Detect: 'T3', ValleyFree: 'T4', LoopFree: 'T5', Xover: 'T6', Index: 'T7' },
  ...{ NoBounce: 'T8', StaticKnowledge: 'T9', SegIdFits: 'T10', Peering: 'T11', Expiry: 'T12', Totality: 'T13', Progress: 'T14' },
  ...{ Addresses: 'R', Length: 'R', LinksUp: 'R', Traceroute: 'R', EpicHolds: 'R', OneHopHolds: 'R' },
} as const

type Theorem = keyof typeof theoremOf

const all = Object.keys(theoremOf) as Theorem[]
const without = (...left: Theorem[]): Theorem[] => all.filter(name => !left.includes(name))
/** What asks for an honest sender's packet to arrive, or for a MAC no attacker can make. */
const undisturbed: readonly Theorem[] = ['SegIdFits', 'Peering', 'Progress', 'Traceroute', 'EpicHolds', 'OneHopHolds']

const boundsOf = (network: Network): string => `${network} (${networks[network]}), valid packets with a tamper operation each`

const everyRule = { code: ['router/rules.ts'], tests: ['test/router/rules.test.ts', 'test/router/stories.test.ts'] }

const row = (
  network: Network,
  name: string,
  expected: Expectation,
  fields: Pick<TlcCheck, 'claim' | 'theorems' | 'operators' | 'code' | 'tests'>,
): TlcCheck => ({
  id: `router-${name.replaceAll('_', '-').replace(/[a-z](?=[A-Z])/g, '$&-')}`.toLowerCase(),
  engine: 'tlc',
  module: `MC_Router_${network}`,
  config: `MC_Router_${name}`,
  expected,
  bounds: boundsOf(network),
  ...fields,
})

const holds = (network: Network, name: string, claim: string, operators: readonly Theorem[]): TlcCheck =>
  row(network, name, 'holds', { claim, theorems: [...new Set(operators.map(o => theoremOf[o]))], operators, ...everyRule })

const needed = (network: Network, file: string, rule: string, theorem: Theorem): TlcCheck =>
  row(network, `BUG_${rule}`, `violated: ${theorem}`, {
    claim: `without the rule ${rule} it is violated`,
    theorems: [theoremOf[theorem]],
    operators: [theorem],
    code: [`router/rules/${file}.ts`],
    tests: [`test/router/rules/${file}.test.ts`],
  })

const reachable = (network: Network, name: string, operator: string, claim: string): TlcCheck =>
  row(network, `EX_${name}`, `violated: ${operator}`, { claim, theorems: ['W'], operators: [operator], ...everyRule })

const kept = 'every decision on every tampered packet keeps the theorems'

export const routerChecks: readonly Check[] = [
  ...(Object.keys(networks) as Network[]).map(network => holds(network, network, kept, all)),
  holds('T1', 'T1_down', 'with a link and a sibling lost the theorems are kept', without(...undisturbed)),
  holds('T6', 'T6_keyleak', "with a bad AS's key known the theorems are kept for all others", without(...undisturbed)),
  holds('T6', 'T6_allkeys', 'with all keys known every theorem but path authorisation is kept', without('PathAuth', ...undisturbed)),

  needed('T6', 'path', 'pathPointersFit', 'Xover'),
  needed('T2', 'path', 'peeringHopFound', 'Peering'),
  needed('T6', 'arrival', 'hopNotExpired', 'Expiry'),
  needed('T6', 'arrival', 'arrivedOnNamedInterface', 'IfMatch'),
  needed('T6', 'arrival', 'lengthMatches', 'Length'),
  needed('T6', 'arrival', 'transitFromSibling', 'NoFakeTransit'),
  needed('T6', 'arrival', 'isdAsPlausible', 'Addresses'),
  needed('T6', 'arrival', 'sourceHostPlausible', 'Addresses'),
  needed('T6', 'mac', 'segIdFoldedAtIngress', 'Progress'),
  needed('T6', 'mac', 'macIsValid', 'PathAuth'),
  needed('T6', 'alerts', 'ingressAlertAnswered', 'Traceroute'),
  needed('T6', 'delivery', 'deliveredIfLocal', 'Progress'),
  needed('T4', 'crossover', 'crossOver', 'Progress'),
  needed('T4', 'crossover', 'crossedHopNotExpired', 'Expiry'),
  needed('T4', 'crossover', 'crossedMacIsValid', 'PathAuth'),
  needed('T1', 'egress', 'egressKnown', 'NoBounce'),
  needed('T6', 'egress', 'linkPairAllowed', 'ValleyFree'),
  needed('T6', 'egress', 'segmentChangeAllowed', 'ValleyFree'),
  needed('T6', 'alerts', 'egressAlertAnswered', 'Traceroute'),
  needed('T1', 'egress', 'egressIsUp', 'LinksUp'),
  needed('T6', 'egress', 'segIdFoldedAtEgress', 'SegIdFits'),
  needed('T6', 'onehop', 'oneHopLengthFits', 'OneHopHolds'),
  needed('T6', 'onehop', 'oneHopAlong', 'OneHopHolds'),
  needed('T6', 'onehop', 'oneHopSourceFits', 'OneHopHolds'),
  needed('T6', 'onehop', 'oneHopDestinationFits', 'OneHopHolds'),
  needed('T6', 'onehop', 'oneHopMacIsValid', 'OneHopHolds'),
  needed('T6', 'epic', 'epicPacketIsFresh', 'EpicHolds'),
  needed('T6', 'epic', 'epicFieldIsValid', 'EpicHolds'),

  reachable('T4', 'threesegments', 'NoThreeSegments', 'a packet can go up, across and down, and is delivered'),
  reachable('T3', 'shortcut', 'NoShortcut', 'a packet can turn below the core, and is delivered'),
  reachable('T2', 'peering', 'NoPeering', 'a packet can cross a peering link, and is delivered'),
  reachable('T1', 'handover', 'NoHandOver', 'a packet can be handed over to a sibling'),
  reachable('T6', 'attacker', 'NoAttackerForwarded', 'what a bad AS sends can be forwarded'),
  reachable('T6', 'epic', 'NoEpicDelivered', 'an EPIC packet can be delivered'),
  reachable('T6', 'onehop', 'NoOneHopDelivered', 'a one-hop packet can be delivered'),
  reachable('T6', 'loop', 'NoLoop', 'a packet can pass an AS twice'),
]
