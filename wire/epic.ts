/**
 * EPIC-HP path: 16 bytes before a SCION path.   docs.scion.org/protocols/scion-header; slayers/path/epic
 *
 *   PktID   8   EpicTS 32 (units of 21 us after the first info field's Timestamp) | Counter 32
 *   PHVF    4   validation field of the penultimate hop
 *   LHVF    4   validation field of the last hop
 */
import { type Bytes, getU32, type Malformed, malformed } from './bytes.ts'

export const epicLength = 16
export const hvfLength = 4
/** nanoseconds of one EpicTS unit */
export const epicUnitNs = 21_000

export const epicTimestamp = (b: Bytes, at: number): number => getU32(b, at)
export const epicCounter = (b: Bytes, at: number): number => getU32(b, at + 4)
/** A sender with many cores splits the counter: core 8 | counter 24. */
export const epicCore = (b: Bytes, at: number): number => b[at + 4]!
export const epicCoreCounter = (b: Bytes, at: number): number => epicCounter(b, at) & 0xff_ffff
export const phvfAt = (at: number): number => at + 8
export const lhvfAt = (at: number): number => at + 12
export const epicScionAt = (at: number): number => at + epicLength

/** The 16 bytes are there; the SCION path behind them has its own check. */
export const checkEpic = (b: Bytes, at: number, end: number = b.length): Malformed | undefined =>
  at + epicLength <= end ? undefined : malformed(`EPIC path needs ${epicLength} bytes, ${Math.max(0, end - at)} left`, at)
