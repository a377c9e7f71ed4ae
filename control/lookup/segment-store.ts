/** Finished segments by their far end. Bounded; the newest with a way replaces older ones, the expired are dropped when met. */
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { type Segment, segmentExpiryS } from '../segment/segment.ts'

export interface SegmentStore {
  /** the end that is not ours */
  readonly farEnd: (s: Segment) => IsdAs
  readonly byEnd: Map<IsdAs, Map<string, Segment>>
}

export const createSegmentStore = (farEnd: (s: Segment) => IsdAs): SegmentStore => ({ farEnd, byEnd: new Map() })

/** An honest AS registers its best set, 20 by default, and the sets before it until they expire. */
const maxPerEnd = 200
const maxEnds = 100_000

/** Returns false when the segment is older than the stored one, or the store is full of others. */
export function insertSegment(store: SegmentStore, segment: Segment, nowS: number): boolean {
  const end = store.farEnd(segment)
  const known = store.byEnd.get(end) ?? new Map<string, Segment>()
  dropExpired(known, nowS)
  const same = known.get(segment.key)
  if (same !== undefined && segment.timestamp < same.timestamp) return false
  if (same === undefined && known.size >= maxPerEnd && !makeRoom(known, segment)) return false
  if (!store.byEnd.has(end) && store.byEnd.size >= maxEnds) return false
  store.byEnd.set(end, known)
  known.set(segment.key, segment)
  return true
}

/** Drops the segment that ends first, if that is before the new one. */
function makeRoom(known: Map<string, Segment>, segment: Segment): boolean {
  let first = segment
  for (const s of known.values()) if (segmentExpiryS(s) < segmentExpiryS(first)) first = s
  return first !== segment && known.delete(first.key)
}

function dropExpired(known: Map<string, Segment>, nowS: number): void {
  for (const [key, s] of known) if (segmentExpiryS(s) < nowS) known.delete(key)
}

/** Live segments with that far end; "1-0": any AS of ISD 1. Shortest first. */
export function segmentsTo(store: SegmentStore, end: IsdAs, nowS: number): Segment[] {
  const ends = end.endsWith('-0') ? [...store.byEnd.keys()].filter(e => isdOf(e) === isdOf(end)) : [end]
  const found = ends.flatMap(e => [...(store.byEnd.get(e)?.values() ?? [])]).filter(s => segmentExpiryS(s) >= nowS)
  return found.sort((a, b) => a.entries.length - b.entries.length)
}
