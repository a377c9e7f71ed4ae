/**
 * Ones' complement sums: the upper-layer checksum of SCMP and UDP over SCION, and those of the underlay.
 * draft-dekater-scion-dataplane {#pseudo}; slayers/scion.go
 *
 * Pseudo header: DstISD DstAS SrcISD SrcAS DstHost SrcHost | upper-layer length 32 | 0 24 | protocol 8. The address header's own bytes are
 * its first part, so nothing is copied.
 */
import { type Bytes, getU16, setU16 } from './bytes.ts'
import { dstIsdAsAt, pathAt, protocols } from './header.ts'

/** Adds the 16-bit words of at..at+length to a sum that may carry beyond 16 bits; an odd last byte is the high half of a word. */
export function onesSum(b: Bytes, at: number, length: number, sum = 0): number {
  const end = at + length
  let i = at
  for (; i + 1 < end; i += 2) sum += (b[i]! << 8) | b[i + 1]!
  return i < end ? sum + (b[i]! << 8) : sum
}

/** Folds the carries and complements: a checksum, 0..0xffff. */
export function foldSum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000)
  return folded ^ 0xffff
}

/**
 * Checksum of the message at..at+length of `packet`, which begins with a checked SCION header. Over a message that carries its correct
 * checksum the result is 0; over one whose checksum field is zero it is the value to write there. Extension headers are not summed.
 */
export function upperLayerChecksum(packet: Bytes, protocol: number, at: number, length: number): number {
  const pseudo = (length >>> 16) + (length & 0xffff) + protocol
  return foldSum(onesSum(packet, at, length, onesSum(packet, dstIsdAsAt, pathAt(packet) - dstIsdAsAt, pseudo)))
}

/** Where the checksum stands in a message, bytes from its start. */
const checksumAt: Readonly<Record<number, number>> = { [protocols.scmp]: 2, [protocols.udp]: 6 }

/**
 * Writes the checksum of the SCMP or UDP message that fills the packet from `at` on. A sum of 0 stays 0: unlike UDP over IP, the reference
 * never writes 0xffff for it.
 */
export function setUpperLayerChecksum(packet: Bytes, protocol: number, at: number): void {
  const field = at + checksumAt[protocol]!
  setU16(packet, field, 0)
  setU16(packet, field, upperLayerChecksum(packet, protocol, at, packet.length - at))
}

/** The message that fills the packet from `at` on carries its correct checksum. */
export const checksumIsValid = (packet: Bytes, protocol: number, at: number): boolean =>
  upperLayerChecksum(packet, protocol, at, packet.length - at) === 0

/** The checksum a message carries. */
export const carriedChecksum = (packet: Bytes, protocol: number, at: number): number => getU16(packet, at + checksumAt[protocol]!)
