/** RouterRefinement.tla: each step of Network, router after router, is a step of Dataplane. */
import type { Check, Expectation, TlcCheck } from '../check.ts'
import { type Network, networks } from '../networks.ts'
import { everyRule, idOf, rulesIn } from './subjects.ts'

const oneTampering = 'valid packets, each with one tamper operation, SCION and EPIC'

interface Row {
  readonly id: string
  readonly network: Network
  readonly config: string
  readonly claim: string
  readonly operators: readonly string[]
  readonly expected: Expectation
  readonly attacker?: string
  readonly subject?: Pick<TlcCheck, 'code' | 'tests'>
}

const row = ({ id, network, config, claim, operators, expected, attacker = oneTampering, subject = everyRule }: Row): TlcCheck => ({
  id: idOf('router-refinement', id),
  engine: 'tlc',
  module: `MC_RouterRefinement_${network}`,
  config: `MC_RouterRefinement_${config}`,
  theorems: ['T1', 'T2', 'T4', 'T6', 'T11'],
  claim,
  operators,
  bounds: `${network}; ${attacker}`,
  expected,
  ...subject,
})

const refines = { operators: ['StartRefines', 'Refines'], expected: 'holds' } as const

const holds = (network: Network): TlcCheck =>
  row({
    id: network,
    network,
    config: 'base',
    claim: 'what routers do with a packet from AS to AS, siblings or not, is what Dataplane lets it do',
    ...refines,
  })

/** Routers without one rule do what Dataplane, with all its rules, does not. */
const breaks = (rule: string, network: Network, file: string, attacker?: string): TlcCheck =>
  row({
    id: `bug-${rule}`,
    network,
    config: `BUG_${rule}`,
    claim: `without ${rule} some step is none of Dataplane's`,
    operators: ['Refines'],
    expected: 'violated: Refines',
    subject: rulesIn(file),
    ...(attacker !== undefined && { attacker }),
  })

const forger = 'the same, and forged paths over any three links'

export const routerRefinementChecks: readonly Check[] = [
  ...networks.map(holds),
  row({
    id: 'keyleak',
    network: 'T6',
    config: 'keyleak',
    claim: 'the same where the key of one AS is known',
    attacker: `${oneTampering}, or one forged hop`,
    ...refines,
  }),
  row({ id: 'allkeys', network: 'T2', config: 'allkeys', claim: 'the same where every key is known', attacker: forger, ...refines }),
  breaks('pathPointersFit', 'T2', 'path'),
  breaks('peeringHopFound', 'T2', 'path'),
  breaks('arrivedOnNamedInterface', 'T2', 'arrival'),
  breaks('macIsValid', 'T2', 'mac'),
  breaks('crossOver', 'T2', 'crossover'),
  breaks('crossedMacIsValid', 'T4', 'crossover'),
  breaks('segmentChangeAllowed', 'T2', 'egress'),
  breaks('linkPairAllowed', 'T6', 'egress', forger),
]
