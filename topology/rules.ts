/**
 * What makes a network legal, as an ordered list of named rules: the first error is the one to mend first. A network with errors may be drawn,
 * but not run.   draft-dekater-scion-controlplane (paths and links), reference: private/topology, tools/topogen
 */
import { type Place, UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { addressesUnique, hostNamesUnique, hostsUnique, ifIdsValid, mtuSane, noWildcards } from './as-rules.ts'
import type { Finding } from './finding.ts'
import { coreConnected, isdHasCore, noProviderCycle, reachesCore } from './graph-rules.ts'
import { childInIsd, coreHasNoProvider, coreLinkBetweenCores, linkMtuSane, noSelfLink, peerNotBetweenCores } from './link-rules.ts'
import type { Topology } from './model.ts'
import { indexNetwork, type Network } from './network.ts'
import type { Places } from './topo.ts'
import { authoritativeIsCore, issuerKnown } from './trust-rules.ts'

/** What a rule says of an AS or a link; where that stands in a file is added by `checkTopology`. */
export interface Objection {
  readonly at: IsdAs | { readonly link: number }
  readonly text: string
  readonly hint?: string
  /** default: error */
  readonly severity?: Finding['severity']
}

export interface TopologyRule {
  readonly name: string
  /** the rule as a sentence */
  readonly says: string
  readonly find: (network: Network) => Iterable<Objection>
}

export const topologyRules: readonly TopologyRule[] = [
  noWildcards,
  noSelfLink,
  ifIdsValid,
  coreLinkBetweenCores,
  coreHasNoProvider,
  childInIsd,
  noProviderCycle,
  isdHasCore,
  reachesCore,
  coreConnected,
  peerNotBetweenCores,
  authoritativeIsCore,
  issuerKnown,
  hostNamesUnique,
  hostsUnique,
  addressesUnique,
  mtuSane,
  linkMtuSane,
]

/** Everything the rules object to, in their order. `places`: where the parts stand, when the network comes from a file. */
export function checkTopology(topology: Topology, places?: Places): Finding[] {
  const network = indexNetwork(topology)
  return topologyRules.flatMap(rule => [...rule.find(network)].map(objection => explain(rule, objection, places)))
}

function explain(rule: TopologyRule, { at, text, hint, severity = 'error' }: Objection, places: Places | undefined): Finding {
  const place: Place | undefined = typeof at === 'string' ? places?.ases.get(at) : places?.links[at.link]
  return { rule: rule.name, severity, text, hint: hint ?? rule.says, ...(place === undefined ? {} : { place }) }
}

/** Throws the first error as `UserError`; gives the warnings. */
export function requireLegal(topology: Topology, places?: Places): Finding[] {
  const findings = checkTopology(topology, places)
  const error = findings.find(f => f.severity === 'error')
  if (error !== undefined) throw new UserError(`${error.text} (rule ${error.rule})`, error.hint, error.place)
  return findings
}
