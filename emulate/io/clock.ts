/** Real time for actors: monotonic nanoseconds, and where their zero lies in the wall clock. */
import { type Clock, nsPerS } from '#wire/actor.ts'

export interface RealClock extends Clock {
  /** nanoseconds since the start, never back */
  now(): number
  /** Follows the wall clock when that was set: by whole seconds, in `epochS`, so that no timer notices. */
  follow(): void
}

export interface TimeSources {
  /** unix time, milliseconds */
  wallMs(): number
  /** milliseconds since some moment, never back */
  steadyMs(): number
}

const platform: TimeSources = { wallMs: () => Date.now(), steadyMs: () => performance.now() }

/** Of a network at another time: so many whole seconds ahead of this machine's; negative: behind it. */
export const clockAhead = (seconds: number): RealClock => createRealClock({ ...platform, wallMs: () => platform.wallMs() + seconds * 1000 })

export function createRealClock({ wallMs, steadyMs }: TimeSources = platform): RealClock {
  const start = wallMs()
  let epochS = Math.floor(start / 1000)
  // The fraction of a second goes into `now`: epochS + now is the wall clock, to the millisecond.
  const offsetMs = (start % 1000) - steadyMs()
  const nowMs = (): number => steadyMs() + offsetMs
  return {
    get epochS() {
      return epochS
    },
    now: () => Math.round((nowMs() * nsPerS) / 1000),
    follow() {
      const aheadS = (wallMs() - (epochS * 1000 + nowMs())) / 1000
      if (Math.abs(aheadS) >= 1) epochS += Math.round(aheadS)
    },
  }
}
