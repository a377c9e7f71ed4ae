/**
 * Beacons received, and those that are candidates for a usage. Bounded: a neighbour that sends without end only replaces its own.
 * control/beacon/store.go
 *
 * A core AS chooses among the beacons of each origin, any other AS among all: that is what a group is.
 */
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { firstIsdAs, type Segment, segmentExpiryS } from '../segment/segment.ts'
import type { Candidate, Sent } from './algorithm.ts'
import { type BeaconPolicy, type Policies, type SegmentType, type Usage, usageBits, usageOf } from './policy.ts'

export interface StoredBeacon extends Candidate {
  /** the newest with this way */
  beacon: Segment
  expiryS: number
  /** what it may be used for, as bits */
  readonly usage: number
  readonly sent: Map<number, Sent>
  /** when it last became a segment of this type, nanoseconds */
  readonly registeredAt: Map<SegmentType, number>
}

interface Group {
  readonly stored: Map<string, StoredBeacon>
  /** shortest first, by policy; emptied when they are to be gathered again */
  readonly candidates: Map<BeaconPolicy, readonly StoredBeacon[]>
  /** none expires before, unix seconds */
  expiryS: number
}

export interface BeaconStore {
  readonly perOrigin: boolean
  readonly policies: Policies
  /** beacons in a group */
  readonly limit: number
  readonly groups: Map<IsdAs | 'all', Group>
}

export function createBeaconStore(perOrigin: boolean, policies: Policies): BeaconStore {
  // More than any selection looks at, so that expiry does not leave it empty.
  const limit = 2 * Math.max(...Object.values(policies).map(p => p.candidateSetSize))
  return { perOrigin, policies, limit, groups: new Map() }
}

/** A beacon that no policy wants is refused; a way is replaced by the newer timestamp only. In a full group whoever has most gives way, longest first. */
export function insertBeacon(store: BeaconStore, beacon: Segment, ingress: number): 'inserted' | 'updated' | Rejection {
  const usage = usageOf(store.policies, beacon)
  if (typeof usage === 'string') return usage
  const wrong = checkRoom(store, beacon, ingress)
  if (wrong !== undefined) return wrong
  const group = groupOf(store, beacon)
  const known = group.stored.get(beacon.key)
  if (known !== undefined) {
    // Its way is the same, so it is a candidate of the same worth.
    known.beacon = beacon
    known.expiryS = segmentExpiryS(beacon)
    group.expiryS = Math.min(group.expiryS, known.expiryS)
    return 'updated'
  }
  const worst = group.stored.size < store.limit ? undefined : worstBeside(group, beacon, ingress)
  if (worst !== undefined) group.stored.delete(worst.beacon.key)
  const stored = { beacon, expiryS: segmentExpiryS(beacon), ingress, usage, sent: new Map(), registeredAt: new Map() }
  group.stored.set(beacon.key, stored)
  group.expiryS = Math.min(group.expiryS, stored.expiryS)
  group.candidates.clear()
  return 'inserted'
}

const groupName = (store: BeaconStore, beacon: Segment): IsdAs | 'all' => (store.perOrigin ? firstIsdAs(beacon) : 'all')

function groupOf(store: BeaconStore, beacon: Segment): Group {
  const name = groupName(store, beacon)
  const known = store.groups.get(name)
  if (known !== undefined) return known
  const group: Group = { stored: new Map(), candidates: new Map(), expiryS: Infinity }
  store.groups.set(name, group)
  return group
}

/** Why the store would not take it, known before anything costly is done with it. */
export function checkRoom(store: BeaconStore, beacon: Segment, ingress: number): 'older' | 'full' | undefined {
  const group = store.groups.get(groupName(store, beacon))
  const known = group?.stored.get(beacon.key)
  if (known !== undefined) return beacon.timestamp <= known.beacon.timestamp ? 'older' : undefined
  if (group === undefined || group.stored.size < store.limit) return undefined
  return worstBeside(group, beacon, ingress) === undefined ? 'full' : undefined
}

/**
 * What gives way to the new one in a full group: the longest, the latest of equals, of the interface with most beacons. The new one counts for
 * its own: who has most can only replace what is longer, so a flood by one interface never costs another its share.
 */
function worstBeside(group: Group, beacon: Segment, ingress: number): StoredBeacon | undefined {
  const most = fullestIngress(group, ingress)
  let longest: StoredBeacon | undefined
  for (const s of group.stored.values())
    if (s.ingress === most && (longest === undefined || s.beacon.length >= longest.beacon.length)) longest = s
  return longest !== undefined && (most !== ingress || longest.beacon.length > beacon.length) ? longest : undefined
}

function fullestIngress(group: Group, ingress: number): number {
  const counts = new Map([[ingress, 1]])
  for (const s of group.stored.values()) counts.set(s.ingress, (counts.get(s.ingress) ?? 0) + 1)
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0]
}

/** The candidates of every group for a usage; expired beacons leave the store. The same array again while nothing came or left. */
export function* candidatesFor(store: BeaconStore, usage: Usage, nowS: number): Generator<readonly StoredBeacon[]> {
  const policy = store.policies[usage]
  if (policy === undefined) return
  for (const [name, group] of store.groups) {
    if (group.expiryS < nowS) dropExpired(group, nowS)
    if (group.stored.size === 0) store.groups.delete(name)
    else yield candidatesOf(group, policy, usage)
  }
}

function dropExpired(group: Group, nowS: number): void {
  group.candidates.clear()
  for (const [key, s] of group.stored) if (s.expiryS < nowS) group.stored.delete(key)
  group.expiryS = Math.min(...[...group.stored.values()].map(s => s.expiryS))
}

/** Usages with the same policy share their candidates. */
function candidatesOf(group: Group, policy: BeaconPolicy, usage: Usage): readonly StoredBeacon[] {
  const known = group.candidates.get(policy)
  if (known !== undefined) return known
  const usable = [...group.stored.values()].filter(s => (s.usage & usageBits[usage]) !== 0)
  const candidates = sharedOut(
    usable.sort((a, b) => a.beacon.length - b.beacon.length),
    policy.candidateSetSize,
  )
  group.candidates.set(policy, candidates)
  return candidates
}

/**
 * Divergence: the reference takes the shortest, from wherever they came; here each interface has its share of the places, and only what is
 * left of them goes to the shortest of the rest: a flood of short beacons by one interface hides no way by another.
 */
function sharedOut(shortestFirst: readonly StoredBeacon[], size: number): readonly StoredBeacon[] {
  if (shortestFirst.length <= size) return shortestFirst
  const taken = new Map<number, number>()
  const share = Math.floor(size / new Set(shortestFirst.map(s => s.ingress)).size)
  const within = shortestFirst.filter(({ ingress }) => {
    const count = (taken.get(ingress) ?? 0) + 1
    taken.set(ingress, count)
    return count <= share
  })
  const chosen = new Set(within)
  for (const s of shortestFirst) if (chosen.size < size) chosen.add(s)
  return shortestFirst.filter(s => chosen.has(s))
}
