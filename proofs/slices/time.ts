/** The model's time: half seconds since its epoch, whole numbers within what TLC can count. */
import { maxClockSkewNs, maxPacketLifetimeNs } from '#crypto/epic.ts'
import { nsPerHalfSecond, segmentOf } from '#proofs/model/fields.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { expUnitS } from '#wire/path.ts'
import type { PathHeader } from './header.ts'

const expUnitHalves = 2 * expUnitS

/** TLC counts to 2^31; whatever is further away than this is as good as never. */
const farAway = 1_000_000_000
const clamp = (halves: number): number => Math.max(-farAway, Math.min(farAway, halves))
/** Half seconds since the model's epoch. */
export const modelTime = (unixS: number, epochS: number): number => clamp(Math.round(2 * (unixS - epochS)))
/** Rounded up: something has ended by now if and only if it has by then. */
export const modelNow = (e: TraceEvent, epochS: number): number => clamp(Math.ceil(2 * (e.epochS - epochS) + e.t / nsPerHalfSecond))

/**
 * The first moment that no rule of ours tells from `now`: hop fields end and nothing else does. Then the same decision a second later is the
 * same step of the model.
 */
export function representative(h: PathHeader, now: number, epochS: number): number {
  const ends = h.hops.map(
    (hop, hf) => modelTime(h.infos[segmentOf(h.segLens, hf)]?.timestamp ?? 0, epochS) + (1 + hop.expTime) * expUnitHalves,
  )
  return Math.max(-farAway, ...ends.filter(end => end < now).map(end => end + 1))
}

/** Rounded away from zero: inside a window of whole half seconds if and only if the nanoseconds are. */
export function halvesAway(ns: number): number {
  const bounded = Math.max(-2 * (maxPacketLifetimeNs + maxClockSkewNs), Math.min(2 * (maxPacketLifetimeNs + maxClockSkewNs), ns))
  return Math.sign(bounded) * Math.ceil(Math.abs(bounded) / nsPerHalfSecond)
}
