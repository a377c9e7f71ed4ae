/** Segments fetched from other ASes, for a while. Bounded: the oldest make room. */
import { type Clock, nsPerS } from '#wire/actor.ts'
import { type Segment, segmentExpiryS } from '../segment/segment.ts'

export interface SegmentCache {
  get(name: string, now: number): readonly Segment[] | undefined
  put(name: string, segments: readonly Segment[], now: number): void
}

const maxAnswers = 10_000

/**
 * Asked for again so long before the first segment of an answer dies, but used for a while in any case: whoever renews his paths in time must
 * not get the old ones again.   private/segment/segfetcher/fetcher.go
 */
const leadNs = 120 * nsPerS
const leastAgeNs = 30 * nsPerS

/** Used for `lifeNs`, but not when the first of the answer's segments is about to die. */
export function createSegmentCache(lifeNs: number, clock: Clock): SegmentCache {
  const answers = new Map<string, { readonly segments: readonly Segment[]; readonly until: number }>()
  return {
    get(name, now) {
      const known = answers.get(name)
      if (known === undefined || known.until > now) return known?.segments
      answers.delete(name)
      return undefined
    },
    put(name, segments, now) {
      const expiryNs = (Math.min(...segments.map(segmentExpiryS)) - clock.epochS) * nsPerS
      answers.delete(name)
      if (answers.size >= maxAnswers) answers.delete(answers.keys().next().value!)
      const renewAt = Math.max(now + leastAgeNs, expiryNs - leadNs)
      answers.set(name, { segments, until: Math.min(now + lifeNs, renewAt, expiryNs) })
    },
  }
}
