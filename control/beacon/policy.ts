/** What may be done with a beacon: the policies of an AS and their filters.   control/beacon/policy.go */
import { asOf, type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { contains, prefixes, type Segment } from '../segment/segment.ts'
import type { RegistrationPolicy } from './registration-policy.ts'

export const segmentTypes = ['up', 'down', 'core'] as const
export type SegmentType = (typeof segmentTypes)[number]
/** What beacons are selected for; each has a policy of its own. */
export type Usage = SegmentType | 'propagation'
const usages: readonly Usage[] = ['propagation', ...segmentTypes]

/** Bits of a usage mask. */
export const usageBits: Readonly<Record<Usage, number>> = { up: 1, down: 2, core: 4, propagation: 8 }

export interface BeaconFilter {
  /** AS entries */
  readonly maxHopsLength: number
  /** AS numbers that may not be on the way, in any ISD */
  readonly asBlackList: readonly number[]
  readonly isdBlackList: readonly number[]
  /** whether a way may leave an ISD and come back */
  readonly allowIsdLoop: boolean
}

export interface BeaconPolicy {
  /** how many are selected, at least 1 */
  readonly bestSetSize: number
  /** how many of the shortest the selection looks at, at least 1 */
  readonly candidateSetSize: number
  /** ExpTime of own hop fields, 0..255 */
  readonly maxExpTime: number
  readonly filter: BeaconFilter
  /** the first that matches a segment says what becomes of it; none at all: the default */
  readonly registrationPolicies: readonly RegistrationPolicy[]
}

/** A core AS has `propagation` and `core`, any other `propagation`, `up` and `down`. */
export type Policies = Readonly<Partial<Record<Usage, BeaconPolicy>>>

/** The policies' defaults.   control/beacon/policy.go */
export const defaultPolicy: BeaconPolicy = {
  bestSetSize: 20,
  candidateSetSize: 100,
  maxExpTime: 63,
  filter: { maxHopsLength: 10, asBlackList: [], isdBlackList: [], allowIsdLoop: true },
  registrationPolicies: [],
}

/** The reason why the filter does not let the beacon pass, or nothing. */
export function checkFilter(filter: BeaconFilter, beacon: Segment): Rejection | undefined {
  if (beacon.length > filter.maxHopsLength) return 'tooLong'
  if (passesTwice(beacon)) return 'loop'
  const { allowIsdLoop, asBlackList, isdBlackList } = filter
  if (allowIsdLoop && asBlackList.length === 0 && isdBlackList.length === 0) return undefined
  const hops = hopsOf(beacon)
  return checkLoop(hops, allowIsdLoop) ?? checkBlackLists(filter, hops)
}

function passesTwice(beacon: Segment): boolean {
  for (let at: Segment | undefined = beacon; at !== undefined; at = at.before) if (contains(at.before, at.last.isdAs)) return true
  return false
}

/** The ASes it has been to. */
export const hopsOf = (beacon: Segment): IsdAs[] => prefixes(beacon).map(s => s.last.isdAs)

function checkBlackLists({ asBlackList, isdBlackList }: BeaconFilter, hops: readonly IsdAs[]): Rejection | undefined {
  for (const hop of hops) {
    if (asBlackList.includes(asOf(hop))) return 'asBlocked'
    if (isdBlackList.includes(isdOf(hop))) return 'isdBlocked'
  }
  return undefined
}

/** An AS is on the way twice, or an ISD is left and entered again. `hops` in their order, with the next AS if there is one. */
export function checkLoop(hops: readonly IsdAs[], allowIsdLoop: boolean): 'loop' | 'isdLoop' | undefined {
  if (new Set(hops).size < hops.length) return 'loop'
  if (allowIsdLoop) return undefined
  const isds = hops.map(isdOf).filter((isd, i, all) => isd !== all[i - 1])
  return new Set(isds).size < isds.length ? 'isdLoop' : undefined
}

/** The mask of usages whose policies let the beacon pass, or, when none does, why the first does not. */
export function usageOf(policies: Policies, beacon: Segment): number | Rejection {
  let mask = 0
  let first: Rejection | undefined
  // Mostly all have the same filter.
  let [filter, wrong]: [BeaconFilter | undefined, Rejection | undefined] = [undefined, undefined]
  for (const usage of usages) {
    const policy = policies[usage]
    if (policy === undefined) continue
    if (policy.filter !== filter) wrong = checkFilter(policy.filter, beacon)
    filter = policy.filter
    if (wrong === undefined) mask |= usageBits[usage]
    first ??= wrong
  }
  return mask === 0 ? first! : mask
}
