/** The paths a host knows: asked of the control service, kept until they age, without those over interfaces known to be down. */
import type { Path, PathInterface } from '#control/path/path.ts'
import { type Clock, nsPerS, type Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { isUsable, type Revocations, revoke } from './revocation.ts'

/** The paths, best first, none when there is no way; or why they are not known. */
export type PathsFound = { readonly paths: readonly Path[] } | { readonly reason: string }
export type Then = (found: PathsFound, now: number, out: Outbox) => void
/** Asks the control service; `then` is called exactly once. */
export type Ask = (destination: IsdAs, now: number, out: Outbox, then: Then) => void

export interface PathStore {
  /** Calls `then` once, at once when the paths are known and `refresh` is false. */
  find(destination: IsdAs, refresh: boolean, now: number, out: Outbox, then: Then): void
  /** Takes paths over this interface out for 10 s. */
  revoke(down: PathInterface, now: number): void
  /** measured round trips by fingerprint, nanoseconds */
  readonly roundTripsNs: ReadonlyMap<string, number>
  measured(path: Path, roundTripNs: number): void
  /** paths of running operations, one entry each */
  readonly inUse: Set<{ readonly path: Path }>
}

/** Asked again after this time (reference: query_interval), or a minute before the first path dies, but not more often than every 10 s. */
const maxAgeNs = 300 * nsPerS
const beforeExpiryS = 60
const minAgeNs = 10 * nsPerS
const maxDestinations = 1000
const maxMeasured = 10_000

interface Known {
  readonly paths: readonly Path[]
  readonly refreshAt: number
}

export function createPathStore(clock: Clock, ask: Ask): PathStore {
  const known = new Map<IsdAs, Known>()
  const waiting = new Map<IsdAs, Then[]>()
  const revocations: Revocations = new Map()
  const roundTripsNs = new Map<string, number>()

  const nowS = (now: number): number => clock.epochS + now / nsPerS
  const alive = (paths: readonly Path[], now: number): Path[] => paths.filter(p => p.expiryS > nowS(now))
  // With every path revoked the word of a router about one of them is no better than trying.
  const preferred = (paths: readonly Path[], now: number): readonly Path[] => {
    const usable = paths.filter(p => isUsable(revocations, p, now))
    return usable.length > 0 ? usable : paths
  }

  function remember(destination: IsdAs, paths: readonly Path[], now: number): void {
    const firstExpiryNs = (Math.min(...paths.map(p => p.expiryS)) - beforeExpiryS - clock.epochS) * nsPerS
    const refreshAt = Math.max(now + minAgeNs, Math.min(now + maxAgeNs, firstExpiryNs))
    bounded(known, maxDestinations).set(destination, { paths, refreshAt })
  }

  function request(destination: IsdAs, now: number, out: Outbox, then?: Then): void {
    const others = waiting.get(destination)
    if (others !== undefined) {
      if (then !== undefined) others.push(then)
      return
    }
    waiting.set(destination, then === undefined ? [] : [then])
    ask(destination, now, out, (found, at, outNow) => {
      const callers = waiting.get(destination) ?? []
      waiting.delete(destination)
      const usable = 'paths' in found ? settle(destination, alive(found.paths, at), at) : found
      for (const caller of callers) caller(usable, at, outNow)
    })
  }

  // No way now may be a way soon, once beacons have come: that is not remembered.
  function settle(destination: IsdAs, paths: readonly Path[], now: number): PathsFound {
    if (paths.length > 0) remember(destination, paths, now)
    return { paths: preferred(paths, now) }
  }

  return {
    roundTripsNs,
    inUse: new Set(),
    measured: (path, roundTripNs) => bounded(roundTripsNs, maxMeasured).set(path.fingerprint, roundTripNs),
    revoke: (down, now) => revoke(revocations, down, now),
    find(destination, refresh, now, out, then) {
      const entry = known.get(destination)
      const paths = refresh || entry === undefined ? [] : alive(entry.paths, now)
      if (paths.length === 0) return request(destination, now, out, then)
      if (now >= entry!.refreshAt) request(destination, now, out)
      then({ paths: preferred(paths, now) }, now, out)
    },
  }
}

/** The map, with room for one more entry: the oldest goes. */
function bounded<K, V>(map: Map<K, V>, size: number): Map<K, V> {
  if (map.size >= size) map.delete(map.keys().next().value!)
  return map
}
