/** Which of the paths to take. */
import type { Path, PathInterface } from '#control/path/path.ts'
import type { Sequence } from '#control/path/sequence.ts'
import { compareIsdAs } from '#wire/isdas.ts'
import type { HopRecord } from './result.ts'

export type Preference = 'fewest-hops' | 'lowest-latency' | 'most-disjoint'

export interface PathChoice {
  /** only paths that take this way */
  readonly sequence?: Sequence
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
export const allowedPaths = (paths: readonly Path[], choice: PathChoice): Path[] =>
  paths.filter(
    p =>
      (choice.fingerprint === undefined || p.fingerprint.startsWith(choice.fingerprint)) &&
      (choice.sequence === undefined || choice.sequence.matches(p.interfaces)),
  )

/** The best of the allowed paths; of equals the first. `undefined`: none is allowed. */
export function choosePath(paths: readonly Path[], choice: PathChoice, knowledge: PathKnowledge): Path | undefined {
  const allowed = allowedPaths(paths, choice)
  switch (choice.prefer ?? 'fewest-hops') {
    case 'fewest-hops':
      return allowed[0]
    case 'lowest-latency':
      return least(allowed, p => knowledge.roundTripsNs.get(p.fingerprint) ?? Infinity)
    case 'most-disjoint': {
      const used = [...knowledge.inUse]
      return least(allowed, p => sharedInterfaces(p, used))
    }
  }
}

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
