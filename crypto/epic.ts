/**
 * EPIC-HP hop validation fields.   pkg/experimental/epic/epic.go
 *
 *   flags 8 (low 2 bits: source host length code) | Timestamp 32 of the first info field | PktID 64 | SrcISD-AS 64 | SrcHostAddr |
 *   PayloadLen 16 | zero padding to 16   ->   first 4 bytes of the last AES-CBC block, key = the full 16-byte hop MAC
 */
import { type Bytes, setU16, setU32 } from '#wire/bytes.ts'
import { epicUnitNs, hvfLength } from '#wire/epic.ts'
import { payloadLength, srcHostAt, srcHostLength, srcIsdAsAt } from '#wire/header.ts'
import { cbcMac } from './aes.ts'

/** nanoseconds: a packet may be this old ... */
export const maxPacketLifetimeNs = 2_000_000_000
/** ... and clocks this far apart */
export const maxClockSkewNs = 1_000_000_000

/** What is authenticated. `packet`: a whole EPIC packet, the EPIC path at `epicAt`; `timestampS`: of info field 0. */
export function epicMacInput(packet: Bytes, epicAt: number, timestampS: number): Bytes {
  const hostLength = srcHostLength(packet)
  const length = 1 + 4 + 8 + 8 + hostLength + 2
  const input = new Uint8Array(Math.ceil(length / 16) * 16)
  input[0] = hostLength / 4 - 1
  setU32(input, 1, timestampS)
  input.set(packet.subarray(epicAt, epicAt + 8), 5)
  input.set(packet.subarray(srcIsdAsAt, srcIsdAsAt + 8), 13)
  input.set(packet.subarray(srcHostAt(packet), srcHostAt(packet) + hostLength), 21)
  setU16(input, 21 + hostLength, payloadLength(packet))
  return input
}

/** The 4-byte validation field. `authenticator`: the full 16-byte hop MAC. */
export const epicHvf = (authenticator: Bytes, input: Bytes): Bytes => cbcMac(authenticator, input).subarray(0, hvfLength)

/** Is the send time within the window? `sentNs`: nanoseconds of (EpicTS + 1) units after the info field's Timestamp, relative to the receiver's now. */
export const epicTimestampIsFresh = (sentNs: number): boolean =>
  sentNs >= -(maxPacketLifetimeNs + maxClockSkewNs) && sentNs <= maxClockSkewNs

/** Nanoseconds after the first info field's Timestamp at which a packet with this EpicTS was sent. */
export const epicSentAfterNs = (epicTs: number): number => (epicTs + 1) * epicUnitNs

/** The EpicTS for a packet sent `afterNs` after the info field's Timestamp; `undefined` when it cannot be expressed. */
export function createEpicTimestamp(afterNs: number): number | undefined {
  if (afterNs < 0) return undefined
  const units = Math.max(0, Math.floor(afterNs / epicUnitNs) - 1)
  return units > 0xffff_ffff ? undefined : units
}
