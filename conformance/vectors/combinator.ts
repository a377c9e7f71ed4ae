/** Replays recorded path combination: segments in, ordered paths out (control/combinator.json). */
import { combine } from '#control/path/combine.ts'
import type { Path } from '#control/path/path.ts'
import { decodeSegment, makeSegment } from '#control/segment/codec.ts'
import { type AsEntry, type Segment, segmentId } from '#control/segment/segment.ts'
import { fromHex, isMalformed, toHex } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { hopAt, infOfHf, infoAt, macLength, numHops, parseHop, peerFlag } from '#wire/path.ts'
import { type Difference, differ, type Outcome, outcome, type VectorFormat } from '../outcome.ts'

interface RecordedHop {
  readonly ingress: number
  readonly egress: number
  readonly exp_time: number
  readonly mac: string
}

interface RecordedSegment {
  readonly timestamp: number
  readonly segment_id: number
  readonly id: string
  readonly pb: string
  readonly entries: readonly {
    readonly isd_as: IsdAs
    readonly next: IsdAs
    readonly mtu: number
    readonly hop: RecordedHop
    readonly ingress_mtu: number
    readonly peers: readonly { readonly isd_as: IsdAs; readonly interface: number; readonly mtu: number; readonly hop: RecordedHop }[]
  }[]
  /** the recorded implementation's parser refuses the bytes; its combinator took the value all the same */
  readonly pb_parse_error?: string
}

interface RecordedPath {
  readonly src: IsdAs
  readonly dst: IsdAs
  readonly raw: string
  readonly interfaces: readonly string[] | null
  readonly mtu: number
  readonly expiry_ms: number
  readonly weight: number
  readonly fingerprint: string
  readonly latency_ns?: readonly number[] | null
  readonly bandwidth?: readonly number[] | null
  readonly geo?: readonly unknown[] | null
  readonly link_type?: readonly string[] | null
  readonly internal_hops?: readonly number[] | null
  readonly notes?: readonly string[] | null
  readonly discovery?: Readonly<Record<IsdAs, { readonly control: readonly string[]; readonly discovery: readonly string[] }>>
  readonly epic?: { readonly phvf: string; readonly lhvf: string } | null
}

type RecordedSegments = Readonly<Record<string, RecordedSegment>>

interface Case {
  readonly name: string
  readonly topology: string
  readonly src: IsdAs
  readonly dst: IsdAs
  readonly find_all_identical: boolean
  readonly ups: readonly string[]
  readonly cores: readonly string[]
  readonly downs: readonly string[]
  readonly segments?: RecordedSegments
  readonly deterministic: boolean
  readonly panic: string
  readonly paths: readonly RecordedPath[] | null
}

interface CombinatorFile {
  readonly topologies: readonly { readonly id: string; readonly segments?: RecordedSegments }[]
  readonly cases: readonly Case[]
}

const hopOf = (h: RecordedHop) => ({ ingress: h.ingress, egress: h.egress, expTime: h.exp_time, mac: fromHex(h.mac)! })

/** The segment as its members say. */
const membersOf = (s: RecordedSegment) => ({
  timestamp: s.timestamp,
  segId: s.segment_id,
  entries: s.entries.map(
    (e): AsEntry => ({
      isdAs: e.isd_as,
      next: e.next,
      mtu: e.mtu,
      hop: hopOf(e.hop),
      ingressMtu: e.ingress_mtu,
      peers: e.peers.map(p => ({ peer: p.isd_as, peerIfId: p.interface, peerMtu: p.mtu, hop: hopOf(p.hop) })),
    }),
  ),
})

/** Bytes as hex, so that two values can be compared as text. */
const textOf = (value: unknown): string => JSON.stringify(value, (_, v) => (v instanceof Uint8Array ? toHex(v) : v))

const withoutExtensions = ({ isdAs, next, mtu, hop, ingressMtu, peers }: AsEntry): AsEntry => ({ isdAs, next, mtu, hop, ingressMtu, peers })

/** The value that was combined: what the bytes say, unless the parser refuses them. */
function segmentOf(s: RecordedSegment): Segment {
  const decoded = decodeSegment(fromHex(s.pb)!)
  const { timestamp, segId, entries } = membersOf(s)
  return isMalformed(decoded) ? makeSegment({ timestamp, segId }, entries) : decoded
}

/** The bytes decode to what the members say, and are written the same again. */
function replaySegment(recorded: RecordedSegment): Difference[] {
  const decoded = decodeSegment(fromHex(recorded.pb)!)
  if (recorded.pb_parse_error !== undefined) return differ('pb_parse_error', true, isMalformed(decoded))
  if (isMalformed(decoded)) return differ('pb', 'decodes', decoded.malformed)
  const { timestamp, segId, entries, bytes } = decoded
  return [
    ...differ('segment', textOf(membersOf(recorded)), textOf({ timestamp, segId, entries: entries.map(withoutExtensions) })),
    ...differ('id', recorded.id, segmentId(decoded)),
    ...differ('pb', recorded.pb, toHex(bytes)),
  ]
}

/** Name, expected, actual. */
type Field = readonly [string, unknown, unknown]

function metadataFields(expected: RecordedPath, { metadata }: Path): Field[] {
  const discovery = [...metadata.discovery].map(([isdAs, d]) => [isdAs, { control: d.controlServices, discovery: d.discoveryServices }])
  const members: Readonly<Record<string, unknown>> = {
    latency_ns: metadata.latencyNs.map(ns => ns ?? -1),
    bandwidth: metadata.bandwidthKbps.map(kbps => kbps ?? 0),
    geo: metadata.geo.map(g => (g === undefined ? null : [g.latitude, g.longitude, g.address])),
    link_type: metadata.linkTypes.map(type => type ?? 'unset'),
    internal_hops: metadata.internalHops.map(n => n ?? 0),
    notes: metadata.notes,
    discovery: Object.fromEntries(discovery.sort()),
  }
  return Object.entries(members).map(([name, ours]) => [
    name,
    inFloats(expected[name as keyof RecordedPath] ?? (name === 'discovery' ? {} : [])),
    inFloats(ours),
  ])
}

/** As text, numbers with a fraction in the precision of the float they were sent as. */
const inFloats = (value: unknown): string =>
  JSON.stringify(value, (_, v) => (typeof v === 'number' && !Number.isInteger(v) ? Math.fround(v) : v))

/**
 * The recorded implementation joins the rest of a peer hop field's MAC to the regular hop field's beginning: there only the rest is compared, and
 * the beginning with the MAC in the path.
 */
function epicFields(expected: RecordedPath, { bytes, epicAuths }: Path): Field[] {
  if (!expected.epic || epicAuths === undefined) return [['epic', !!expected.epic, epicAuths !== undefined]]
  const last = numHops(bytes, 0) - 1
  const field = (name: 'phvf' | 'lhvf', hf: number): Field[] => {
    const ours = epicAuths[name]
    const isPeering = peerFlag(bytes, infoAt(0, infOfHf(bytes, 0, hf)))
    return [
      [`epic.${name}`, expected.epic![name].slice(isPeering ? 2 * macLength : 0), toHex(ours.subarray(isPeering ? macLength : 0))],
      [`epic.${name}.mac`, toHex(parseHop(bytes, hopAt(bytes, 0, hf)).mac), toHex(ours.subarray(0, macLength))],
    ]
  }
  return [...field('phvf', last - 1), ...field('lhvf', last)]
}

function replayPath(i: number, expected: RecordedPath, actual: Path): Difference[] {
  const interfaces = actual.interfaces.map(x => `${x.isdAs}#${x.ifId}`)
  const fields: Field[] = [
    ['src', expected.src, actual.src],
    ['dst', expected.dst, actual.dst],
    ['raw', expected.raw, toHex(actual.bytes)],
    ['interfaces', (expected.interfaces ?? []).join(' '), interfaces.join(' ')],
    ['mtu', expected.mtu, actual.mtu],
    ['expiry_ms', expected.expiry_ms, actual.expiryS * 1000],
    ['weight', expected.weight, actual.weight],
    ['fingerprint', expected.fingerprint, actual.fingerprint],
    ...metadataFields(expected, actual),
    ...epicFields(expected, actual),
  ]
  return fields.flatMap(([name, e, a]) => differ(`paths[${i}].${name}`, e, a))
}

/** Where the recorded implementation itself gave different orders: only which ways there are and how long they live. */
function replayUnordered(expected: readonly RecordedPath[], actual: readonly Path[]): Difference[] {
  const recorded = expected.map(p => `${(p.interfaces ?? []).join(' ')} until ${p.expiry_ms}`)
  const ours = actual.map(p => `${p.interfaces.map(x => `${x.isdAs}#${x.ifId}`).join(' ')} until ${p.expiryS * 1000}`)
  return differ('paths', recorded.sort().join('\n'), ours.sort().join('\n'))
}

function replayCase(c: Case, shared: RecordedSegments): Outcome {
  const segments = { ...shared, ...c.segments }
  const pick = (ids: readonly string[]): Segment[] => ids.map(id => segmentOf(segments[id]!))
  const paths = combine(c.src, c.dst, { ups: pick(c.ups), cores: pick(c.cores), downs: pick(c.downs) }, c.find_all_identical)
  // We came through where it crashed: that is all there is to compare.
  if (c.panic !== '') return { ...outcome(c.name, []), reason: `recorded: ${c.panic}` }
  const expected = c.paths ?? []
  const segmentDifferences = Object.values(c.segments ?? {}).flatMap(replaySegment)
  if (!c.deterministic) return outcome(c.name, [...segmentDifferences, ...replayUnordered(expected, paths)])
  return outcome(c.name, [
    ...segmentDifferences,
    ...differ('paths', expected.length, paths.length),
    ...paths.slice(0, expected.length).flatMap((p, i) => replayPath(i, expected[i]!, p)),
  ])
}

export const combinatorVectors: VectorFormat = {
  name: 'combinator',
  recognises(file) {
    const f = file as CombinatorFile | null
    return Array.isArray(f?.topologies) && Array.isArray(f.cases?.[0]?.ups)
  },
  *replay(file) {
    const { topologies, cases } = file as CombinatorFile
    const segmentsOf = new Map(topologies.map(t => [t.id, t.segments ?? {}]))
    for (const t of topologies)
      if (t.segments !== undefined) yield outcome(`topologies/${t.id}`, Object.values(t.segments).flatMap(replaySegment))
    for (const c of cases) yield replayCase(c, segmentsOf.get(c.topology) ?? {})
  },
}
