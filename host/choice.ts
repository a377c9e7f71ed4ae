/** Which of the paths to take. */
import type { Acl } from '#control/path/acl.ts'
import { totalLatencyNs } from '#control/path/metadata.ts'
import type { Path, PathInterface } from '#control/path/path.ts'
import { filterPaths, type PathPolicy } from '#control/path/policy.ts'
import type { Sequence } from '#control/path/sequence.ts'
import { compareIsdAs } from '#wire/isdas.ts'
import type { KnownPaths } from './path-store.ts'
import type { HopRecord } from './result.ts'

export type Preference = 'fewest-hops' | 'lowest-latency' | 'most-disjoint'

export interface PathChoice {
  /** only paths whose interfaces it allows */
  readonly acl?: Acl
  /** only paths that take this way */
  readonly sequence?: Sequence
  /** of the paths left by ACL and sequence only those it allows: so that its lighter options come in where heavier ones leave none */
  readonly policy?: PathPolicy
  /** only paths with EPIC authenticators; inside an AS none are needed */
  readonly epic?: boolean
  /** only this path, by its fingerprint or the first digits of it */
  readonly fingerprint?: string
  /** what decides among the rest; default fewest-hops: the order of the control service */
  readonly prefer?: Preference
}

export interface PathKnowledge {
  /** measured round trips by fingerprint, nanoseconds */
  readonly roundTripsNs: ReadonlyMap<string, number>
  /** paths that carry other traffic of this host */
  readonly inUse: Iterable<Path>
}

export const hopRecords = (path: Path): HopRecord[] => path.interfaces.map(i => ({ interface: i.ifId, isd_as: i.isdAs }))

/** The paths the choice allows, in their order. */
export function allowedPaths(paths: readonly Path[], { acl, sequence, policy = {}, epic, fingerprint }: PathChoice): Path[] {
  const named = paths.filter(
    p =>
      (fingerprint === undefined || p.fingerprint.startsWith(fingerprint)) &&
      (!epic || p.interfaces.length === 0 || p.epicAuths !== undefined),
  )
  return filterPaths(policy, filterPaths({ ...(acl && { acl }), ...(sequence && { sequence }) }, named))
}

/** Of the paths that are usable those the choice allows. Where that leaves none, of all: a router's word against a path is no better than trying. */
export function allowedOf({ paths, alive }: KnownPaths, choice: PathChoice): Path[] {
  const allowed = allowedPaths(paths, choice)
  return allowed.length > 0 ? allowed : allowedPaths(alive, choice)
}

/** The best of these paths; of equals the first. `undefined`: there are none. */
export function bestPath(allowed: readonly Path[], prefer: Preference = 'fewest-hops', knowledge: PathKnowledge): Path | undefined {
  switch (prefer) {
    case 'fewest-hops':
      return allowed[0]
    case 'lowest-latency':
      return least(allowed, p => knowledge.roundTripsNs.get(p.fingerprint) ?? announcedRoundTripNs(p))
    case 'most-disjoint': {
      const used = [...knowledge.inUse]
      return least(allowed, p => sharedInterfaces(p, used))
    }
  }
}

/** There and back, where every AS and link on the way announced how long it takes; what is not announced is not known to be fast. */
const announcedRoundTripNs = ({ metadata }: Path): number => 2 * (totalLatencyNs(metadata) ?? Infinity)

/** `count` paths that share as little as can be, greedily: the first, then always the one with the fewest interfaces in common. */
export function disjointPaths(paths: readonly Path[], count: number): Path[] {
  const chosen: Path[] = []
  const left = [...paths]
  while (chosen.length < count && left.length > 0) {
    const next = least(left, p => sharedInterfaces(p, chosen))!
    chosen.push(next)
    left.splice(left.indexOf(next), 1)
  }
  return chosen
}

/** How many interfaces of the path others use too, each counted once for every path that does. */
const sharedInterfaces = (path: Path, others: readonly Path[]): number =>
  others.reduce((n, other) => n + path.interfaces.filter(i => other.interfaces.some(o => sameInterface(i, o))).length, 0)

/** The same interfaces, whatever the hop fields. */
export const isSameWay = (a: Path, b: Path): boolean =>
  a.interfaces.length === b.interfaces.length && a.interfaces.every((i, n) => sameInterface(i, b.interfaces[n]!))

const sameInterface = (a: PathInterface, b: PathInterface): boolean => a.ifId === b.ifId && a.isdAs === b.isdAs

function least<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  let best: T | undefined
  let bestCost = Infinity
  for (const item of items) {
    const itemCost = cost(item)
    if (best === undefined || itemCost < bestCost) [best, bestCost] = [item, itemCost]
  }
  return best
}

/** The order `paths` lists in: hops, then interfaces by number, then expiry.   private/app/path/path.go Sort */
export function listingOrder(a: Path, b: Path): number {
  if (a.interfaces.length !== b.interfaces.length) return a.interfaces.length - b.interfaces.length
  for (const [i, x] of a.interfaces.entries()) {
    const y = b.interfaces[i]!
    const order = compareIsdAs(x.isdAs, y.isdAs) || x.ifId - y.ifId
    if (order !== 0) return order
  }
  return a.expiryS - b.expiryS
}
