/** Whether a beacon that came to its end is a segment where it is looked for, and why not. */
import { checkFilter } from '#control/beacon/policy.ts'
import type { SegmentKind } from '#control/path/graph.ts'
import { beaconStop, isPassedOver, linkDown, preferred, refusal, type Stop, serviceDown, unsoundAt } from './beacon.ts'
import { type Cause, timeText } from './cause.ts'
import { beaconAt, type Evidence, type Held, segmentAt } from './evidence.ts'
import { type BeaconWay, keyOf, type Need } from './segments.ts'

/** The AS whose store a segment is looked for in: the last, but for down segments the first. */
export const keeperOf = (kind: SegmentKind, way: BeaconWay) => (kind === 'down' ? way[0]! : way.at(-1)!).isdAs

/** Which of the beacons became segments; when none did, why not: of the one that came farthest. */
export function registeredOf(e: Evidence, { kind, ways, top }: Need): readonly BeaconWay[] | Cause {
  const there = ways.filter(way => segmentAt(e, keeperOf(kind, way), kind, keyOf(way)) !== undefined)
  if (there.length > 0) return there
  const stops = ways.map(way => beaconStop(e, way) ?? { cause: registrationStop(e, way, kind), progress: way.length })
  if (stops.length === 0) return { kind: 'noBeacon', at: top, text: `${top} has no way up to a core AS, so no beacon can come to it.` }
  return stops.reduce(farther).cause
}

const farther = (a: Stop, b: Stop): Stop => (b.progress > a.progress ? b : a)

function registrationStop(e: Evidence, way: BeaconWay, kind: SegmentKind): Cause {
  const at = way.at(-1)!.isdAs
  const held = beaconAt(e, at, keyOf(way, way.length - 1))!
  const { filter } = held.state.policies[kind]!
  const barred = checkFilter(filter, held.stored.beacon)
  if (barred !== undefined) return refusal(at, barred, `${at} makes no ${kind} segment of it`)
  if (e.record.noted(at, 'ignored', keyOf(way)) !== undefined)
    return { kind: 'registrationPolicy', at, text: `The registration policies of ${at} have it ignored.` }
  const unsound = unsoundAt(e, at, held)
  if (unsound !== undefined) return unsound
  if (!held.stored.registeredAt.has(kind)) return passedOver(e, kind, held)
  if (kind === 'down' && held.state.hidden.policies.get(held.stored.ingress)?.public === false)
    return { kind: 'registrationPolicy', at, text: `${at} registers it for the readers of hidden-path groups only.` }
  return kind === 'down' ? remoteStop(e, way) : localStop(e, way, kind)
}

function passedOver(e: Evidence, kind: SegmentKind, held: Held): Cause {
  const at = held.state.isdAs
  const better = held.rivals.filter(s => s.registeredAt.has(kind))
  const rounds = better.map(s => s.registeredAt.get(kind)!)
  if (!isPassedOver(e, held, kind, better.length, Math.max(-1, ...rounds)))
    return { kind: 'underWay', at, text: `${at} has it and registers it at its next registration.` }
  return preferred(held, kind, `to become ${kind} segments`, better)
}

function localStop(e: Evidence, way: BeaconWay, kind: SegmentKind): Cause {
  const at = way.at(-1)!.isdAs
  if (e.record.noted(at, 'rejected', keyOf(way))?.last.rejection === 'full')
    return { kind: 'storeFull', at, rule: 'full', text: `The store of ${at} for ${kind} segments is full of others.` }
  if (e.record.noted(at, 'registered', keyOf(way)) !== undefined)
    return { kind: 'registrationPolicy', at, text: `The registration policies of ${at} have it registered at the core AS only.` }
  return { kind: 'gone', at, text: `${at} made a ${kind} segment of it, which is not in its store now.` }
}

/** The end that registers down segments asks the core AS that began them. */
function remoteStop(e: Evidence, way: BeaconWay): Cause {
  const [core, at] = [way[0]!.isdAs, way.at(-1)!.isdAs]
  const key = keyOf(way)
  if (segmentAt(e, at, 'down', key) !== undefined)
    return { kind: 'registrationPolicy', at, text: `The registration policies of ${at} keep it there.` }
  const down = serviceDown(e, core) ?? way.slice(0, -1).reduce<Cause | undefined>((c, h) => c ?? linkDown(e, h.isdAs, h.egress), undefined)
  if (down !== undefined) return { ...down, text: `${at} cannot register it at ${core}. ${down.text}` }
  const [stored, rejected] = [e.record.noted(core, 'stored', key)?.last, e.record.noted(core, 'rejected', key)?.last]
  if (rejected?.rejection !== undefined && rejected.t > (stored?.t ?? -1))
    return refusal(core, rejected.rejection, `${core} refused its registration at ${timeText(rejected.t)}`)
  const lost = e.record.noted(at, 'registrationLost', key)?.last
  if (lost !== undefined && lost.t > (stored?.t ?? -1))
    return { kind: 'registrationLost', at, text: `${core} did not answer the registration that ${at} gave up at ${timeText(lost.t)}.` }
  if (stored !== undefined)
    return {
      kind: 'gone',
      at: core,
      text: `${core} stored it at ${timeText(stored.t)}, and has it no more: its store was lost, or it expired.`,
    }
  return { kind: 'underWay', at, text: `${at} has sent its registration; no record yet that it came to ${core}.` }
}
