/** What an operator can set; the defaults are the reference's.   control/config, beacon/policy.go */
import { nsPerS } from '#wire/actor.ts'
import type { BeaconingAlgorithm } from './beacon/algorithm.ts'
import { referenceAlgorithm } from './beacon/algorithms/reference.ts'
import { type BeaconPolicy, defaultPolicy, type Policies, type Usage } from './beacon/policy.ts'

export interface ControlSettings {
  /** how often core ASes start beacons */
  readonly originationIntervalNs: number
  readonly propagationIntervalNs: number
  readonly registrationIntervalNs: number
  /**
   * Each timer of each service has its own phase, anywhere in its interval, as in a network that runs for long. Otherwise all services start in
   * the same moment, as in a lab: beacons then wait almost no time or almost an interval in every AS.
   */
  readonly spreadTimers: boolean
  /**
   * The same way is sent to the same neighbour, or registered at the same AS, again only when this has passed. 0, as in the reference: at
   * every interval. Big networks run with much more; it must stay well below the life of a hop field.
   */
  readonly resendIntervalNs: number
  /** decides what is sent and registered */
  readonly algorithm: BeaconingAlgorithm
  /** policies by usage; where there is none, the following four and else the defaults hold */
  readonly policies: Policies
  readonly bestSetSize: number
  /** how many of the shortest beacons the selection looks at */
  readonly candidateSetSize: number
  /** AS entries in a beacon that is accepted */
  readonly maxHops: number
  /** ExpTime of own hop fields, 0..255 */
  readonly expTime: number
  /** add EPIC authenticators to own AS entries */
  readonly epic: boolean
  /** how long segments fetched from other ASes are used, nanoseconds */
  readonly queryIntervalNs: number
}

export const defaultSettings: ControlSettings = {
  originationIntervalNs: 5 * nsPerS,
  propagationIntervalNs: 5 * nsPerS,
  registrationIntervalNs: 5 * nsPerS,
  spreadTimers: false,
  resendIntervalNs: 0,
  algorithm: referenceAlgorithm,
  policies: {},
  bestSetSize: defaultPolicy.bestSetSize,
  candidateSetSize: defaultPolicy.candidateSetSize,
  maxHops: defaultPolicy.filter.maxHopsLength,
  expTime: defaultPolicy.maxExpTime,
  epic: false,
  queryIntervalNs: 300 * nsPerS,
}

/** The policies of a core or another AS. */
export function policiesOf(core: boolean, settings: ControlSettings): Policies {
  const { bestSetSize, candidateSetSize, maxHops, expTime } = settings
  const filter = { ...defaultPolicy.filter, maxHopsLength: maxHops }
  const common: BeaconPolicy = { ...defaultPolicy, bestSetSize, candidateSetSize, maxExpTime: expTime, filter }
  const usages: readonly Usage[] = core ? ['propagation', 'core'] : ['propagation', 'up', 'down']
  return Object.fromEntries(usages.map(usage => [usage, settings.policies[usage] ?? common]))
}
