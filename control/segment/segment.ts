/**
 * Path segments and the beacons they grow from.   draft-dekater-scion-controlplane {#segments}; pkg/segment
 *
 * A beacon is a segment still growing: its last entry names a next AS. Values are read-only and shared between stores; `bytes` is what
 * travels, every entry verbatim as its AS wrote it, so an entry is never encoded twice and signatures stay valid.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { chainSegId } from '#crypto/mac.ts'
import { type Bytes, setU16, toHex } from '#wire/bytes.ts'
import { type IsdAs, setIsdAs } from '#wire/isdas.ts'
import { expiryS } from '#wire/path.ts'
import type { Rejection } from '../events.ts'

/** "No AS": next of a segment's last entry. */
export const noIsdAs: IsdAs = '0-0'

/** Hop field as the beacon carries it; interfaces in construction direction, 0 = none. */
export interface HopEntry {
  readonly ingress: number
  readonly egress: number
  /** 0..255, units of 337.5 s after the segment's timestamp */
  readonly expTime: number
  /** 6 bytes */
  readonly mac: Bytes
}

export interface PeerEntry {
  readonly peer: IsdAs
  /** the interface id at the peer's end of the link */
  readonly peerIfId: number
  /** bytes, of the link */
  readonly peerMtu: number
  /** ingress is our end of the peering link */
  readonly hop: HopEntry
}

export interface AsEntry {
  readonly isdAs: IsdAs
  readonly next: IsdAs
  /** bytes, inside the AS */
  readonly mtu: number
  readonly hop: HopEntry
  /** bytes, of the link the beacon came in by; 0 in the first entry */
  readonly ingressMtu: number
  readonly peers: readonly PeerEntry[]
}

export interface SegmentInfo {
  /** unix seconds */
  readonly timestamp: number
  /** the first beta, 16 bits */
  readonly segId: number
}

export interface Segment extends SegmentInfo {
  /** at least one, in construction direction: the first is the origin's */
  readonly entries: readonly AsEntry[]
  /** the protobuf PathSegment */
  readonly bytes: Bytes
  /** the same text exactly when the segment id is the same, but cheap: "1-ff00:0:110 0 1,1-ff00:0:111 41 0" */
  readonly key: string
}

export const keyOf = (entries: readonly AsEntry[]): string => entries.map(e => `${e.isdAs} ${e.hop.ingress} ${e.hop.egress}`).join()

export const makeSegment = (info: SegmentInfo, entries: readonly AsEntry[], bytes: Bytes): Segment => ({
  timestamp: info.timestamp,
  segId: info.segId,
  entries,
  bytes,
  key: keyOf(entries),
})

export const firstIsdAs = (s: Segment): IsdAs => s.entries[0]!.isdAs
export const lastEntry = (s: Segment): AsEntry => s.entries[s.entries.length - 1]!
export const lastIsdAs = (s: Segment): IsdAs => lastEntry(s).isdAs
export const contains = (s: Segment, isdAs: IsdAs): boolean => s.entries.some(e => e.isdAs === isdAs)

const segmentIds = new WeakMap<Segment, string>()

/** Hex SHA-256 over (ISD-AS 64, ConsIngress 16, ConsEgress 16) of each entry: names the way, not the hop fields. */
export function segmentId(s: Segment): string {
  const known = segmentIds.get(s)
  if (known !== undefined) return known
  const id = computeSegmentId(s)
  segmentIds.set(s, id)
  return id
}

function computeSegmentId(s: Segment): string {
  const input = new Uint8Array(12 * s.entries.length)
  s.entries.forEach(({ isdAs, hop }, i) => {
    setIsdAs(input, 12 * i, isdAs)
    setU16(input, 12 * i + 8, hop.ingress)
    setU16(input, 12 * i + 10, hop.egress)
  })
  return toHex(sha256(input))
}

/** The SegID after the first `count` entries: beta of the next. {#hf-mac-calc} */
export function betaAfter(s: Segment, count: number): number {
  let beta = s.segId
  for (let i = 0; i < count; i++) beta = chainSegId(beta, s.entries[i]!.hop.mac)
  return beta
}

/** Unix seconds until which every hop field is valid. */
export const segmentExpiryS = (s: Segment): number => expiryS(s.timestamp, Math.min(...s.entries.map(e => e.hop.expTime)))

/** What is wrong with the entries as a chain, whatever the last one says. */
function checkChain(s: Segment): Rejection | undefined {
  if (s.entries[0]!.hop.ingress !== 0) return 'firstIngress'
  for (const [i, e] of s.entries.entries()) {
    const following = s.entries[i + 1]
    if (following !== undefined && e.next !== following.isdAs) return 'nextMismatch'
    if (e.peers.some(p => p.hop.egress !== e.hop.egress)) return 'peerEgress'
    // Divergence: the reference lets these pass, and panics when it combines them.
    if ((i > 0 && e.hop.ingress === 0) || (following !== undefined && e.hop.egress === 0)) return 'interfaceMissing'
  }
  return new Set(s.entries.map(e => e.isdAs)).size === s.entries.length ? undefined : 'loop'
}

/** A growing beacon: reason to reject it, or nothing. */
export function checkBeacon(s: Segment): Rejection | undefined {
  const last = lastEntry(s)
  if (last.next === noIsdAs || last.hop.egress === 0) return 'alreadyEnded'
  return checkChain(s)
}

/** A finished segment: reason to reject it, or nothing. */
export function checkSegment(s: Segment): Rejection | undefined {
  const last = lastEntry(s)
  if (last.next !== noIsdAs || last.hop.egress !== 0) return 'notEnded'
  return checkChain(s)
}

/** Clocks may differ by this. */
const maxAheadS = 10

/** Not yet or no longer valid: reason to reject it, or nothing. */
export function checkLife(s: Segment, nowS: number): Rejection | undefined {
  if (s.timestamp > nowS + maxAheadS) return 'fromFuture'
  return segmentExpiryS(s) < nowS ? 'expired' : undefined
}
