/** Of every way the links allow from a host to an AS: does the host have it as a path, and if not, what is the first cause? */
import { interfacesText, type Path } from '#control/path/path.ts'
import type { PathChoice } from '#host/choice.ts'
import type { PathsFound } from '#host/path-store.ts'
import { findAs } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { HostNode, Network } from '../network.ts'
import type { Cause } from './cause.ts'
import { choiceStop } from './choice.ts'
import { type Evidence, faultOf, linkAt } from './evidence.ts'
import { type Asking, deadLink, lookupStop, type Met } from './lookup.ts'
import type { ControlRecord } from './record.ts'
import { registeredOf } from './registration.ts'
import { needsOf } from './segments.ts'
import { breachOf, findForbidden, findWays, interfacesOn, type Way } from './ways.ts'

/** `dead`: the host has it, but it leads over what is down. `forbidden`: by the types of its links. */
export type WayState = 'usable' | 'dead' | 'missing' | 'forbidden'

export interface WayReport {
  readonly way: Way
  readonly state: WayState
  /** of all but the usable */
  readonly cause?: Cause
}

export interface Diagnosis {
  readonly src: IsdAs
  readonly dst: IsdAs
  /** nanoseconds since the run's start */
  readonly nowNs: number
  /** the shortest first; those that link types forbid last */
  readonly ways: readonly WayReport[]
  /** the links allow no other ways */
  readonly complete: boolean
  /** paths the host may use and whose links are up, also along ways that were not looked at */
  readonly paths: number
}

export interface DiagnosisOptions {
  /** what the host wants of paths */
  readonly choice?: PathChoice
  /** how many of the ways that link types allow are looked at */
  readonly maxWays?: number
  /** hidden paths too, where the host's AS may read them */
  readonly hidden?: boolean
}

export const defaultMaxWays = 50
const maxForbidden = 5
/** Longer than a host waits for an answer. */
const patienceNs = 30 * nsPerS

/** Asks for paths on the host, which takes virtual time, and looks into all ASes. `record`: of the whole run. `UserError`: no such AS. */
export function diagnose(network: Network, record: ControlRecord, host: HostNode, dst: IsdAs, options: DiagnosisOptions = {}): Diagnosis {
  const evidence = { network, record }
  const { choice = {}, maxWays = defaultMaxWays } = options
  const src = host.as.isdAs
  if (findAs(network.topology, dst) === undefined) throw new UserError(`the network has no AS ${dst}`)
  const sinceNs = network.loop.now
  const found = ask(network, host, dst, options.hidden ?? false)
  const { topology } = network
  const { ways, complete } = src === dst ? { ways: [], complete: true } : findWays(topology, src, dst, maxWays)
  const forbidden = src === dst ? [] : findForbidden(topology, src, dst, ways[0]?.length ?? Infinity, maxForbidden)
  const asking = { sinceNs, ...('reason' in found && { reason: found.reason }) }
  const reports = [...ways.map(way => report(evidence, way, found, choice, asking)), ...forbidden.map(way => forbiddenReport(network, way))]
  return { src, dst, nowNs: network.loop.now, ways: reports, complete, paths: countUsable(evidence, found, choice) }
}

function ask(network: Network, host: HostNode, dst: IsdAs, hidden: boolean): PathsFound {
  let found: PathsFound | undefined
  network.onHost(host, (h, now, out) => h.paths.find(dst, true, now, out, answer => (found = answer), hidden))
  network.runUntil(() => found !== undefined, network.loop.now + patienceNs)
  return found ?? { reason: 'no answer' }
}

function countUsable(e: Evidence, found: PathsFound, choice: PathChoice): number {
  if ('reason' in found) return 0
  const isUp = (path: Path): boolean => path.interfaces.every(i => faultOf(e, linkAt(e, i.isdAs, i.ifId)) === undefined)
  return found.paths.filter(path => choiceStop(path, found, choice) === undefined && isUp(path)).length
}

function report(e: Evidence, way: Way, found: PathsFound, choice: PathChoice, asking: Asking): WayReport {
  const path = pathAlong(way, found)
  if (path === undefined || 'reason' in found) return { way, state: 'missing', cause: missingCause(e, way, asking) }
  const unwanted = choiceStop(path, found, choice)
  const dead = deadLink(e, way)
  // What a router told the host of, can be named.
  if (unwanted !== undefined && (unwanted.kind !== 'revoked' || dead === undefined)) return { way, state: 'missing', cause: unwanted }
  if (dead !== undefined) return { way, state: 'dead', cause: { ...dead, text: `${dead.text} The segments over it have not expired.` } }
  return { way, state: 'usable' }
}

function pathAlong(way: Way, found: PathsFound): Path | undefined {
  const text = interfacesText(interfacesOn(way))
  return 'alive' in found ? found.alive.find(path => interfacesText(path.interfaces) === text) : undefined
}

function missingCause(e: Evidence, way: Way, asking: Asking): Cause {
  const met: Met[] = []
  for (const need of needsOf(e.network.topology, way)) {
    const there = registeredOf(e, need)
    if ('kind' in there) return there
    met.push({ need, there })
  }
  return lookupStop(e, way, met, asking)
}

function forbiddenReport({ topology }: Network, way: Way): WayReport {
  const { at, text } = breachOf(topology, way)!
  return { way, state: 'forbidden', cause: { kind: 'linkType', at, text: `A valley: ${text}.` } }
}
