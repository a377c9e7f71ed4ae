/**
 * UDP over SCION, 8 bytes.   RFC 768; draft-dekater-scion-dataplane {#pseudo}; slayers/udp.go
 *
 *   SrcPort 16 | DstPort 16 | Length 16 | Checksum 16 (pseudo header of the SCION packet: checksum.ts)
 */
import { type Bytes, getU16, type Malformed, malformed, need, setU16 } from './bytes.ts'

export const udpLength = 8

/** The header is there and Length is 0 ("the rest") or at least the header's own; a length beyond the packet is the receiver's business. */
export function checkUdp(b: Bytes, at: number): Malformed | undefined {
  const short = need(b, at, udpLength, 'UDP header')
  if (short !== undefined) return short
  const said = udpSaidLength(b, at)
  return said === 0 || said >= udpLength ? undefined : malformed(`UDP length ${said} is below the header's ${udpLength} bytes`, at + 4)
}

export const udpSrcPort = (b: Bytes, at: number): number => getU16(b, at)
export const udpDstPort = (b: Bytes, at: number): number => getU16(b, at + 2)
/** bytes of header and data as the header says; 0 means up to the packet's end */
export const udpSaidLength = (b: Bytes, at: number): number => getU16(b, at + 4)
export const udpChecksum = (b: Bytes, at: number): number => getU16(b, at + 6)

/** Where the data ends: Length cuts trailing bytes, but never reaches beyond the packet. */
export const udpEnd = (b: Bytes, at: number): number => Math.min(b.length, at + (udpSaidLength(b, at) || b.length))

export interface Udp {
  readonly srcPort: number
  readonly dstPort: number
  readonly data: Bytes
}

/** Precondition: `checkUdp` passed. */
export const parseUdp = (b: Bytes, at: number): Udp => ({
  srcPort: udpSrcPort(b, at),
  dstPort: udpDstPort(b, at),
  data: b.slice(at + udpLength, udpEnd(b, at)),
})

/** Header and data, the checksum still zero: `setUpperLayerChecksum` fills it in the finished packet. */
export function buildUdp(udp: Udp): Bytes {
  const b = new Uint8Array(udpLength + udp.data.length)
  writeUdp(b, 0, udp)
  return b
}

/** The same, into zeroes at `at`. */
export function writeUdp(b: Bytes, at: number, { srcPort, dstPort, data }: Udp): void {
  setU16(b, at, srcPort)
  setU16(b, at + 2, dstPort)
  setU16(b, at + 4, udpLength + data.length)
  b.set(data, at + udpLength)
}
