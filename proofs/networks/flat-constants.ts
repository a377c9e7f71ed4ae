/**
 * A network and its authorised segments as the constants of FlatDataplane.tla: each hop field one record with all that a router looks up joined
 * in, because a solver pays for every lookup.
 */
import { type TlaValue, writeTla } from '#proofs/engines/tla.ts'
import type { Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type LinkRecord, linkRecords, type SegmentHop, segmentHops } from './dataplane-constants.ts'

/** Names of the SegIDs a hop field's MAC is made with and that with the MAC folded in; and where its hop lies in its segment. */
interface Place {
  readonly segId: number
  readonly folded: number
  readonly start: number
  readonly end: number
}

/** What lies at interface `id`, 0 = inside the AS: its type, and the AS, interface and type at its other end. */
function end(links: readonly LinkRecord[], as: IsdAs, id: number) {
  const link = links.find(l => l.as === as && l.id === id)
  if (link === undefined) return { type: 'host', as: 'none', far: 0, farType: 'host' }
  const far = links.find(l => l.as === link.neighbor && l.id === link.remote)!
  return { type: link.type, as: link.neighbor, far: far.id, farType: far.type }
}

function hopRecord(
  links: readonly LinkRecord[],
  hop: { readonly as: IsdAs; readonly in: number; readonly eg: number },
  place?: Place,
): TlaValue {
  const [i, e] = [end(links, hop.as, hop.in), end(links, hop.as, hop.eg)]
  return {
    as: hop.as,
    made: place !== undefined,
    ...{ in: hop.in, inType: i.type, inAs: i.as, inFar: i.far, inFarType: i.farType },
    ...{ eg: hop.eg, egType: e.type, egAs: e.as, egFar: e.far, egFarType: e.farType },
    ...(place ?? { segId: 0, folded: 0, start: 0, end: 0 }),
  }
}

/** Hop i of segment s, 1-based: between the places 100s + i and the next, which are also the names of its SegIDs. */
const mainPlace = (s: number, i: number): Place => ({
  segId: 100 * s + i,
  folded: 100 * s + i + 1,
  start: 100 * s + i,
  end: 100 * s + i + 1,
})

/** Its hop field for peering link `peer`: made with the SegID behind hop i; nothing of the segment lies before it. */
const peerPlace = (s: number, i: number, peer: number): Place => {
  const own = 10_000 * peer + 100 * s + i
  return { segId: 100 * s + i + 1, folded: own, start: own, end: 100 * s + i + 1 }
}

const hopFields = (hops: readonly SegmentHop[], s: number) =>
  hops.flatMap((hop, index) => [
    { hop, place: mainPlace(s, index + 1) },
    ...hop.peers.map(peer => ({ hop: { ...hop, in: peer }, place: peerPlace(s, index + 1, peer) })),
  ])

const setOf = (name: string, type: string, values: readonly TlaValue[]): string =>
  `\\* @type: Set(${type});\n${name} == {\n    ${values.map(writeTla).join(',\n    ')} }`

/** The module `name` with `ASes`, `Links`, `Hops` and `SegIds` of a network. `segments`: each the ASes that a beacon passed, the core AS first. */
export function flatModule(name: string, topology: Topology, segments: readonly (readonly IsdAs[])[]): string {
  const links = linkRecords(topology)
  const made = segments.flatMap((ases, i) => hopFields(segmentHops(topology, ases), i + 1))
  const forged = links.map(l => hopRecord(links, { as: l.as, in: l.id, eg: l.id }))
  const segIds = new Set([0, ...made.flatMap(({ place }) => [place.segId, place.folded])])
  return [
    `---- MODULE ${name} ----`.padEnd(78, '-'),
    `(* Made from the network "${topology.name}" by proofs/networks/flat-constants.ts; $hop and $link are in FlatDataplane.tla. *)\nEXTENDS Integers\n`,
    ...[
      setOf(
        `${name}ASes`,
        'Str',
        topology.ases.map(a => a.isdAs),
      ),
      setOf(
        `${name}Links`,
        '$link',
        links.map(l => ({ ...l })),
      ),
      setOf(`${name}Hops`, '$hop', [...made.map(({ hop, place }) => hopRecord(links, hop, place)), ...forged]),
      setOf(`${name}SegIds`, 'Int', [...segIds]),
    ].map(text => `${text}\n`),
    `${'='.repeat(78)}\n`,
  ].join('\n')
}
