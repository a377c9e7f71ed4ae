/**
 * Beacons received, and the best of them. Bounded: a neighbour that sends without end only replaces its own.   control/beacon/store.go
 *
 * A core AS chooses the best beacons of each origin, any other AS the best of all: that is what a group is.
 */
import type { IsdAs } from '#wire/isdas.ts'
import { firstIsdAs, type Segment, segmentExpiryS } from '../segment/segment.ts'
import type { ControlSettings } from '../settings.ts'

export interface StoredBeacon {
  /** the newest with this way */
  beacon: Segment
  expiryS: number
  /** the interface it came in by: a way has only one */
  readonly ingress: number
  /** when it was last sent by interface, or registered (interface 0), nanoseconds */
  readonly sentAt: Map<number, number>
}

interface Group {
  readonly stored: Map<string, StoredBeacon>
  /** `undefined` = to be chosen again */
  best: readonly StoredBeacon[] | undefined
  /** earliest expiry of the chosen, unix seconds */
  expiryS: number
}

export interface BeaconStore {
  readonly perOrigin: boolean
  readonly settings: Pick<ControlSettings, 'select' | 'bestSetSize' | 'candidateSetSize'>
  readonly groups: Map<IsdAs | 'all', Group>
}

export const createBeaconStore = (perOrigin: boolean, settings: BeaconStore['settings']): BeaconStore => ({
  perOrigin,
  settings,
  groups: new Map(),
})

/** A group keeps more than the selection looks at, so that expiry does not leave it empty. */
const groupLimit = (store: BeaconStore): number => 2 * store.settings.candidateSetSize

/** A way is replaced by the newer timestamp only. When a group is full, the shorter stay. */
export function insertBeacon(store: BeaconStore, beacon: Segment, ingress: number): 'inserted' | 'updated' | 'older' | 'full' {
  const group = groupOf(store, beacon)
  const known = group.stored.get(beacon.key)
  if (known !== undefined) {
    if (beacon.timestamp <= known.beacon.timestamp) return 'older'
    // Its way is the same, so the choice stands.
    known.beacon = beacon
    known.expiryS = segmentExpiryS(beacon)
    return 'updated'
  }
  if (group.stored.size >= groupLimit(store) && !makeRoom(group, beacon)) return 'full'
  group.stored.set(beacon.key, { beacon, expiryS: segmentExpiryS(beacon), ingress, sentAt: new Map() })
  group.best = undefined
  return 'inserted'
}

function groupOf(store: BeaconStore, beacon: Segment): Group {
  const name = store.perOrigin ? firstIsdAs(beacon) : 'all'
  const known = store.groups.get(name)
  if (known !== undefined) return known
  const group: Group = { stored: new Map(), best: undefined, expiryS: 0 }
  store.groups.set(name, group)
  return group
}

/** Drops the longest, the latest of equals, if it is longer than the new one. */
function makeRoom(group: Group, beacon: Segment): boolean {
  let longest: StoredBeacon | undefined
  for (const s of group.stored.values()) if (longest === undefined || s.beacon.entries.length >= longest.beacon.entries.length) longest = s
  if (longest === undefined || longest.beacon.entries.length <= beacon.entries.length) return false
  group.stored.delete(longest.beacon.key)
  return true
}

/** The chosen of every group; expired beacons leave the store. */
export function* bestBeacons(store: BeaconStore, nowS: number): Generator<readonly StoredBeacon[]> {
  for (const [name, group] of store.groups) {
    if (group.best === undefined || group.expiryS < nowS) choose(store, group, nowS)
    if (group.stored.size === 0) store.groups.delete(name)
    else yield group.best!
  }
}

function choose(store: BeaconStore, group: Group, nowS: number): void {
  const { select, bestSetSize, candidateSetSize } = store.settings
  for (const [key, s] of group.stored) if (s.expiryS < nowS) group.stored.delete(key)
  const shortestFirst = [...group.stored.values()].sort((a, b) => a.beacon.entries.length - b.beacon.entries.length)
  const byBeacon = new Map(shortestFirst.slice(0, candidateSetSize).map(s => [s.beacon, s]))
  group.best = select([...byBeacon.keys()], bestSetSize).map(beacon => byBeacon.get(beacon)!)
  group.expiryS = Math.min(...group.best.map(s => s.expiryS))
}
