/** One direction of a bandwidth test: packets that leave at their times, and packets that are counted as they come. */
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { Task } from '../operation.ts'
import { type BandwidthPlan, intervalNs } from './plan.ts'

/** What arrived: packets, each counted once, and the time between one and the next. */
export interface Arrivals {
  readonly packets: number
  readonly minNs: number
  readonly averageNs: number
  readonly maxNs: number
  readonly deviationNs: number
}

export interface Stream extends Task {
  readonly sent: number
}

/** At one waking, so that others get their turn. */
const maxBurst = 256
/** A machine that is too slow gives up so long after the plan's end. */
const lateNs = nsPerS

/** Packet k leaves at `beginNs + k * interval`, or as soon after it as may be. */
export function createStream(plan: BandwidthPlan, beginNs: number, send: (sequence: number, now: number, out: Outbox) => void): Stream {
  let sent = 0
  let given = false
  const dueNs = (): number => beginNs + Math.ceil(sent * intervalNs(plan))
  return {
    get sent() {
      return sent
    },
    wakeAt: () => (sent < plan.count && !given ? dueNs() : Infinity),
    wake(now, out) {
      given = now > beginNs + plan.durationNs + lateNs
      for (let n = 0; n < maxBurst && !given && sent < plan.count && dueNs() <= now; n++) send(sent++, now, out)
    },
  }
}

export interface Tally {
  arrived(sequence: number, now: number): void
  readonly arrivals: Arrivals
}

export function createTally({ count }: BandwidthPlan): Tally {
  const seen = new Uint8Array(Math.ceil(count / 8))
  let [packets, lastNs, minNs, maxNs, sum, squares] = [0, 0, Infinity, 0, 0, 0]
  return {
    arrived(sequence, now) {
      const bit = 1 << (sequence & 7)
      if (sequence >= count || (seen[sequence >> 3]! & bit) !== 0) return
      seen[sequence >> 3]! |= bit
      if (packets++ > 0) {
        const gap = now - lastNs
        minNs = Math.min(minNs, gap)
        maxNs = Math.max(maxNs, gap)
        sum += gap
        squares += gap * gap
      }
      lastNs = now
    },
    get arrivals() {
      const gaps = Math.max(1, packets - 1)
      const averageNs = sum / gaps
      const deviationNs = Math.sqrt(Math.max(0, squares / gaps - averageNs * averageNs))
      return { packets, minNs: packets > 1 ? minNs : 0, averageNs, maxNs, deviationNs }
    },
  }
}
