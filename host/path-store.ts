/** The paths a host knows: asked of the control service, kept until they age, without those over interfaces known to be down. */
import type { Path, PathInterface } from '#control/path/path.ts'
import { type Clock, nsPerS, type Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { isUsable, type Revocations, revoke } from './revocation.ts'

/** Best first, none when there is no way. */
export interface KnownPaths {
  /** without those over interfaces known to be down, unless all are */
  readonly paths: readonly Path[]
  /** all that have not expired */
  readonly alive: readonly Path[]
}
/** The paths, or why they are not known. */
export type PathsFound = KnownPaths | { readonly reason: string }
export type Then = (found: PathsFound, now: number, out: Outbox) => void

export type Answer = { readonly paths: readonly Path[] } | { readonly reason: string }
/** Asks who knows; `then` is called exactly once. */
export type Ask = (
  destination: IsdAs,
  now: number,
  out: Outbox,
  then: (answer: Answer, now: number, out: Outbox) => void,
  how: { readonly hidden: boolean; readonly refresh: boolean },
) => void

export interface PathStore {
  /** Calls `then` once, at once when the paths are known and `refresh` is false. `hidden`: hidden paths too, for which more ASes are asked. */
  find(destination: IsdAs, refresh: boolean, now: number, out: Outbox, then: Then, hidden?: boolean): void
  /** Takes paths over this interface out for 10 s. */
  revoke(down: PathInterface, now: number): void
  /** measured round trips by fingerprint, nanoseconds */
  readonly roundTripsNs: ReadonlyMap<string, number>
  measured(path: Path, roundTripNs: number): void
  /** paths of running operations, one entry each */
  readonly inUse: Set<{ readonly path: Path }>
}

/** Asked again after this time (reference: query_interval), or a minute before the first path dies, but not more often than every 10 s. */
export const defaultQueryIntervalNs = 300 * nsPerS
const beforeExpiryS = 60
const minAgeNs = 10 * nsPerS
/** A packet that leaves later in its path's life may meet the end of it on the way: callers wait for fresh paths. */
export const leastLifeS = 2
const maxDestinations = 1000
const maxMeasured = 10_000

interface Known {
  readonly paths: readonly Path[]
  refreshAt: number
}

export function createPathStore(clock: Clock, ask: Ask, maxAgeNs: number = defaultQueryIntervalNs): PathStore {
  const known = new Map<string, Known>()
  const waiting = new Map<string, Then[]>()
  const revocations: Revocations = new Map()
  const roundTripsNs = new Map<string, number>()

  const alive = (paths: readonly Path[], now: number, lifeS = 0): Path[] =>
    paths.filter(p => p.expiryS > clock.epochS + now / nsPerS + lifeS)

  function remember(name: string, paths: readonly Path[], now: number): void {
    const firstExpiryNs = (Math.min(...paths.map(p => p.expiryS)) - beforeExpiryS - clock.epochS) * nsPerS
    const refreshAt = Math.max(now + minAgeNs, Math.min(now + maxAgeNs, firstExpiryNs))
    bounded(known, maxDestinations).set(name, { paths, refreshAt })
  }

  function request(destination: IsdAs, how: Parameters<Ask>[4], now: number, out: Outbox, then?: Then): void {
    const name = nameOf(destination, how.hidden)
    const others = waiting.get(name)
    if (others !== undefined) {
      if (then !== undefined) others.push(then)
      return
    }
    waiting.set(name, then === undefined ? [] : [then])
    const done: Parameters<Ask>[3] = (answer, at, outNow) => {
      const callers = waiting.get(name) ?? []
      waiting.delete(name)
      const found = settle(name, answer, at)
      for (const caller of callers) caller(found, at, outNow)
    }
    ask(destination, now, out, done, how)
  }

  // No way now may be a way soon, once beacons have come: that is not remembered. And what is known still serves until it dies.
  function settle(name: string, answer: Answer, now: number): PathsFound {
    const fresh = 'paths' in answer ? alive(answer.paths, now) : []
    if (fresh.length > 0) {
      remember(name, fresh, now)
      return knownPaths(revocations, fresh, now)
    }
    const before = known.get(name)
    if (before !== undefined) before.refreshAt = now + minAgeNs
    const left = alive(before?.paths ?? [], now)
    return 'reason' in answer && left.length === 0 ? answer : knownPaths(revocations, left, now)
  }

  return {
    roundTripsNs,
    inUse: new Set(),
    measured: (path, roundTripNs) => bounded(roundTripsNs, maxMeasured).set(path.fingerprint, roundTripNs),
    revoke: (down, now) => revoke(revocations, down, now),
    find(destination, refresh, now, out, then, hidden = false) {
      const entry = known.get(nameOf(destination, hidden))
      const lasting = refresh || entry === undefined ? [] : alive(entry.paths, now, leastLifeS)
      if (lasting.length === 0) return request(destination, { hidden, refresh }, now, out, then)
      if (now >= entry!.refreshAt) request(destination, { hidden, refresh }, now, out)
      then(knownPaths(revocations, lasting, now), now, out)
    },
  }
}

const nameOf = (destination: IsdAs, hidden: boolean): string => (hidden ? `${destination} hidden` : destination)

// With every path revoked the word of a router about one of them is no better than trying.
function knownPaths(revocations: Revocations, alive: readonly Path[], now: number): KnownPaths {
  const usable = alive.filter(p => isUsable(revocations, p, now))
  return { alive, paths: usable.length > 0 ? usable : alive }
}

/** The map, with room for one more entry: the oldest goes. */
function bounded<K, V>(map: Map<K, V>, size: number): Map<K, V> {
  if (map.size >= size) map.delete(map.keys().next().value!)
  return map
}
