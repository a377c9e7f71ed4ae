/**
 * Segments met before, by their bytes: what one AS has sent its neighbour reads again, and all that grew from one beacon begin alike. Reading
 * is pure, so the value read first serves all, and equal segments are one in memory. Bounded: the oldest make room; who holds a segment keeps it.
 */
import { type Bytes, bytesEqual } from '#wire/bytes.ts'
import { hashOf, type Segment } from './segment.ts'

/** Of a generation; `bytes` of their own entries. */
interface Limits {
  readonly segments: number
  readonly bytes: number
}

/** A simulation has every service of a network in it. */
export const wholeNetwork: Limits = { segments: 1 << 17, bytes: 1 << 25 }
/** A process of one AS meets again what it is sent at the next interval, and what its stores hold anyway. */
export const oneAs: Limits = { segments: 1 << 11, bytes: 1 << 20 }

let limits = wholeNetwork

/** From now on no more are remembered, in this process. */
export function rememberAtMost(most: Limits): void {
  limits = most
}

/**
 * Two generations, by a hash of their bytes: when the young one is full, the old one is dropped and the young one grows old. Of two with the
 * same hash only the later is remembered.
 */
let young = new Map<number, Segment>()
let old = new Map<number, Segment>()
let youngBytes = 0

/** Hashes of the segments that each entry in turn ends. */
function hashesOf(info: Bytes, entries: readonly Bytes[]): number[] {
  let hash = hashOf(0, info)
  return entries.map(entry => {
    hash = hashOf(hash, entry)
    return hash
  })
}

/** The longest segment met before that these parts of a PathSegment begin with. */
export function findPrefix(info: Bytes, entries: readonly Bytes[]): Segment | undefined {
  const hashes = hashesOf(info, entries)
  for (let n = entries.length; n > 0; n--) {
    const known = young.get(hashes[n - 1]!) ?? old.get(hashes[n - 1]!)
    if (known !== undefined && known.length === n && isWrittenSo(known, info, entries)) return known
  }
  return undefined
}

function isWrittenSo(s: Segment, info: Bytes, entries: readonly Bytes[]): boolean {
  for (let at: Segment | undefined = s; at !== undefined; at = at.before) if (!bytesEqual(at.element, entries[at.length - 1]!)) return false
  return bytesEqual(s.root.bytes, info)
}

/** The segment met before with these bytes, or this one, which is now remembered. */
export function intern(segment: Segment): Segment {
  const known = young.get(segment.hash)
  if (known !== undefined && isSame(known, segment)) return known
  const older = old.get(segment.hash)
  const kept = older !== undefined && isSame(older, segment) ? older : segment
  if (young.size >= limits.segments || youngBytes >= limits.bytes) {
    old = young
    young = new Map()
    youngBytes = 0
  }
  young.set(kept.hash, kept)
  youngBytes += kept.element.length
  return kept
}

const isSame = (a: Segment, b: Segment): boolean =>
  a.before === b.before && bytesEqual(a.element, b.element) && bytesEqual(a.root.bytes, b.root.bytes)
