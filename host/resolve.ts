/** From a destination to the path to take: ask, filter, probe where the choice needs it, choose.   private/app/path/path.go Choose */
import type { Path } from '#control/path/path.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { allowedOf, bestPath, isSameWay, type PathChoice } from './choice.ts'
import type { Host } from './host.ts'
import { type KnownPaths, leastLifeS, type Then } from './path-store.ts'
import { probePaths } from './probe.ts'

export interface PathOptions extends PathChoice {
  /** only paths that answer a probe */
  readonly healthyOnly?: boolean
  /** ask the control service even if paths are known */
  readonly refresh?: boolean
  /** hidden paths too, where this AS may read them */
  readonly hidden?: boolean
}

export type Resolved = { readonly path: Path } | { readonly reason: string }

const probeTimeoutNs = 2 * nsPerS

/** Calls `then` once, with a path or why there is none. */
export function resolvePath(
  host: Host,
  destination: IsdAs,
  options: PathOptions,
  now: number,
  out: Outbox,
  then: (resolved: Resolved, now: number, out: Outbox) => void,
): void {
  const choose = (paths: readonly Path[]): Resolved => {
    const path = bestPath(paths, options.prefer, knowledgeOf(host))
    return path === undefined ? { reason: 'no healthy paths available' } : { path }
  }
  const { refresh = false, hidden = false } = options
  const chooseAmong: Then = (found, at, outThen) => {
    if ('reason' in found) return then({ reason: `fetching paths: ${found.reason}` }, at, outThen)
    const paths = allowedOf(found, options)
    if (paths.length === 0) return then({ reason: whyNone(found, options) }, at, outThen)
    if (!needsProbe(paths, options)) return then(choose(paths), at, outThen)
    probePaths(host, paths, { timeoutNs: probeTimeoutNs, epic: options.epic === true }, at, outThen, (statuses, probedAt, outProbed) => {
      const alive = paths.filter((_, i) => statuses[i]!.status === 'alive')
      then(choose(options.healthyOnly || alive.length > 0 ? alive : paths), probedAt, outProbed)
    })
  }
  host.paths.find(destination, refresh, now, out, chooseAmong, hidden)
}

const whyNone = (found: KnownPaths, options: PathOptions): string =>
  allowedOf(found, { ...options, epic: false }).length > 0 ? 'no EPIC paths available' : 'fetching paths: no path available'

const needsProbe = (paths: readonly Path[], options: PathOptions): boolean =>
  paths[0]!.interfaces.length > 0 && (options.healthyOnly === true || (options.prefer === 'lowest-latency' && paths.length > 1))

const knowledgeOf = (host: Host) => ({ roundTripsNs: host.paths.roundTripsNs, inUse: [...host.paths.inUse].map(use => use.path) })

/** The path an operation uses, held while it runs. */
export interface PathUse {
  path: Path
}

/**
 * The path for the next packet: the same way with fresh hop fields, or, where the operation may change its way, the best one now. Calls `then`
 * once: at once, unless the path has expired and the control service must be asked. An operation that ended meanwhile is left alone.
 */
export function renewPath(
  host: Host,
  use: PathUse,
  options: PathOptions,
  mayChange: boolean,
  now: number,
  out: Outbox,
  then: (now: number, out: Outbox) => void,
): void {
  let gone = false
  const go = (at: number, outGo: Outbox): void => {
    if (gone || !host.paths.inUse.has(use)) return
    gone = true
    then(at, outGo)
  }
  const refresh: Then = (found, at, outFound) => {
    if ('paths' in found) adopt(host, use, found, options, mayChange)
    go(at, outFound)
  }
  host.paths.find(use.path.dst, false, now, out, refresh, options.hidden ?? false)
  if (use.path.expiryS > host.clock.epochS + now / nsPerS + leastLifeS) go(now, out)
}

function adopt(host: Host, use: PathUse, known: KnownPaths, options: PathOptions, mayChange: boolean): void {
  // Taken out first: what the operation itself uses must not drive it away from where it is.
  if (!host.paths.inUse.delete(use)) return
  const next = mayChange
    ? bestPath(allowedOf(known, options), options.prefer, knowledgeOf(host))
    : known.alive.find(p => isSameWay(p, use.path))
  use.path = next ?? use.path
  host.paths.inUse.add(use)
}
