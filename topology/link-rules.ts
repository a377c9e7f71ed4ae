/** Rules about a single link: which ASes it may join.   draft-dekater-scion-controlplane, "Links" */
import { isdOf } from '#wire/isdas.ts'
import type { Link } from './model.ts'
import type { Network } from './network.ts'
import type { Objection, TopologyRule } from './rules.ts'

/** bytes; IPv6's minimum, below which the reference generator refuses an AS */
export const minMtu = 1280

/** A rule that looks at one link after the other. */
const eachLink = (name: string, says: string, find: (link: Link, network: Network) => Omit<Objection, 'at'> | undefined): TopologyRule => ({
  name,
  says,
  *find(network) {
    for (const link of network.topology.links) {
      const objection = find(link, network)
      if (objection !== undefined) yield { at: { link: link.index }, ...objection }
    }
  },
})

const cores = ({ a, b }: Link, network: Network): boolean[] => [a, b].map(end => network.as.get(end.isdAs)!.core)

export const noSelfLink = eachLink('noSelfLink', 'a link joins two different ASes', ({ a, b }) =>
  a.isdAs === b.isdAs ? { text: `a link joins ${a.isdAs} with itself` } : undefined,
)

export const coreLinkBetweenCores = eachLink('coreLinkBetweenCores', 'core links join core ASes only', (link, network) => {
  if (link.type !== 'core' || cores(link, network).every(Boolean)) return undefined
  const end = cores(link, network)[0] ? link.b : link.a
  return {
    text: `core link ${link.a.isdAs} - ${link.b.isdAs}: ${end.isdAs} is not core`,
    hint: 'mark the AS core, or make it a CHILD or PEER link',
  }
})

export const coreHasNoProvider = eachLink('coreHasNoProvider', 'a core AS is at the top: it has no provider', (link, network) => {
  if (link.type !== 'child' || !cores(link, network)[1]) return undefined
  return { text: `${link.b.isdAs} is core, but ${link.a.isdAs} is its provider`, hint: 'make it a CORE link, or the AS not core' }
})

export const childInIsd = eachLink('childInIsd', 'provider and customer are in the same ISD', ({ type, a, b }) => {
  if (type !== 'child' || isdOf(a.isdAs) === isdOf(b.isdAs)) return undefined
  return { text: `${a.isdAs} is the provider of ${b.isdAs} in another ISD`, hint: 'across ISDs there are only CORE and PEER links' }
})

export const peerNotBetweenCores = eachLink('peerNotBetweenCores', 'a peering link is a shortcut below the core', (link, network) => {
  if (link.type !== 'peer' || !cores(link, network).every(Boolean)) return undefined
  const text = `peering link between the core ASes ${link.a.isdAs} and ${link.b.isdAs}`
  return { text, hint: 'core ASes are joined by CORE links; no path uses this one', severity: 'warning' }
})

export const linkMtuSane = eachLink('linkMtuSane', `links carry at least ${minMtu} bytes`, ({ a, b, mtu }) =>
  mtu >= minMtu ? undefined : { text: `link ${a.isdAs} - ${b.isdAs} has an MTU of ${mtu}`, severity: 'warning' },
)
