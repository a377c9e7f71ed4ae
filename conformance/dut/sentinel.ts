/**
 * "Nothing came out" is judged by a sentinel: a packet sent behind the input, on the same socket, whose answer is known. Its current hop field
 * expired long ago, the first thing a router answers, whatever the addresses: so it can bear the flow and addresses of the input, goes the
 * same way through a router that spreads flows, and is answered by the slow path, as errors are. A mark in its payload is in the quote too.
 */
import { type HopMac, hopMac } from '#crypto/mac.ts'
import type { Port } from '#wire/actor.ts'
import { type Bytes, getU32, setU32 } from '#wire/bytes.ts'
import { buildPacket, checkHeader, type Header, parseHeader, pathTypes, protocols } from '#wire/header.ts'
import { isHostType, parseHost } from '#wire/host-address.ts'
import { buildPath, type Hop, macLength } from '#wire/path.ts'
import { buildUdp } from '#wire/udp.ts'

const mark = new TextEncoder().encode('hopproof')

export interface Sentinel {
  /** where it arrives: an interface, or 0 from inside the AS */
  readonly port: Port
  /** 0..2^32-1: which sentinel this is */
  readonly number: number
  /** unix seconds */
  readonly nowS: number
  /** the packet it follows */
  readonly behind?: Bytes
}

const segId = 0x5e47
/** seconds: longer than any hop field lives */
const ageS = 7 * 86_400

export function buildSentinel(mac: HopMac, { port, number, nowS, behind }: Sentinel): Bytes {
  const timestamp = nowS - ageS
  const hop = (consIngress: number, consEgress: number): Hop => {
    const full = hopMac(mac, segId, timestamp, 0, consIngress, consEgress)
    return { ingressAlert: false, egressAlert: false, expTime: 0, consIngress, consEgress, mac: full.slice(0, macLength) }
  }
  const external = port !== 0
  const path = buildPath({
    currInf: 0,
    currHf: external ? 1 : 0,
    segLens: [2],
    infos: [{ consDir: true, peer: false, segId, timestamp }],
    hops: external ? [hop(0, 1), hop(port, 0)] : [hop(0, 1), hop(1, 0)],
  })
  const data = new Uint8Array(mark.length + 4)
  data.set(mark)
  setU32(data, mark.length, number)
  return buildPacket(
    { ...flowOf(behind), nextHeader: protocols.udp, pathType: pathTypes.scion },
    path,
    buildUdp({ srcPort: 1, dstPort: 1, data }),
  )
}

type Flow = Omit<Header, 'nextHeader' | 'pathType'>

const ownFlow: Flow = {
  trafficClass: 0,
  flowId: 1,
  dstIsdAs: '1-ff00:0:ffe',
  srcIsdAs: '1-ff00:0:fff',
  dstHost: parseHost('127.0.0.1'),
  srcHost: parseHost('127.0.0.1'),
}

function flowOf(packet: Bytes | undefined): Flow {
  if (packet === undefined || checkHeader(packet) !== undefined) return ownFlow
  const { trafficClass, flowId, dstIsdAs, srcIsdAs, dstHost, srcHost } = parseHeader(packet)
  // An authenticated answer cannot be made for a host of an unknown kind.
  return isHostType(srcHost.type) ? { trafficClass, flowId, dstIsdAs, srcIsdAs, dstHost, srcHost } : ownFlow
}

/** The number of the sentinel that is in these bytes, itself or quoted; -1 = none. */
export function sentinelIn(bytes: Bytes): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(mark)
  return at < 0 || at + mark.length + 4 > bytes.length ? -1 : getU32(bytes, at + mark.length)
}
