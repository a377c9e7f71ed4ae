/**
 * Segments met before, by their bytes: what one AS has sent its neighbour reads again, and all that grew from one beacon begin alike. Reading
 * is pure, so the value read first serves all, and equal segments are one in memory. Bounded: the oldest make room; who holds a segment keeps it.
 */
import { type Bytes, bytesEqual } from '#wire/bytes.ts'
import { hashOf, type Segment } from './segment.ts'

const maxSegments = 1 << 16
/** of their own entries, bytes */
const maxBytes = 1 << 26
/** By a hash of their bytes: of two with the same hash only the later is remembered. */
const met = new Map<number, Segment>()
let metBytes = 0

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
    const known = met.get(hashes[n - 1]!)
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
  const known = met.get(segment.hash)
  if (known !== undefined) {
    if (isSame(known, segment)) return known
    forget(known)
  }
  met.set(segment.hash, segment)
  metBytes += segment.element.length
  for (const oldest of met.values()) {
    if (met.size <= maxSegments && metBytes <= maxBytes) break
    forget(oldest)
  }
  return segment
}

const isSame = (a: Segment, b: Segment): boolean =>
  a.before === b.before && bytesEqual(a.element, b.element) && bytesEqual(a.root.bytes, b.root.bytes)

function forget(segment: Segment): void {
  met.delete(segment.hash)
  metBytes -= segment.element.length
}
