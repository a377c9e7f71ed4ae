/** Beacons and segments along given ASes, with real MACs, made without any service. */
import { createExtender, type Extender, extend, originate } from '#control/beacon/extend.ts'
import { makeSegment } from '#control/segment/codec.ts'
import type { Segment, SegmentInfo } from '#control/segment/segment.ts'
import { modelledSigner } from '#control/trust/signer.ts'
import type { AsTopology } from '#topology/model.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildAses, clock, keyOf, parseLinks } from './network.ts'

/** Two ISDs, three core ASes, a shortcut at 1-11 (children 1-111, 1-112) and peerings. */
export const twoIsds = parseLinks(`
  1-1 core 1-2, 1-1 core 2-1, 1-2 core 2-1
  1-1 child 1-11, 1-2 child 1-12, 1-11 child 1-111, 1-11 child 1-112
  2-1 child 2-11, 1-11 peer 1-12, 1-111 peer 2-11`)

export const ases = buildAses(twoIsds)

export const extenderOf = (isdAs: IsdAs, of: ReadonlyMap<IsdAs, AsTopology> = ases): Extender =>
  createExtender(of.get(isdAs)!, keyOf(isdAs), modelledSigner, { expTime: 63 })

/** Where the AS can sign. */
export const originated = (x: Extender, info: SegmentInfo, egress: number): Segment => originate(x, info, egress)!
export const extended = (x: Extender, beacon: Segment, ingress: number, egress: number): Segment =>
  extend(x, beacon, ingress, egress, beacon.timestamp)!

function interfaceTo(x: Extender, neighbor: IsdAs): { readonly ifId: number; readonly neighborIfId: number } {
  const found = [...x.interfaces.values()].find(i => i.neighbor === neighbor && i.linkType !== 'peer')
  assert(found?.neighborIfId !== undefined, `${x.isdAs} has a link to ${neighbor}`)
  return { ifId: found.ifId, neighborIfId: found.neighborIfId }
}

export interface Begin {
  readonly timestamp?: number
  readonly segId?: number
  readonly of?: ReadonlyMap<IsdAs, AsTopology>
}

/** The beacon that went along `way` and is now at its last AS, which has not added itself. */
export function beaconAlong(way: readonly IsdAs[], { timestamp = clock.epochS, segId = 0x1234, of = ases }: Begin = {}): Segment {
  const first = extenderOf(way[0]!, of)
  let hop = interfaceTo(first, way[1]!)
  let beacon = originated(first, { timestamp, segId }, hop.ifId)
  for (let i = 1; i < way.length - 1; i++) {
    const x = extenderOf(way[i]!, of)
    const ingress = hop.neighborIfId
    hop = interfaceTo(x, way[i + 1]!)
    beacon = extended(x, beacon, ingress, hop.ifId)
  }
  return beacon
}

/** The finished segment along `way`. */
export function segmentAlong(way: readonly IsdAs[], begin: Begin = {}): Segment {
  const last = extenderOf(way.at(-1)!, begin.of ?? ases)
  const ingress = interfaceTo(last, way.at(-2)!).ifId
  return extended(last, beaconAlong(way, begin), ingress, 0)
}

/** The segment with other entries, or another beginning, written anew. */
export const changed = (s: Segment, entries: Segment['entries'], info: Partial<SegmentInfo> = {}): Segment =>
  makeSegment({ timestamp: s.timestamp, segId: s.segId, ...info }, entries)
