/**
 * Segments met before, by their bytes: what one AS has sent, its neighbour and in the end a host read again. Reading is pure, so the value read
 * first serves all, and equal segments are one in memory. Bounded: the oldest make room.
 */
import { type Bytes, bytesEqual } from '#wire/bytes.ts'
import type { Segment } from './segment.ts'

const maxSegments = 1 << 16
/** By a hash of their bytes: of two with the same hash only the later is remembered. */
const met = new Map<number, Segment>()

function hashOf(b: Bytes): number {
  let hash = b.length
  let i = 0
  for (; i + 4 <= b.length; i += 4)
    hash = Math.imul(hash ^ (b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24)), 0x9e3779b1) ^ (hash >>> 15)
  for (; i < b.length; i++) hash = Math.imul(hash ^ b[i]!, 0x01000193)
  return hash
}

/** The segment these bytes were read as, or made into, before. */
export function findInterned(b: Bytes): Segment | undefined {
  const known = met.get(hashOf(b))
  return known !== undefined && bytesEqual(known.bytes, b) ? known : undefined
}

/** Remembers the segment by its bytes. */
export function intern(segment: Segment): Segment {
  const hash = hashOf(segment.bytes)
  if (met.size >= maxSegments && !met.has(hash)) met.delete(met.keys().next().value!)
  met.set(hash, segment)
  return segment
}
