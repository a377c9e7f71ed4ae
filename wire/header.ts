/**
 * SCION common and address header.   draft-dekater-scion-dataplane {#common-header} {#address-header}; slayers/scion.go
 *
 *   0       Version 4 | TrafficClass 8 | FlowID 20
 *   4       NextHdr 8 | HdrLen 8 (x4 bytes) | PayloadLen 16
 *   8       PathType 8 | DT 2 DL 2 ST 2 SL 2 | RSV 16
 *   12      DstISD 16 | DstAS 48
 *   20      SrcISD 16 | SrcAS 48
 *   28      DstHostAddr (DL+1)*4, then SrcHostAddr (SL+1)*4, then the path
 */
import { type Bytes, getU16, getU32, type Malformed, malformed, need, setU16, setU32 } from './bytes.ts'
import { getIsdAs, type IsdAs, setIsdAs } from './isdas.ts'

export const commonLength = 12
export const dstIsdAsAt = 12
export const srcIsdAsAt = 20
export const dstHostAt = 28
/** HdrLen counts 4-byte words in one byte. */
export const maxHeaderLength = 1020
export const maxPayloadLength = 0xffff

export const pathTypes = { empty: 0, scion: 1, oneHop: 2, epic: 3 } as const
export type PathType = (typeof pathTypes)[keyof typeof pathTypes]

/** Protocol numbers of NextHdr. */
export const protocols = { tcp: 6, udp: 17, hopByHop: 200, endToEnd: 201, scmp: 202, bfd: 203, experiment1: 253, experiment2: 254 } as const

/** Address type nibbles DT|DL and ST|SL; any other decodes by its length but names no host. */
export const hostTypes = { ipv4: 0, svc: 4, ipv6: 3 } as const

/** Enough for the common header and both addresses, and HdrLen not below them. The path has its own check. */
export function checkHeader(b: Bytes): Malformed | undefined {
  const short = need(b, 0, commonLength, 'common header')
  if (short !== undefined) return short
  const addresses = commonLength + addressLength(b)
  if (headerLength(b) < addresses) return malformed(`HdrLen ${headerLength(b)} is below the address header's end ${addresses}`, 5)
  if (b.length < headerLength(b)) return malformed(`HdrLen ${headerLength(b)} is beyond the packet's ${b.length} bytes`, 5)
  return undefined
}

export const version = (b: Bytes): number => b[0]! >> 4
export const trafficClass = (b: Bytes): number => ((b[0]! & 0xf) << 4) | (b[1]! >> 4)
export const flowId = (b: Bytes): number => getU32(b, 0) & 0xf_ffff
export const nextHeader = (b: Bytes): number => b[4]!
/** bytes */
export const headerLength = (b: Bytes): number => b[5]! * 4
/** bytes */
export const payloadLength = (b: Bytes): number => getU16(b, 6)
export const pathType = (b: Bytes): number => b[8]!
export const dstHostType = (b: Bytes): number => b[9]! >> 4
export const srcHostType = (b: Bytes): number => b[9]! & 0xf
export const dstHostLength = (b: Bytes): number => (((b[9]! >> 4) & 3) + 1) * 4
export const srcHostLength = (b: Bytes): number => ((b[9]! & 3) + 1) * 4
export const srcHostAt = (b: Bytes): number => dstHostAt + dstHostLength(b)
/** bytes of the address header, 24..48 */
export const addressLength = (b: Bytes): number => 16 + dstHostLength(b) + srcHostLength(b)
export const pathAt = (b: Bytes): number => commonLength + addressLength(b)
export const dstIsdAs = (b: Bytes): IsdAs => getIsdAs(b, dstIsdAsAt)
export const srcIsdAs = (b: Bytes): IsdAs => getIsdAs(b, srcIsdAsAt)

export const setNextHeader = (b: Bytes, v: number): void => {
  b[4] = v
}
export const setPayloadLength = (b: Bytes, v: number): void => setU16(b, 6, v)

/** A host address as it stands in the header: the type nibble and its bytes. */
export interface RawHost {
  readonly type: number
  /** 4, 8, 12 or 16 bytes, as the low 2 bits of the type say */
  readonly bytes: Bytes
}

export interface Header {
  readonly trafficClass: number
  readonly flowId: number
  readonly nextHeader: number
  readonly pathType: number
  readonly dstIsdAs: IsdAs
  readonly srcIsdAs: IsdAs
  readonly dstHost: RawHost
  readonly srcHost: RawHost
}

/** Precondition: `checkHeader` passed. */
export const parseHeader = (b: Bytes): Header => ({
  trafficClass: trafficClass(b),
  flowId: flowId(b),
  nextHeader: nextHeader(b),
  pathType: pathType(b),
  dstIsdAs: dstIsdAs(b),
  srcIsdAs: srcIsdAs(b),
  dstHost: { type: dstHostType(b), bytes: b.slice(dstHostAt, srcHostAt(b)) },
  srcHost: { type: srcHostType(b), bytes: b.slice(srcHostAt(b), pathAt(b)) },
})

/** A whole packet: header, `path` as it goes on the wire (a multiple of 4 bytes), payload. */
export function buildPacket(h: Header, path: Bytes, payload: Bytes): Bytes {
  const b = buildPacketFor(h, path, payload.length)
  b.set(payload, b.length - payload.length)
  return b
}

/** A packet whose last `payloadLength` bytes are still to be written. */
export function buildPacketFor(h: Header, path: Bytes, payloadLength: number): Bytes {
  const at = dstHostAt + h.dstHost.bytes.length + h.srcHost.bytes.length
  const b = new Uint8Array(at + path.length + payloadLength)
  setU32(b, 0, (h.trafficClass << 20) | h.flowId)
  b[4] = h.nextHeader
  b[5] = (at + path.length) / 4
  setU16(b, 6, payloadLength)
  b[8] = h.pathType
  b[9] = (h.dstHost.type << 4) | h.srcHost.type
  setIsdAs(b, dstIsdAsAt, h.dstIsdAs)
  setIsdAs(b, srcIsdAsAt, h.srcIsdAs)
  b.set(h.dstHost.bytes, dstHostAt)
  b.set(h.srcHost.bytes, dstHostAt + h.dstHost.bytes.length)
  b.set(path, at)
  return b
}
