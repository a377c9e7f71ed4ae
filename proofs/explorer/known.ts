/** What everybody may know: the hop fields of all registered segments, and the SegIDs over which their MACs are right. */
import type { Segment } from '#control/segment/segment.ts'
import { chainSegId } from '#crypto/mac.ts'
import type { Network } from '#sim/network.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { expiryS } from '#wire/path.ts'

export interface KnownHop {
  readonly isdAs: IsdAs
  readonly consIngress: number
  readonly consEgress: number
  readonly expTime: number
  readonly mac: Bytes
  /** unix seconds, of its segment */
  readonly timestamp: number
  /** the SegID its MAC is over */
  readonly beta: number
  /** that and the MAC's first 16 bits: the SegID after it in construction direction, and before it against */
  readonly folded: number
  /** unix seconds, inclusive */
  readonly expiryS: number
  /** made for a peering link: a way into its segment in construction direction, out of it against */
  readonly peering: boolean
  readonly segment: number
  /** place in the segment, in construction direction */
  readonly at: number
}

export interface KnownHops {
  readonly segments: readonly Segment[]
  readonly all: readonly KnownHop[]
  /** of this AS; those that differ only in their segment once */
  of(isdAs: IsdAs): readonly KnownHop[]
  /** of this AS, with a MAC that is right when a packet of this timestamp brings this SegID */
  fitting(isdAs: IsdAs, timestamp: number, segId: number): readonly KnownHop[]
  /** what a packet may bring to this AS so that a known hop field is right there: timestamps and SegIDs */
  wanted(isdAs: IsdAs): readonly Wanted[]
}

export interface Wanted {
  readonly timestamp: number
  readonly segId: number
}

/** All segments that any control service has, each once. */
export function registeredSegments(network: Network): Segment[] {
  const found = new Map<string, Segment>()
  for (const { service } of network.services)
    for (const store of [service.state.ups, service.state.cores, service.state.downs])
      for (const ways of store.byEnd.values()) for (const s of ways.values()) found.set(`${s.timestamp} ${s.segId} ${s.key}`, s)
  return [...found.values()]
}

export function createKnownHops(segments: readonly Segment[]): KnownHops {
  const all = segments.flatMap(hopsOf)
  const byAs = new Map<IsdAs, Map<string, KnownHop>>()
  const bySegId = new Map<string, KnownHop[]>()
  const wanted = new Map<IsdAs, Map<string, Wanted>>()
  for (const hop of all) {
    const known = entry(byAs, hop.isdAs, () => new Map<string, KnownHop>())
    const name = `${hop.timestamp} ${hop.beta} ${hop.consIngress} ${hop.consEgress} ${toHex(hop.mac)}`
    if (known.has(name)) continue
    known.set(name, hop)
    for (const segId of [hop.beta, hop.folded]) {
      entry(bySegId, `${hop.isdAs} ${hop.timestamp} ${segId}`, () => [] as KnownHop[]).push(hop)
      entry(wanted, hop.isdAs, () => new Map<string, Wanted>()).set(`${hop.timestamp} ${segId}`, { timestamp: hop.timestamp, segId })
    }
  }
  const lists = new Map([...byAs].map(([isdAs, hops]) => [isdAs, [...hops.values()]]))
  const wants = new Map([...wanted].map(([isdAs, values]) => [isdAs, [...values.values()]]))
  return {
    segments,
    all,
    of: isdAs => lists.get(isdAs) ?? [],
    fitting: (isdAs, timestamp, segId) => bySegId.get(`${isdAs} ${timestamp} ${segId}`) ?? [],
    wanted: isdAs => wants.get(isdAs) ?? [],
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

function hopsOf(s: Segment, segment: number): KnownHop[] {
  let beta = s.segId
  return s.entries.flatMap(({ isdAs, hop, peers }, at) => {
    const after = chainSegId(beta, hop.mac)
    const made = [{ hop, beta, peering: false }, ...peers.map(p => ({ hop: p.hop, beta: after, peering: true }))]
    beta = after
    return made.map(({ hop: { ingress, egress, expTime, mac }, beta: over, peering }) => ({
      ...{ isdAs, consIngress: ingress, consEgress: egress, expTime, mac, timestamp: s.timestamp },
      ...{ beta: over, folded: chainSegId(over, mac), expiryS: expiryS(s.timestamp, expTime), peering, segment, at },
    }))
  })
}
