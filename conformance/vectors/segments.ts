/**
 * Replays recorded parsing and verification of signed segments and beacons (control/segments.json): what they say, their ids, how they are
 * written again, and whether their signatures hold with what a trust store holds. What is missing there cannot be fetched: it does not hold.
 */
import { decodeSegment } from '#control/segment/codec.ts'
import type { EpicDetached } from '#control/segment/epic.ts'
import {
  type AsEntry,
  checkBeacon,
  checkSegment,
  fullSegmentId,
  type HopEntry,
  prefixes,
  type Segment,
  segmentExpiryS,
} from '#control/segment/segment.ts'
import { decodeKeyId } from '#control/segment/signed.ts'
import type { StaticInfo } from '#control/segment/static-info.ts'
import { headerOf, verifySegment } from '#control/segment/verify.ts'
import { keyFinder } from '#control/trust/judge.ts'
import { readTrc } from '#control/trust/met.ts'
import { defaultTrustSettings } from '#control/trust/state.ts'
import { createTrustStore, insertChain, insertTrc, type TrustStore, trustTrc } from '#control/trust/store.ts'
import { parseChain } from '#crypto/chain.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { fromBase64 } from '#crypto/pem.ts'
import { fromHex, isMalformed, toHex } from '#wire/bytes.ts'
import { expiryS } from '#wire/path.ts'
import { type Difference, differ, type Outcome, outcome, type VectorFormat } from '../outcome.ts'
import type { Members } from './members.ts'

interface Case {
  readonly name: string
  readonly kind: 'segment' | 'beacon'
  readonly pb: string
  readonly parse_ok: boolean
  readonly verify_ok?: boolean
  /** a trust store's id */
  readonly trust?: string
  readonly entries?: readonly Members[]
  readonly reserialized_pb?: string
}

interface SegmentsFile {
  /** unix seconds */
  readonly verify_time?: number
  readonly trcs?: readonly { readonly der_b64: string }[]
  readonly chains?: readonly { readonly pem: string }[]
  /** indices into the two before */
  readonly trust?: readonly { readonly id: string; readonly trcs: readonly number[]; readonly chains: readonly number[] }[]
  readonly cases: readonly Case[]
}

/** What the reference takes and we refuse on purpose: see the lines `Divergence:` of the segment's codec and checks. */
const deliberate: Readonly<Record<string, string>> = {
  ts_negative: 'no info field can carry its timestamp',
  ts_over_32bit: 'no info field can carry its timestamp',
  egress_zero_middle: 'paths over it crash the reference',
}

/** The segment, or why it is refused. */
function read(c: Case): Segment | string {
  const segment = decodeSegment(fromHex(c.pb)!)
  if (isMalformed(segment)) return segment.malformed
  return (c.kind === 'beacon' ? checkBeacon(segment) : checkSegment(segment)) ?? segment
}

const hopMembers = (h: HopEntry): Members => ({ ingress: h.ingress, egress: h.egress, exp_time: h.expTime, mac: toHex(h.mac) })

const objectOf = <T, U>(map: ReadonlyMap<number, T>, value: (v: T) => U): Readonly<Record<string, U>> =>
  Object.fromEntries([...map].map(([ifId, v]) => [ifId, value(v)]))

/** Microseconds to nanoseconds, kbit/s and hops as they are. */
const staticInfoMembers = (s: StaticInfo): Members => ({
  latency_intra_ns: objectOf(s.latencyIntraUs, us => us * 1000),
  latency_inter_ns: objectOf(s.latencyInterUs, us => us * 1000),
  bandwidth_intra: objectOf(s.bandwidthIntraKbps, v => v),
  bandwidth_inter: objectOf(s.bandwidthInterKbps, v => v),
  geo: objectOf(s.geo, g => [g.latitude, g.longitude, g.address]),
  link_type: objectOf(s.linkType, v => v),
  internal_hops: objectOf(s.internalHops, v => v),
  note: s.note,
})

const epicMembers = (e: EpicDetached): Members => ({ hop: toHex(e.hop), peers: e.peers.map(toHex) })

/** The members of an AS entry; those the recording leaves out when they are absent are left out. */
function entryMembers(e: AsEntry): Members {
  const { staticInfo, hidden, discovery, epicDigest } = e.extensions ?? {}
  return {
    isd_as: e.isdAs,
    next: e.next,
    mtu: e.mtu,
    hop: hopMembers(e.hop),
    ingress_mtu: e.ingressMtu,
    peers: e.peers.map(p => ({ isd_as: p.peer, interface: p.peerIfId, mtu: p.peerMtu, hop: hopMembers(p.hop) })),
    ...(staticInfo === undefined ? {} : { static_info: staticInfoMembers(staticInfo) }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(discovery === undefined ? {} : { discovery: { control: discovery.controlServices, discovery: discovery.discoveryServices } }),
    ...(epicDigest === undefined ? {} : { epic_digest: toHex(epicDigest) }),
    ...(e.epic === undefined ? {} : { epic_detached: epicMembers(e.epic) }),
  }
}

function signedMembers(s: Segment): Members {
  const header = headerOf(s)
  const id = isMalformed(header) ? header : decodeKeyId(header.keyId)
  if (isMalformed(header) || isMalformed(id)) return { error: true }
  return {
    algorithm: header.algorithm,
    associated_data_length: header.associatedLength,
    timestamp_ns: header.signedNs === undefined ? null : String(header.signedNs),
    key_isd_as: id.isdAs,
    subject_key_id: toHex(id.subjectKeyId),
    trc_base: id.trcBase,
    trc_serial: id.trcSerial,
  }
}

/** As text that is the same for the same members, whatever their order: error texts differ by nature, fractions were sent as floats. */
const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (name, v) => {
    if (name === 'error') return true
    if (typeof v === 'number') return Number.isInteger(v) ? v : Math.fround(v)
    return typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v
  })

/** Both ways: what is recorded and what is not. */
function differEntries(expected: readonly Members[], actual: readonly Members[]): Difference[] {
  const ofEntry = (i: number): Difference[] => {
    const [e, a] = [expected[i]!, actual[i]!]
    return [...new Set([...Object.keys(e), ...Object.keys(a)])].flatMap(name =>
      differ(`entries[${i}].${name}`, canonicalText(e[name]), canonicalText(a[name])),
    )
  }
  return expected.length === actual.length ? expected.flatMap((_, i) => ofEntry(i)) : differ('entries', expected.length, actual.length)
}

const maxExpiryS = (s: Segment): number =>
  expiryS(s.timestamp, Math.max(...s.entries.flatMap(e => [e.hop, ...e.peers.map(p => p.hop)]).map(h => h.expTime)))

function segmentMembers(s: Segment): Members {
  return {
    id: s.id,
    full_id: fullSegmentId(s),
    logging_id: s.id.slice(0, 24),
    min_expiry_ms: segmentExpiryS(s) * 1000,
    max_expiry_ms: maxExpiryS(s) * 1000,
    timestamp: s.timestamp,
    segment_id: s.segId,
  }
}

/** The trust store of that id; TRCs and chains that do not parse are not in it, nor what no TRC before vouches for. */
function trustStoreOf(file: SegmentsFile, id: string | undefined): TrustStore {
  const store = createTrustStore()
  const recorded = file.trust?.find(t => t.id === id)
  for (const i of recorded?.trcs ?? []) {
    const signed = readTrc(fromBase64(file.trcs![i]!.der_b64)!)
    if (isMalformed(signed)) continue
    if (insertTrc(store, signed, softwareEcdsa) === 'trcForeign') trustTrc(store, signed)
  }
  for (const i of recorded?.chains ?? []) {
    const chain = parseChain(file.chains![i]!.pem)
    if (!isMalformed(chain)) insertChain(store, chain)
  }
  return store
}

function holds(segment: Segment, store: TrustStore, nowS: number): boolean {
  const trust = { store, ecdsa: softwareEcdsa, settings: defaultTrustSettings }
  return verifySegment(segment, keyFinder(trust, nowS)).kind === 'holds'
}

type Holds = (segment: Segment, trust: string | undefined) => boolean

function replayCase(c: Case, holdsIn: Holds): Outcome {
  const segment = read(c)
  const refused = typeof segment === 'string'
  const reason = deliberate[c.name]
  if (reason !== undefined) return { ...outcome(c.name, differ('refused', true, refused)), reason }
  if (refused || !c.parse_ok)
    return outcome(c.name, refused && c.parse_ok ? differ('parse_ok', true, segment) : differ('parse_ok', c.parse_ok, !refused))
  const recorded = c as unknown as Members
  const entries = prefixes(segment).map(s => ({ ...entryMembers(s.last), signed: signedMembers(s) }))
  return outcome(c.name, [
    ...Object.entries(segmentMembers(segment)).flatMap(([name, value]) => differ(name, recorded[name], value)),
    ...differEntries(c.entries ?? [], entries),
    ...(c.verify_ok === undefined ? [] : differ('verify_ok', c.verify_ok, holdsIn(segment, c.trust))),
    ...differ('reserialized_pb', c.reserialized_pb ?? c.pb, toHex(segment.bytes)),
  ])
}

export const segmentsVectors: VectorFormat = {
  name: 'segments',
  recognises(file) {
    const cases = (file as { cases?: readonly Case[] } | null)?.cases
    return Array.isArray(cases) && typeof cases[0]?.pb === 'string' && typeof cases[0].parse_ok === 'boolean'
  },
  *replay(file) {
    const { cases, verify_time = 0 } = file as SegmentsFile
    const stores = new Map<string | undefined, TrustStore>()
    const storeOf = (id: string | undefined): TrustStore => {
      const store = stores.get(id) ?? trustStoreOf(file as SegmentsFile, id)
      stores.set(id, store)
      return store
    }
    for (const c of cases) yield replayCase(c, (segment, trust) => holds(segment, storeOf(trust), verify_time))
  },
}
