/** What can be seen in a network now: who is up, what is in the stores, what was noted. Only looks, changes nothing. */
import type { StoredBeacon } from '#control/beacon/store.ts'
import type { SegmentKind } from '#control/path/graph.ts'
import { type Segment, segmentExpiryS } from '#control/segment/segment.ts'
import type { ServiceState } from '#control/state.ts'
import type { Link } from '#topology/model.ts'
import { unixSeconds } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Network, RouterNode } from '../network.ts'
import type { ControlRecord } from './record.ts'

export interface Evidence {
  readonly network: Network
  readonly record: ControlRecord
}

/** Of the services that run. */
export const statesOf = ({ network }: Evidence, isdAs: IsdAs): ServiceState[] =>
  network.services.filter(s => s.as.isdAs === isdAs && s.node.alive).map(s => s.service.state)

export const isServed = (e: Evidence, isdAs: IsdAs): boolean => statesOf(e, isdAs).length > 0

export const nowSAt = ({ network }: Evidence, isdAs: IsdAs): number => unixSeconds(network.clockOf(isdAs), network.loop.now)

/** A beacon in a store, and those it is chosen among. */
export interface Held {
  readonly state: ServiceState
  readonly stored: StoredBeacon
  readonly rivals: readonly StoredBeacon[]
}

/** The beacon with this key, if it is alive. */
export function beaconAt(e: Evidence, isdAs: IsdAs, key: string): Held | undefined {
  const nowS = nowSAt(e, isdAs)
  for (const state of statesOf(e, isdAs))
    for (const group of state.beacons.groups.values()) {
      const stored = group.stored.get(key)
      if (stored !== undefined && stored.expiryS >= nowS)
        return { state, stored, rivals: [...group.stored.values()].filter(s => s !== stored) }
    }
  return undefined
}

const storeOf = { up: 'ups', core: 'cores', down: 'downs' } as const

/** The segment with this key, if it is alive. */
export function segmentAt(e: Evidence, isdAs: IsdAs, kind: SegmentKind, key: string): Segment | undefined {
  const nowS = nowSAt(e, isdAs)
  for (const state of statesOf(e, isdAs))
    for (const segments of state[storeOf[kind]].byEnd.values()) {
      const segment = segments.get(key)
      if (segment !== undefined && segmentExpiryS(segment) >= nowS) return segment
    }
  return undefined
}

export const linkAt = ({ network }: Evidence, isdAs: IsdAs, ifId: number): Link =>
  network.topology.links.find(({ a, b }) => [a, b].some(end => end.isdAs === isdAs && end.ifId === ifId))!

/** Why nothing passes the link, as a clause; nothing when it is up. */
export function faultOf({ network }: Evidence, link: Link): string | undefined {
  const { a, b, index } = link
  const dead = [a, b].map(end => network.routerOf(end)).find((r: RouterNode) => !r.node.alive)
  if (dead !== undefined) return `router ${dead.router.state.id} at an end of link ${linkText(link)} is down`
  return network.directions[index]!.every(d => d.up) ? undefined : `link ${linkText(link)} is down`
}

const linkText = ({ a, b }: Link): string => `${a.isdAs}#${a.ifId} - ${b.isdAs}#${b.ifId}`
