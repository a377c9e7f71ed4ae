/** The segments are registered: why the host does not hear of them, or can make no path of them. */

import { anyCoreOf } from '#control/lookup/lookup.ts'
import { combine } from '#control/path/combine.ts'
import { interfacesText } from '#control/path/path.ts'
import type { Segment } from '#control/segment/segment.ts'
import { findAs } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { linkDown, refusal, serviceDown } from './beacon.ts'
import { type Cause, timeText } from './cause.ts'
import { type Evidence, segmentAt } from './evidence.ts'
import { keeperOf } from './registration.ts'
import { type BeaconWay, keyOf, type Need } from './segments.ts'
import { interfacesOn, type Way } from './ways.ts'

/** A need of which there are segments. */
export interface Met {
  readonly need: Need
  readonly there: readonly BeaconWay[]
}

/** The host's question. */
export interface Asking {
  /** nanoseconds since the run's start */
  readonly sinceNs: number
  /** what it was told instead of paths */
  readonly reason?: string
}

export function lookupStop(e: Evidence, way: Way, met: readonly Met[], asking: Asking): Cause {
  const src = way[0]!.from.isdAs
  const down = serviceDown(e, src)
  if (down !== undefined) return down
  const unheard = met.map(m => unheardOf(e, way, m, asking)).find(cause => cause !== undefined)
  if (unheard !== undefined || asking.reason === undefined) return unheard ?? notMade(e, way, met)
  return { kind: 'noAnswer', at: src, text: `The host got no answer from the control service of ${src}: ${asking.reason}.` }
}

/** Why no segment of the need was given to the AS that asks; nothing when one was. */
function unheardOf(e: Evidence, way: Way, { need, there }: Met, asking: Asking): Cause | undefined {
  if (need.kind === 'up') return undefined
  const stops = there.map(segment => queryStop(e, way, need, segment, asking))
  return stops.includes(undefined) ? undefined : stops[0]
}

function queryStop(e: Evidence, way: Way, { kind }: Need, segment: BeaconWay, asking: Asking): Cause | undefined {
  const [src, dst] = [way[0]!.from.isdAs, way.at(-1)!.to.isdAs]
  const core = keeperOf(kind, segment)
  if (core === src) return undefined
  const wanted = kind === 'down' || isCore(e, dst) ? dst : anyCoreOf(dst)
  const query = `${core} ${wanted}`
  const [asked, vain] = [e.record.noted(src, 'asked', query)?.last, e.record.noted(src, 'askedInVain', query)?.last]
  // Where the control service says nothing, only what it did with this question counts.
  if (asking.reason !== undefined && !(asked !== undefined && asked.t >= asking.sinceNs)) return undefined
  if (asked === undefined)
    return {
      kind: 'notAsked',
      at: src,
      text: `${src} did not ask ${core} for segments to ${wanted}: none of its own segments leads there, or it asked enough others.`,
    }
  const isOpen = asking.reason !== undefined && (e.record.noted(core, 'answered', wanted)?.last.t ?? -1) < asked.t
  if (isOpen || (vain !== undefined && vain.t >= asked.t)) return notAnswered(e, way, src, core, asked.t)
  const rejected = e.record.noted(src, 'rejected', keyOf(segment))?.last
  if (rejected?.rejection !== undefined && rejected.t > asked.t)
    return refusal(src, rejected.rejection, `${src} refused the segment that ${core} answered with at ${timeText(rejected.t)}`)
  const since = e.record.noted(core, kind === 'down' ? 'stored' : 'ended', keyOf(segment))?.firstNs ?? 0
  if (asked.t >= since) return undefined
  const text = `${src} uses what ${core} answered at ${timeText(asked.t)}; the segment has been there since ${timeText(since)}.`
  return { kind: 'cached', at: src, text }
}

function notAnswered(e: Evidence, way: Way, src: IsdAs, core: IsdAs, t: number): Cause {
  const text = `${core} did not answer the question of ${src} of ${timeText(t)}.`
  const reason = serviceDown(e, core) ?? deadLink(e, way)
  return reason === undefined ? { kind: 'notAnswered', at: core, text } : { ...reason, text: `${text} ${reason.text}` }
}

/** The first link of the way that is down. */
export function deadLink(e: Evidence, way: Way): Cause | undefined {
  for (const { from } of way) {
    const down = linkDown(e, from.isdAs, from.ifId)
    if (down !== undefined) return down
  }
  return undefined
}

const isCore = ({ network }: Evidence, isdAs: IsdAs): boolean => findAs(network.topology, isdAs)!.core

/** Segments at hand: do they make this path? */
function notMade(e: Evidence, way: Way, met: readonly Met[]): Cause {
  const [src, dst] = [way[0]!.from.isdAs, way.at(-1)!.to.isdAs]
  const segmentsFor = (kind: Need['kind']): Segment[] =>
    met
      .filter(m => m.need.kind === kind)
      .flatMap(m => m.there.flatMap(segment => segmentAt(e, keeperOf(kind, segment), kind, keyOf(segment)) ?? []))
  const segments = { ups: segmentsFor('up'), cores: segmentsFor('core'), downs: segmentsFor('down') }
  const text = interfacesText(interfacesOn(way))
  if (combine(src, dst, segments).some(path => interfacesText(path.interfaces) === text))
    return {
      kind: 'notInAnswer',
      at: src,
      text: `All its segments are there now and make the path; the answer to the host left some out as too much, or was given before.`,
    }
  return {
    kind: 'notCombinable',
    at: src,
    text: 'All its segments are there, but they do not make this path: too long, or a peering link that is not announced.',
  }
}
