/** Control messages as SCION packets: UDP over an empty, one-hop or SCION path. */
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, type Malformed, malformed } from '#wire/bytes.ts'
import { checksumIsValid, setUpperLayerChecksum } from '#wire/checksum.ts'
import {
  buildPacketFor,
  checkHeader,
  dstHostAt,
  type Header,
  headerLength,
  parseHeader,
  pathAt,
  pathTypes,
  payloadLength,
  protocols,
  type RawHost,
} from '#wire/header.ts'
import { ipHost, services, svcHost } from '#wire/host-address.ts'
import { parseIp } from '#wire/ip.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { checkOneHop, firstHopAt, oneHopAsScionPath, secondHopAt } from '#wire/onehop.ts'
import {
  buildPath,
  checkPath,
  currHf,
  currInf,
  hopAt,
  infoAt,
  infoLength,
  metaLength,
  numInf,
  parseHop,
  parseInfo,
  reversePath,
} from '#wire/path.ts'
import { checkUdp, udpDstPort, udpLength, udpSaidLength, udpSrcPort, writeUdp } from '#wire/udp.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

/** UDP port written where the receiver is a service address: routers deliver those to the service's own port and do not look at it. */
export const anyServicePort = 30252

/** One end of a conversation: who and where. */
export interface Endpoint {
  readonly isdAs: IsdAs
  readonly host: RawHost
  readonly port: number
}

/** "Any control service of that AS." */
export const controlServiceOf = (isdAs: IsdAs): Endpoint => ({ isdAs, host: svcHost(services.CS), port: anyServicePort })

/** "Any discovery service of that AS": its control services, mostly. */
export const discoveryServiceOf = (isdAs: IsdAs): Endpoint => ({ isdAs, host: svcHost(services.DS), port: anyServicePort })

/** An endpoint by its underlay address, "10.0.0.2:30252": inside an AS both are the same. Throws `UserError`. */
export function endpointAt(isdAs: IsdAs, address: UnderlayAddress): Endpoint {
  const { ip, port } = parseUnderlay(address)
  return { isdAs, host: ipHost(parseIp(ip)!.bytes), port }
}

export type ControlPathType = 'empty' | 'scion' | 'oneHop'

export interface ControlPacket {
  readonly src: Endpoint
  readonly dst: Endpoint
  readonly pathType: ControlPathType
  readonly path: Bytes
  readonly data: Bytes
}

export function buildControlPacket(p: ControlPacket): Bytes {
  const header: Header = {
    trafficClass: 0,
    flowId: 1,
    nextHeader: protocols.udp,
    pathType: pathTypes[p.pathType],
    dstIsdAs: p.dst.isdAs,
    srcIsdAs: p.src.isdAs,
    dstHost: p.dst.host,
    srcHost: p.src.host,
  }
  const packet = buildPacketFor(header, p.path, udpLength + p.data.length)
  const at = headerLength(packet)
  writeUdp(packet, at, { srcPort: p.src.port, dstPort: p.dst.port, data: p.data })
  setUpperLayerChecksum(packet, protocols.udp, at)
  return packet
}

const checkOf: Readonly<Record<ControlPathType, (b: Bytes, at: number, end: number) => Malformed | undefined>> = {
  empty: (_, at, end) => (at === end ? undefined : malformed('an empty path with bytes in it', at)),
  scion: checkPath,
  oneHop: checkOneHop,
}

/** Anything but a whole UDP packet with its right checksum and without extension headers is malformed. Views into `b`. */
export function parseControlPacket(b: Bytes): ControlPacket | Malformed {
  const wrong = checkHeader(b)
  if (wrong !== undefined) return wrong
  const header = parseHeader(b)
  const at = headerLength(b)
  const pathType = (Object.keys(checkOf) as ControlPathType[]).find(t => pathTypes[t] === header.pathType)
  if (header.nextHeader !== protocols.udp || pathType === undefined) return malformed('not UDP over an empty, one-hop or SCION path', 4)
  const error = checkOf[pathType](b, pathAt(b), at) ?? checkUdp(b, at)
  if (error !== undefined) return error
  if (payloadLength(b) !== b.length - at) return malformed('PayloadLen is not that of the packet', 6)
  if (udpSaidLength(b, at) !== b.length - at) return malformed('UDP length is not that of the packet', at + 4)
  if (!checksumIsValid(b, protocols.udp, at)) return malformed('wrong UDP checksum', at + 6)
  return {
    src: { isdAs: header.srcIsdAs, host: header.srcHost, port: udpSrcPort(b, at) },
    dst: { isdAs: header.dstIsdAs, host: header.dstHost, port: udpDstPort(b, at) },
    pathType,
    path: b.subarray(pathAt(b), at),
    data: b.subarray(at + udpLength),
  }
}

/** The answer to a packet: back the way it came, which for a one-hop path is a path of two hops, the second made by the own router. */
export function replyTo(p: ControlPacket, from: Endpoint, data: Bytes): ControlPacket {
  const ends = { src: from, dst: p.src, data }
  if (p.pathType === 'empty') return { ...ends, pathType: 'empty', path: p.path }
  const path = p.pathType === 'scion' ? p.path.slice() : scionPathOf(p.path)
  reversePath(path, 0)
  return { ...ends, pathType: 'scion', path }
}

const scionPathOf = (oneHop: Bytes): Bytes =>
  buildPath(oneHopAsScionPath(parseInfo(oneHop, 0), parseHop(oneHop, firstHopAt(0)), parseHop(oneHop, secondHopAt(0))))

/** The interface a packet came in by, which our border router has checked; 0: from inside the AS. */
export function ingressOf({ pathType, path }: Pick<ControlPacket, 'pathType' | 'path'>): number {
  if (pathType === 'empty') return 0
  if (pathType === 'oneHop') return parseHop(path, secondHopAt(0)).consIngress
  const hop = parseHop(path, hopAt(path, 0, currHf(path, 0)))
  return parseInfo(path, infoAt(0, currInf(path, 0))).consDir ? hop.consIngress : hop.consEgress
}

/** What of a SCION path no router changes. */
export const hopFieldsOf = (path: Bytes): Bytes => path.subarray(metaLength + infoLength * numInf(path, 0))

/** Bytes of data in a packet of `mtu` bytes; may be negative. */
export const roomIn = (p: ControlPacket, mtu: number): number =>
  mtu - dstHostAt - p.dst.host.bytes.length - p.src.host.bytes.length - p.path.length - udpLength

/** Names an endpoint: equal texts, equal endpoints. */
export const endpointText = (e: Endpoint): string => `${e.isdAs} ${e.host.type} ${e.host.bytes.join('.')} ${e.port}`
