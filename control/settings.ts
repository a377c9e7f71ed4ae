/** What an operator can set; the defaults are the reference's.   control/config, beacon/policy.go */
import { nsPerS } from '#wire/actor.ts'
import { type SelectBeacons, selectShortestAndDiverse } from './beacon/select.ts'

export interface ControlSettings {
  /** how often core ASes start beacons */
  readonly originationIntervalNs: number
  readonly propagationIntervalNs: number
  readonly registrationIntervalNs: number
  /**
   * The same way is sent to the same neighbour, or registered at the same AS, again only when this has passed. 0, as in the reference: at
   * every interval. Big networks run with much more; it must stay well below the life of a hop field.
   */
  readonly resendIntervalNs: number
  readonly bestSetSize: number
  /** how many of the shortest beacons the selection looks at */
  readonly candidateSetSize: number
  readonly select: SelectBeacons
  /** AS entries in a beacon that is accepted */
  readonly maxHops: number
  /** ExpTime of own hop fields, 0..255 */
  readonly expTime: number
  /** how long segments fetched from other ASes are used, nanoseconds */
  readonly queryIntervalNs: number
}

export const defaultSettings: ControlSettings = {
  originationIntervalNs: 5 * nsPerS,
  propagationIntervalNs: 5 * nsPerS,
  registrationIntervalNs: 5 * nsPerS,
  resendIntervalNs: 0,
  bestSetSize: 20,
  candidateSetSize: 100,
  select: selectShortestAndDiverse,
  maxHops: 10,
  expTime: 63,
  queryIntervalNs: 300 * nsPerS,
}
