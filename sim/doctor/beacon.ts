/** How far a beacon came, and why no farther. */

import { referenceAlgorithm } from '#control/beacon/algorithms/reference.ts'
import { checkFilter, checkLoop, hopsOf, type Usage } from '#control/beacon/policy.ts'
import type { StoredBeacon } from '#control/beacon/store.ts'
import { type Rejection, rejections } from '#control/events.ts'
import { contains } from '#control/segment/segment.ts'
import { stillHolds } from '#control/trust/judge.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { expUnitS } from '#wire/path.ts'
import { type Cause, type CauseKind, timeText } from './cause.ts'
import { beaconAt, type Evidence, faultOf, type Held, isServed, linkAt, nowSAt } from './evidence.ts'
import { type BeaconWay, keyOf } from './segments.ts'

export interface Stop {
  readonly cause: Cause
  /** how many ASes it has come to, and more for what follows: what came farthest tells most */
  readonly progress: number
}

/** The way is in the store of its last AS, or the reason why not. */
export function beaconStop(e: Evidence, way: BeaconWay): Stop | undefined {
  let reached = way.length - 1
  while (reached > 0 && beaconAt(e, way[reached]!.isdAs, keyOf(way, reached)) === undefined) reached--
  if (reached === way.length - 1) return undefined
  return { cause: withLast(e, way, stopBehind(e, way, reached)), progress: reached }
}

/** What happened between the AS that has it and the next. */
function stopBehind(e: Evidence, way: BeaconWay, at: number): Cause {
  const { isdAs, egress } = way[at]!
  const down = serviceDown(e, isdAs) ?? linkDown(e, isdAs, egress)
  if (down !== undefined) return down
  const sent = at === 0 ? beginning(e, way) : sending(e, way, at)
  return typeof sent === 'number' ? arrival(e, way, at, sent) : sent
}

export const serviceDown = (e: Evidence, isdAs: IsdAs): Cause | undefined =>
  isServed(e, isdAs) ? undefined : { kind: 'serviceDown', at: isdAs, text: `No control service of ${isdAs} is running.` }

export function linkDown(e: Evidence, isdAs: IsdAs, ifId: number): Cause | undefined {
  const fault = faultOf(e, linkAt(e, isdAs, ifId))
  return fault === undefined ? undefined : { kind: 'linkDown', at: isdAs, text: `The ${fault}.` }
}

/** When the first AS last sent it, or why it does not. */
function beginning({ record }: Evidence, way: BeaconWay): number | Cause {
  const at = way[0]!.isdAs
  const begun = record.noted(at, 'originated', keyOf(way, 1))
  const unsigned = record.noted(at, 'unsigned', at)
  if (unsigned !== undefined && unsigned.last.t > (begun?.last.t ?? -1)) return cannotSign(at, unsigned.last.t)
  if (begun === undefined) return { kind: 'notBegun', at, text: `${at} has begun no beacon by interface ${way[0]!.egress} yet.` }
  return begun.last.t
}

const cannotSign = (at: IsdAs, t: number): Cause => ({
  kind: 'unsigned',
  at,
  text: `${at} had no certificate to sign with at ${timeText(t)}.`,
})

/** When an AS that has it last sent it on, or why it does not. */
function sending(e: Evidence, way: BeaconWay, at: number): number | Cause {
  const { isdAs, egress } = way[at]!
  const next = way[at + 1]!.isdAs
  const held = beaconAt(e, isdAs, keyOf(way, at))!
  const { state, stored } = held
  const { filter } = state.policies.propagation!
  const barred = checkFilter(filter, stored.beacon) ?? checkLoop([...hopsOf(stored.beacon), isdAs, next], filter.allowIsdLoop)
  if (barred !== undefined) return refusal(isdAs, barred, `${isdAs} does not pass it on to ${next}`)
  const unsound = unsoundAt(e, isdAs, held)
  if (unsound !== undefined) return unsound
  const sent = stored.sent.get(egress)
  if (sent !== undefined) return sent.atNs
  const lost = e.record.noted(isdAs, 'beaconLost', keyOf(way, at + 1))
  return lost?.last.t ?? passedOver(e, way, at, held)
}

/** In the store, but no more to be signed or believed. */
export function unsoundAt(e: Evidence, isdAs: IsdAs, { state, stored }: Held): Cause | undefined {
  const unsigned = e.record.noted(isdAs, 'unsigned', stored.beacon.key)
  if (unsigned !== undefined && unsigned.last.t > Math.max(-1, ...[...stored.sent.values()].map(s => s.atNs)))
    return cannotSign(isdAs, unsigned.last.t)
  if (stillHolds(state, stored.beacon, nowSAt(e, isdAs))) return undefined
  return { kind: 'refused', at: isdAs, rule: 'signature', text: `What ${isdAs} trusts now no longer confirms its signatures.` }
}

function passedOver(e: Evidence, way: BeaconWay, at: number, held: Held): Cause {
  const { isdAs, egress } = way[at]!
  const next = way[at + 1]!.isdAs
  const rounds = [held.stored, ...held.rivals].flatMap(s => [...s.sent.values()]).map(s => s.atNs)
  const better = held.rivals.filter(s => s.sent.has(egress))
  // Such as have been at the next AS may have been chosen, too.
  const chosen = better.length + held.rivals.filter(s => contains(s.beacon, next)).length
  if (!isPassedOver(e, held, 'propagation', chosen, Math.max(-1, ...rounds)))
    return { kind: 'underWay', at: isdAs, text: `${isdAs} has it and sends it on at its next propagation.` }
  return preferred(held, 'propagation', `to send by interface ${egress}`, better)
}

/** It was there when `chosen` others were chosen, at `ns`. The reference's algorithm leaves none out while there is room in the best set. */
export function isPassedOver({ record }: Evidence, { state, stored }: Held, usage: Usage, chosen: number, ns: number): boolean {
  const isFull = state.settings.algorithm !== referenceAlgorithm || chosen >= state.policies[usage]!.bestSetSize
  return isFull && (record.noted(state.isdAs, 'accepted', stored.beacon.key)?.firstNs ?? Infinity) < ns
}

const maxNamed = 5

/** Of all in the store `better` were chosen instead. */
export function preferred({ state: s, rivals }: Held, usage: Usage, what: string, better: readonly StoredBeacon[]): Cause {
  const { bestSetSize, candidateSetSize } = s.policies[usage]!
  const sizes = `best set size ${bestSetSize}, candidate set size ${candidateSetSize}, algorithm ${s.settings.algorithm.name}`
  const others = better.length === 0 ? 'others, but none' : `${better.length} other${better.length === 1 ? '' : 's'}`
  return {
    kind: 'notSelected',
    at: s.isdAs,
    text: `Of ${rivals.length + 1} beacons in its store ${s.isdAs} chose ${others} ${what} (${sizes}).`,
    beatenBy: better
      .map(b => b.beacon)
      .sort((a, b) => a.length - b.length)
      .slice(0, maxNamed)
      .map(b => b.key),
  }
}

/** It was sent: what the next AS did with it. */
function arrival(e: Evidence, way: BeaconWay, at: number, sentNs: number): Cause {
  const [from, to] = [way[at]!.isdAs, way[at + 1]!.isdAs]
  const key = keyOf(way, at + 1)
  const down = serviceDown(e, to)
  if (down !== undefined) return down
  const [accepted, rejected, lost] = [
    e.record.noted(to, 'accepted', key)?.last,
    e.record.noted(to, 'rejected', key)?.last,
    e.record.noted(from, 'beaconLost', key)?.last,
  ]
  const acceptedNs = accepted?.t ?? -1
  if (rejected?.rejection !== undefined && rejected.t > acceptedNs)
    return refusal(to, rejected.rejection, `${to} refused it at ${timeText(rejected.t)} when ${from} sent it`)
  if (lost !== undefined && lost.t > acceptedNs)
    return { kind: 'lost', at: from, text: `${from} sent it last at ${timeText(sentNs)}, and ${to} did not answer.` }
  if (accepted !== undefined) return departed(e, to, way, at + 1, accepted.t)
  if (e.network.loop.now - sentNs < patienceNs)
    return { kind: 'underWay', at: from, text: `${from} sent it at ${timeText(sentNs)}; ${to} has not taken it yet.` }
  const text = `Not in the store of ${to}; ${from} sent it at ${timeText(sentNs)}; no record of its arrival.`
  return { kind: 'unknown', at: to, text }
}

/** A beacon is sent several times until it is given up. */
const patienceNs = 10 * nsPerS

function departed(e: Evidence, at: IsdAs, way: BeaconWay, count: number, acceptedNs: number): Cause {
  const when = timeText(acceptedNs)
  if (e.network.loop.now > acceptedNs + longestLifeNs(e, way, count))
    return { kind: 'expired', at, text: `The last one came to ${at} at ${when} and has expired.` }
  return {
    kind: 'gone',
    at,
    text: `It came to ${at} at ${when} and is not in its store now: room was made for others, or the store was lost.`,
  }
}

/** No beacon lives longer after it came, by the settings of the ASes it has been to. */
function longestLifeNs({ network }: Evidence, way: BeaconWay, count: number): number {
  const ases = new Set(way.slice(0, count).map(h => h.isdAs))
  const expTimes = network.services.filter(s => ases.has(s.as.isdAs)).map(s => s.service.state.extender.expTime)
  return (Math.min(...expTimes) + 1) * expUnitS * nsPerS
}

const kindOfRejection: Partial<Record<Rejection, CauseKind>> = {
  tooLong: 'policy',
  isdLoop: 'policy',
  loop: 'policy',
  asBlocked: 'policy',
  isdBlocked: 'policy',
  full: 'storeFull',
  linkType: 'linkType',
}

export const refusal = (at: IsdAs, rule: Rejection, what: string): Cause => ({
  kind: kindOfRejection[rule] ?? 'refused',
  at,
  rule,
  text: `${what}: ${rule}, ${rejections[rule]}.`,
})

/** Where beacons came to the end until they stopped, when that was. */
function withLast(e: Evidence, way: BeaconWay, cause: Cause): Cause {
  const end = way.at(-1)!.isdAs
  const last = e.record.noted(end, 'accepted', keyOf(way, way.length - 1))?.last.t
  if (last === undefined || cause.kind === 'expired' || cause.kind === 'gone') return cause
  return { ...cause, text: `${cause.text} The last one came to ${end} at ${timeText(last)}.` }
}
