/** How long a DRKey lives, and which one a packet authenticator means.   doc/cryptography/drkey.rst; doc/protocols/authenticator-option.rst */
import { type Clock, nsPerS, unixSeconds } from '#wire/actor.ts'

/** Unix seconds; the end is outside. */
export interface Epoch {
  readonly beginS: number
  readonly endS: number
}

/** seconds: the default, and what the document allows */
export const defaultEpochS = 86_400
export const minEpochS = 360
export const maxEpochS = 259_200

/** nanoseconds that a key is still good for after its epoch */
export const graceNs = 5 * nsPerS
/** nanoseconds around a receiver's own clock, both halves together, in which an authenticator may have been made */
export const acceptanceWindowNs = 300 * nsPerS

/** Epochs of `lengthS` follow one another from 1970 on. `timeS`: unix seconds. */
export function epochAt(timeS: number, lengthS: number): Epoch {
  const beginS = Math.floor(timeS / lengthS) * lengthS
  return { beginS, endS: beginS + lengthS }
}

/** Nanoseconds from an epoch's begin to `now`; exact within 104 days. */
export const sinceBeginNs = (epoch: Epoch, clock: Clock, now: number): number => Math.round((clock.epochS - epoch.beginS) * nsPerS) + now

/** May a key of this epoch be used now? */
export function isInUse(epoch: Epoch, clock: Clock, now: number): boolean {
  const since = sinceBeginNs(epoch, clock, now)
  return since >= 0 && since < (epoch.endS - epoch.beginS) * nsPerS + graceNs
}

/**
 * The epoch in which a timestamp/SN (nanoseconds since its epoch began) was made, if it is acceptable now: at most one of the epochs before,
 * at and after now puts it within the acceptance window, and its key was then in use.
 */
export function epochMeant(timestampSn: number, lengthS: number, clock: Clock, now: number): Epoch | undefined {
  const current = epochAt(unixSeconds(clock, now), lengthS)
  if (timestampSn > lengthS * nsPerS + graceNs) return undefined
  return [0, -1, 1]
    .map(n => ({ beginS: current.beginS + n * lengthS, endS: current.endS + n * lengthS }))
    .find(epoch => Math.abs(timestampSn - sinceBeginNs(epoch, clock, now)) <= acceptanceWindowNs / 2)
}
