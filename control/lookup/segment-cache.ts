/** Segments fetched from other ASes, for a while. Bounded: the oldest make room. */
import { type Clock, nsPerS } from '#wire/actor.ts'
import { type Segment, segmentExpiryS } from '../segment/segment.ts'

export interface SegmentCache {
  get(name: string, now: number): readonly Segment[] | undefined
  put(name: string, segments: readonly Segment[], now: number): void
}

const maxAnswers = 10_000

/** Used for `lifeNs`, but not beyond the first expiry among the answer's segments. */
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
      answers.set(name, { segments, until: Math.min(now + lifeNs, expiryNs) })
    },
  }
}
