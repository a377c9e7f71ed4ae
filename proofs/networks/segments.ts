/**
 * The authorised segments of a network, as beaconing without policies would make them: every loop-free way down from a core AS over provider
 * links, every loop-free way over core links. MACs are interned: one tag for each (AS, timestamp, expiry, interfaces, SegID), as formal names
 * for what control/beacon/extend.ts computes.
 */
import { type As, type Interface, interfacesOf, type Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** A hop field of a segment, interfaces in construction direction; `segId`: what was folded into it before this hop. */
export interface SegmentEntry {
  readonly as: IsdAs
  readonly in: number
  readonly eg: number
  readonly exp: number
  readonly segId: readonly number[]
  readonly tag: number
}

export interface PeerEntry {
  readonly entry: SegmentEntry
  readonly peer: IsdAs
  readonly peerIf: number
}

export interface Segment {
  readonly type: 'core' | 'down'
  /** half seconds */
  readonly ts: number
  readonly hops: readonly (SegmentEntry & { readonly peers: readonly PeerEntry[] })[]
}

/** A one-hop path: the sender's hop field and the one its neighbour completes it with. */
export interface OneHop {
  readonly ts: number
  readonly entry: SegmentEntry
  readonly completed: SegmentEntry
}

export interface Authorised {
  readonly segments: readonly Segment[]
  readonly oneHops: readonly OneHop[]
  /** 1..tags */
  readonly tags: number
}

/** ExpTime of every hop field: six hours. */
const exp = 63

/** Symmetric difference, sorted. */
export const xor = (a: readonly number[], b: readonly number[]): readonly number[] =>
  [...a.filter(x => !b.includes(x)), ...b.filter(x => !a.includes(x))].sort((x, y) => x - y)

type MakeEntry = (as: IsdAs, ts: number, segId: readonly number[], inId: number, eg: number) => SegmentEntry

function startInterning(): { readonly make: MakeEntry; readonly count: () => number } {
  const tags = new Map<string, number>()
  return {
    count: () => tags.size,
    make(as, ts, segId, inId, eg) {
      const key = JSON.stringify([as, ts, segId, inId, eg])
      const tag = tags.get(key) ?? tags.size + 1
      tags.set(key, tag)
      return { as, in: inId, eg, exp, segId, tag }
    },
  }
}

const interfaces = (as: As): readonly Interface[] => [...interfacesOf(as)].map(({ interface: i }) => i)

/** Every segment, and a one-hop path over every link in both directions; at most `maxHops` ASes in a segment. */
export function authorise(topology: Topology, maxHops = 5): Authorised {
  const { make, count } = startInterning()
  const byName = new Map(topology.ases.map(as => [as.isdAs, as]))
  const segments: Segment[] = []
  let beacons = 0
  const peersOf = (as: As, ts: number, segId: readonly number[], eg: number): PeerEntry[] =>
    interfaces(as)
      .filter(i => i.linkType === 'peer')
      .map(i => ({ entry: make(as.isdAs, ts, segId, i.ifId, eg), peer: i.neighbor, peerIf: i.neighborIfId! }))
  const hop = (as: As, ts: number, segId: readonly number[], inId: number, eg: number) => {
    const entry = make(as.isdAs, ts, segId, inId, eg)
    return { ...entry, peers: inId === 0 ? [] : peersOf(as, ts, xor(segId, [entry.tag]), eg) }
  }
  const grow = (type: Segment['type'], ts: number, hops: Segment['hops'], at: Interface): void => {
    const as = byName.get(at.neighbor)!
    if (hops.length >= maxHops || hops.some(h => h.as === as.isdAs)) return
    const segId = xor(hops.at(-1)!.segId, [hops.at(-1)!.tag])
    const inId = at.neighborIfId!
    segments.push({ type, ts, hops: [...hops, hop(as, ts, segId, inId, 0)] })
    for (const next of onward(as, type)) grow(type, ts, [...hops, hop(as, ts, segId, inId, next.ifId)], next)
  }
  for (const core of topology.ases.filter(as => as.core))
    for (const type of ['core', 'down'] as const)
      for (const first of onward(core, type)) {
        beacons++
        grow(type, 2 * beacons, [hop(core, 2 * beacons, [-beacons], 0, first.ifId)], first)
      }
  const oneHops = topology.ases.flatMap(interfacesWithAs).map(({ as, at }): OneHop => {
    beacons++
    const ts = 2 * beacons
    const entry = make(as, ts, [-beacons], 0, at.ifId)
    return { ts, entry, completed: make(at.neighbor, ts, xor(entry.segId, [entry.tag]), at.neighborIfId!, 0) }
  })
  return { segments, oneHops, tags: count() }
}

const interfacesWithAs = (as: As) => interfaces(as).map(at => ({ as: as.isdAs, at }))
const onward = (as: As, type: Segment['type']): readonly Interface[] =>
  interfaces(as).filter(i => i.linkType === (type === 'core' ? 'core' : 'child'))
