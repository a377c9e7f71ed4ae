/**
 * Path segments and the beacons they grow from.   draft-dekater-scion-controlplane {#segments}; pkg/segment
 *
 *   root: timestamp, SegID <── entry of the origin <── entry of the next AS <── …       a segment is its last entry and all before
 *                                               ^
 *                                               └── other entry of another next AS     what they begin with they share
 *
 * A beacon is a segment still growing: its last entry names a next AS. Values are read-only and shared between stores. Every entry keeps the
 * bytes its AS wrote, so an entry is never encoded twice and signatures stay valid.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { chainSegId } from '#crypto/mac.ts'
import { type Bytes, setU16, toHex } from '#wire/bytes.ts'
import { type IsdAs, isWildcard, setIsdAs } from '#wire/isdas.ts'
import { expiryS } from '#wire/path.ts'
import type { Rejection } from '../events.ts'
import { digestHolds, type EpicDetached } from './epic.ts'
import type { Extensions } from './extensions.ts'
import { fieldLength, writeField } from './protobuf.ts'
import { decodeSigned, type SignedMessage } from './signed.ts'

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
  readonly extensions?: Extensions
  /** not signed: whoever passes the segment on may leave it out */
  readonly epic?: EpicDetached
}

export interface SegmentInfo {
  /** unix seconds */
  readonly timestamp: number
  /** the first beta, 16 bits */
  readonly segId: number
}

/** Where segments begin. */
export interface SegmentRoot extends SegmentInfo {
  /** SegmentInformation as its AS wrote it: signed along with every entry */
  readonly bytes: Bytes
}

interface Judged {
  readonly key: string
  readonly wrong: string | undefined
}

/** A hash of a segment's bytes, not against attackers: goes on from the hash of what comes before (0: nothing) over `b`. */
export function hashOf(before: number, b: Bytes): number {
  let hash = before ^ Math.imul(b.length + 1, 0x85ebca6b)
  let i = 0
  for (; i + 4 <= b.length; i += 4)
    hash = Math.imul(hash ^ (b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24)), 0x9e3779b1) ^ (hash >>> 15)
  for (; i < b.length; i++) hash = Math.imul(hash ^ b[i]!, 0x01000193)
  return hash
}

/**
 * A segment of at least one entry. A class, because what follows from its parts is computed when asked for and only kept where that pays: a
 * big network holds a million of these. Made by `grow` alone.
 */
class SegmentNode implements SegmentInfo {
  readonly timestamp: number
  readonly segId: number
  readonly root: SegmentRoot
  /** the segment before its last entry was added; `undefined`: that is the only one */
  readonly before: SegmentNode | undefined
  readonly last: AsEntry
  /** the last entry's ASEntry, as its AS wrote it but for what the reference leaves out */
  readonly element: Bytes
  /** number of entries */
  readonly length: number
  /** of `bytes` */
  readonly byteLength: number
  /** the beta of the next entry: the SegID after all hop fields {#hf-mac-calc} */
  readonly beta: number
  /** the least ExpTime of all hop fields, peer hop fields too */
  readonly expTime: number
  /** of its bytes, see `hashOf` */
  readonly hash: number
  #entries: readonly AsEntry[] | undefined
  #key: string | undefined
  #id: string | undefined
  #signed: SignedMessage | undefined
  #wrong: Rejection | undefined | null = null
  #judged: Judged | undefined

  constructor(root: SegmentRoot, before: SegmentNode | undefined, last: AsEntry, element: Bytes) {
    this.timestamp = root.timestamp
    this.segId = root.segId
    this.root = root
    this.before = before
    this.last = last
    this.element = element
    this.length = (before?.length ?? 0) + 1
    this.byteLength = (before?.byteLength ?? fieldLength(root.bytes.length)) + fieldLength(element.length)
    this.hash = hashOf(before?.hash ?? hashOf(0, root.bytes), element)
    this.beta = chainSegId(before?.beta ?? root.segId, last.hop.mac)
    this.expTime = last.peers.reduce((least, p) => Math.min(least, p.hop.expTime), Math.min(before?.expTime ?? 0xff, last.hop.expTime))
  }

  /** In construction direction: the first is the origin's. */
  get entries(): readonly AsEntry[] {
    this.#entries ??= entriesOf(this)
    return this.#entries
  }

  /** The protobuf PathSegment, put together anew each time. */
  get bytes(): Bytes {
    const b = new Uint8Array(this.byteLength)
    this.write(b, 0)
    return b
  }

  /** Writes `bytes` at `at`; returns where they end. */
  write(b: Bytes, at: number): number {
    const entriesAt = this.before === undefined ? writeField(b, at, 1, this.root.bytes) : this.before.write(b, at)
    return writeField(b, entriesAt, 2, this.element)
  }

  /** The same text exactly when the segment id is the same, but cheap: "1-ff00:0:110 0 1,1-ff00:0:111 41 0". */
  get key(): string {
    const { isdAs, hop } = this.last
    this.#key ??= `${this.before === undefined ? '' : `${this.before.key},`}${isdAs} ${hop.ingress} ${hop.egress}`
    return this.#key
  }

  /** Hex SHA-256 over (ISD-AS 64, ConsIngress 16, ConsEgress 16) of each entry: names the way, not the hop fields. */
  get id(): string {
    this.#id ??= hashOfHops(this.entries.map(e => [hopId(e.isdAs, e.hop)]))
    return this.#id
  }

  /** What the last AS signed, and its signature. */
  get signed(): SignedMessage {
    this.#signed ??= decodeSigned(this.element)
    return this.#signed
  }

  /** What is wrong with the entries as a chain, whatever the last one says. */
  get wrong(): Rejection | undefined {
    if (this.#wrong === null) this.#wrong = this.before?.wrong ?? checkLast(this)
    return this.#wrong
  }

  /** What `check` says of the last entry's signature by that key: a fact of bytes and key, asked once. `key` names the key uniquely. */
  judge(key: string, check: () => string | undefined): string | undefined {
    if (this.#judged?.key !== key) this.#judged = { key, wrong: check() }
    return this.#judged.wrong
  }
}

export type Segment = SegmentNode

/** `before` with one entry more; `undefined` begins a segment. `element`: the ASEntry that `last` was read from or written to. */
export const grow = (root: SegmentRoot, before: Segment | undefined, last: AsEntry, element: Bytes): Segment =>
  new SegmentNode(root, before, last, element)

/** The segment of the first entry, of the first two, ... and the whole. */
export function prefixes(s: Segment): Segment[] {
  const found: Segment[] = new Array(s.length)
  for (let at: Segment | undefined = s; at !== undefined; at = at.before) found[at.length - 1] = at
  return found
}

const entriesOf = (s: Segment): AsEntry[] => prefixes(s).map(p => p.last)

export const firstIsdAs = (s: Segment): IsdAs => {
  let first = s
  while (first.before !== undefined) first = first.before
  return first.last.isdAs
}
export const lastEntry = (s: Segment): AsEntry => s.last
export const lastIsdAs = (s: Segment): IsdAs => s.last.isdAs

export function contains(s: Segment | undefined, isdAs: IsdAs): boolean {
  for (let at = s; at !== undefined; at = at.before) if (at.last.isdAs === isdAs) return true
  return false
}

export const segmentId = (s: Segment): string => s.id

/** As the id, with the peer entries, each after its entry. */
export const fullSegmentId = (s: Segment): string =>
  hashOfHops(s.entries.map(e => [hopId(e.isdAs, e.hop), ...e.peers.map(p => hopId(p.peer, p.hop))]))

function hopId(isdAs: IsdAs, hop: HopEntry): Bytes {
  const b = new Uint8Array(12)
  setIsdAs(b, 0, isdAs)
  setU16(b, 8, hop.ingress)
  setU16(b, 10, hop.egress)
  return b
}

function hashOfHops(hops: readonly (readonly Bytes[])[]): string {
  const hash = sha256.create()
  for (const hop of hops.flat()) hash.update(hop)
  return toHex(hash.digest())
}

/** The SegID after the first `count` entries: beta of the next. {#hf-mac-calc} */
export function betaAfter(s: Segment, count: number): number {
  let at: Segment | undefined = s
  while (at !== undefined && at.length > count) at = at.before
  return at?.beta ?? s.segId
}

/** Unix seconds until which every hop field is valid. */
export const segmentExpiryS = (s: Segment): number => expiryS(s.timestamp, s.expTime)

/** The last entry behind those before it, which are right. */
function checkLast({ before, last }: Segment): Rejection | undefined {
  const { hop } = last
  if (before === undefined && hop.ingress !== 0) return 'firstIngress'
  if (before !== undefined && before.last.next !== last.isdAs) return 'nextMismatch'
  if (last.peers.some(p => p.hop.egress !== hop.egress)) return 'peerEgress'
  // Divergence: the reference lets these pass, and panics when it combines them.
  if (before !== undefined && (hop.ingress === 0 || before.last.hop.egress === 0)) return 'interfaceMissing'
  if (contains(before, last.isdAs)) return 'loop'
  return last.epic === undefined || digestHolds(last.epic, last.extensions?.epicDigest) ? undefined : 'epicDigest'
}

/** A growing beacon: reason to reject it, or nothing. */
export const checkBeacon = (s: Segment): Rejection | undefined =>
  isWildcard(s.last.next) || s.last.hop.egress === 0 ? 'alreadyEnded' : s.wrong

/** A finished segment: reason to reject it, or nothing. */
export const checkSegment = (s: Segment): Rejection | undefined =>
  s.last.next !== noIsdAs || s.last.hop.egress !== 0 ? 'notEnded' : s.wrong

/** Clocks may differ by this. */
const maxAheadS = 10

/** Not yet or no longer valid: reason to reject it, or nothing. */
export function checkLife(s: Segment, nowS: number): Rejection | undefined {
  if (s.timestamp > nowS + maxAheadS) return 'fromFuture'
  return segmentExpiryS(s) < nowS ? 'expired' : undefined
}
