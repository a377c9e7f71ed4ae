/**
 * A network and its authorised segments as the constants `Links` and `Segments` of PathAuth.tla and Dataplane.tla: a generated module, so that
 * the specification names no AS.
 */

import { writeTla } from '#proofs/engines/tla.ts'
import { findAs, type Interface, interfacesOf, type LinkType, type Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface SegmentHop {
  readonly as: IsdAs
  readonly in: number
  readonly eg: number
  /** interfaces of the AS's peering links, each of which gets a hop field of its own */
  readonly peers: readonly number[]
}

/** The interfaces of an AS of the network. UserError when it is not there. */
const interfaces = (topology: Topology, isdAs: IsdAs): Interface[] => {
  const as = findAs(topology, isdAs)
  if (as === undefined) throw new UserError(`segment: ${isdAs} is not in ${topology.name}`, 'Segments name ASes of the network.')
  return [...interfacesOf(as)].map(i => i.interface)
}

/** The interfaces at both ends of the link a beacon goes over from one AS to the next. */
function linkBetween(topology: Topology, from: IsdAs, to: IsdAs): { readonly egress: number; readonly ingress: number } {
  const found = interfaces(topology, from).filter(i => i.neighbor === to && (i.linkType === 'child' || i.linkType === 'core'))
  const [link] = found
  if (link?.neighborIfId === undefined || found.length > 1)
    throw new UserError(
      `segment: ${found.length} links for beacons from ${from} to ${to}`,
      'Segments follow core links, or links from provider to customer, one between two ASes.',
    )
  return { egress: link.ifId, ingress: link.neighborIfId }
}

/** The hops of a segment in construction direction, each with the interfaces that its beacon passed. */
export function segmentHops(topology: Topology, ases: readonly IsdAs[]): SegmentHop[] {
  const links = ases.slice(1).map((to, i) => linkBetween(topology, ases[i]!, to))
  return ases.map((as, i) => ({
    as,
    in: links[i - 1]?.ingress ?? 0,
    eg: links[i]?.egress ?? 0,
    peers: interfaces(topology, as).flatMap(({ linkType, ifId }) => (linkType === 'peer' && i > 0 ? [ifId] : [])),
  }))
}

export interface LinkRecord {
  readonly as: IsdAs
  readonly id: number
  readonly type: LinkType
  readonly neighbor: IsdAs
  readonly remote: number
}

/** Both ends of every link. */
export const linkRecords = (topology: Topology): LinkRecord[] =>
  topology.ases.flatMap(as =>
    [...interfacesOf(as)].map(({ interface: { ifId, linkType, neighbor, neighborIfId } }) => ({
      as: as.isdAs,
      id: ifId,
      type: linkType,
      neighbor,
      remote: neighborIfId!,
    })),
  )

const hopText = ({ peers, ...hop }: SegmentHop): string => writeTla({ ...hop, peers: new Set(peers) })

/** Each segment of a beacon of its own, and so with tags of its own. */
function segmentText(hops: readonly SegmentHop[], beacon: number): string {
  const tags = writeTla(hops.map((_, i) => 10 * beacon + i + 1))
  return `[beacon |-> ${beacon}, hops |-> <<\n      ${hops.map(hopText).join(',\n      ')}>>, tags |-> ${tags}]`
}

/** The module `name` with the network's `Links`, and `Segments`: each the ASes that a beacon passed, the core AS first. */
export function dataplaneModule(name: string, topology: Topology, segments: readonly (readonly IsdAs[])[]): string {
  const links = linkRecords(topology).map(link => writeTla({ ...link }))
  const made = segments.map((ases, i) => segmentText(segmentHops(topology, ases), i + 1))
  return `${`---- MODULE ${name} ----`.padEnd(78, '-')}
(* Made from the network "${topology.name}" by proofs/networks/dataplane-constants.ts. *)

\\* @type: Set({ as: Str, id: Int, type: Str, neighbor: Str, remote: Int });
${name}Links == {
    ${links.join(',\n    ')} }

\\* @type: Set({ beacon: Int, hops: Seq({ as: Str, in: Int, eg: Int, peers: Set(Int) }), tags: Seq(Int) });
${name}Segments == {
    ${made.join(',\n    ')} }
${'='.repeat(78)}
`
}
