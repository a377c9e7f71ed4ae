/** A network as a TLA+ module: the constants of Router.tla and Paths.tla. */
import { type TlaValue, writeTla } from '#proofs/engines/tla.ts'
import { farEnds, interfacesOf, type Topology } from '#topology/model.ts'
import { authorise, type OneHop, type Segment, type SegmentEntry } from './segments.ts'

export const interfaceRecords = (topology: Topology): TlaValue[] => {
  const all = topology.ases.flatMap(as => [...interfacesOf(as)].map(at => ({ as: as.isdAs, ...at })))
  const endOf = farEnds(topology)
  return all.map(({ as, router, interface: { ifId, linkType, neighbor, neighborIfId } }) => ({
    as,
    id: ifId,
    router: router.id,
    type: linkType,
    neighbor,
    far: neighborIfId!,
    // A neighbour may be outside what is looked at.
    farRouter: endOf(as, ifId)?.routerId ?? '',
  }))
}

const entryRecord = ({ as, in: ingress, eg, exp, segId, tag }: SegmentEntry) => ({ as, in: ingress, eg, exp, segId: new Set(segId), tag })

const segmentRecord = ({ type, ts, hops }: Segment): TlaValue => ({
  type,
  ts,
  hops: hops.map(h => ({ ...entryRecord(h), peers: new Set(h.peers.map(q => ({ ...q, entry: entryRecord(q.entry) }))) })),
})

const oneHopRecord = ({ ts, entry, completed }: OneHop): TlaValue => ({ ts, entry: entryRecord(entry), completed: entryRecord(completed) })

const setOf = (name: string, values: readonly TlaValue[]): string => `${name} == {\n  ${values.map(writeTla).join(',\n  ')}}`

/** MACs made with a leaked key: as many as there are names for, and none of them folds anything. */
const prefix = (tags: number): string => `ThePrefix == [t \\in 0..${tags} \\cup {901, 902} |-> IF t \\in 1..${tags} THEN {t} ELSE {}]`

/** The text of module `name`. */
export function networkModule(name: string, topology: Topology): string {
  const { segments, oneHops, tags } = authorise(topology)
  return [
    `---- MODULE ${name} ----`.padEnd(78, '-'),
    `(* ${topology.note}\n   Made from proofs/networks/${name}.topo by proofs/networks/module.ts. *)`,
    'EXTENDS Integers',
    setOf('TheInterfaces', interfaceRecords(topology)),
    setOf('TheSegments', segments.map(segmentRecord)),
    setOf('TheOneHops', oneHops.map(oneHopRecord)),
    `TheAses == ${writeTla(topology.ases.map(as => as.isdAs))}`,
    prefix(tags),
    `${'='.repeat(78)}\n`,
  ].join('\n')
}
