/**
 * An AS adds itself to a beacon: hop field with MAC, one peer entry a peering link.   draft-dekater-scion-controlplane {#path-exploration};
 * control/beaconing/extender.go
 */
import { chainSegId, createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import { type AsTopology, type Interface, interfacesOf } from '#topology/model.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { macLength } from '#wire/path.ts'
import { appendEntry, encodeBody, encodeEntry, encodeInfo } from '../segment/codec.ts'
import { type AsEntry, betaAfter, type HopEntry, makeSegment, noIsdAs, type Segment, type SegmentInfo } from '../segment/segment.ts'
import type { Signer } from '../trust/signer.ts'

export interface Extender {
  readonly isdAs: IsdAs
  /** bytes, inside the AS */
  readonly mtu: number
  readonly interfaces: ReadonlyMap<number, Interface>
  readonly peering: readonly (Interface & { readonly neighborIfId: number })[]
  readonly mac: HopMac
  readonly signer: Signer
  /** ExpTime of every hop field, 0..255 */
  readonly expTime: number
}

/** `key`: the AS's 16-byte forwarding key. */
export function createExtender(as: AsTopology, key: Bytes, signer: Signer, expTime: number): Extender {
  const interfaces = new Map([...interfacesOf(as)].map(({ interface: i }) => [i.ifId, i]))
  const peering = [...interfaces.values()].flatMap(i =>
    i.linkType === 'peer' && i.neighborIfId !== undefined ? [{ ...i, neighborIfId: i.neighborIfId }] : [],
  )
  return { isdAs: as.isdAs, mtu: as.mtu, interfaces, peering, mac: createHopMac(key), signer, expTime }
}

/** A new beacon leaving by interface `egress`. */
export function originate(x: Extender, info: SegmentInfo, egress: number): Segment {
  const start = encodeInfo(info)
  const entry = makeEntry(x, info.segId, info.timestamp, 0, egress)
  return makeSegment(info, [entry], concatBytes(start, encodeOwn(x, entry, start)))
}

/** The beacon that came in by `ingress`, leaving by `egress`; egress 0 ends it: a finished segment. */
export function extend(x: Extender, beacon: Segment, ingress: number, egress: number): Segment {
  const entry = makeEntry(x, betaAfter(beacon, beacon.entries.length), beacon.timestamp, ingress, egress)
  return appendEntry(beacon, entry, encodeOwn(x, entry, beacon.bytes))
}

/** `extend`, the bytes alone: all that propagating needs. */
export function extendedBytes(x: Extender, beacon: Segment, ingress: number, egress: number): Bytes {
  const entry = makeEntry(x, betaAfter(beacon, beacon.entries.length), beacon.timestamp, ingress, egress)
  return concatBytes(beacon.bytes, encodeOwn(x, entry, beacon.bytes))
}

const encodeOwn = (x: Extender, entry: AsEntry, before: Bytes): Bytes => encodeEntry(x.signer.sign(encodeBody(entry), before))

/** Peer hop fields are chained behind the entry's own hop field: they verify with the SegID that follows it. */
function makeEntry(x: Extender, beta: number, timestamp: number, ingress: number, egress: number): AsEntry {
  const hop = makeHop(x, beta, timestamp, ingress, egress)
  const peerBeta = chainSegId(beta, hop.mac)
  return {
    isdAs: x.isdAs,
    next: egress === 0 ? noIsdAs : interfaceOf(x, egress).neighbor,
    mtu: x.mtu,
    hop,
    ingressMtu: ingress === 0 ? 0 : interfaceOf(x, ingress).mtu,
    peers: x.peering.map(p => ({
      peer: p.neighbor,
      peerIfId: p.neighborIfId,
      peerMtu: p.mtu,
      hop: makeHop(x, peerBeta, timestamp, p.ifId, egress),
    })),
  }
}

function interfaceOf(x: Extender, ifId: number): Interface {
  const found = x.interfaces.get(ifId)
  assert(found !== undefined, `interface ${ifId} is one of ${x.isdAs}`)
  return found
}

/** The hop field with its MAC over (beta, timestamp, ExpTime, ingress, egress). {#hf-mac-calc} */
export const makeHop = (x: Extender, beta: number, timestamp: number, ingress: number, egress: number): HopEntry => ({
  ingress,
  egress,
  expTime: x.expTime,
  mac: hopMac(x.mac, beta, timestamp, x.expTime, ingress, egress).slice(0, macLength),
})
