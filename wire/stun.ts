/**
 * STUN binding requests and responses (RFC 8489): a border router tells hosts behind a NAT the address it sees them at.
 *
 *   type 16 | length 16 | magic cookie 32 | transaction id 96 | attributes: type 16, length 16, value, padding to 4
 */
import { type Bytes, fromHex, getU16, getU32, type Malformed, malformed, setU16, setU32 } from './bytes.ts'

const headerLength = 20
const bindingRequest = 0x0001
const bindingResponse = 0x0101
const magicCookie = 0x2112a442
const xorMappedAddress = 0x0020
const fingerprint = 0x8028
const fingerprintXor = 0x5354554e
const fingerprintLength = 8

export const isStun = (b: Bytes): boolean => b.length >= headerLength && (b[0]! & 0xc0) === 0 && getU32(b, 4) === magicCookie

/** A binding request that ends in a correct FINGERPRINT, which the reference insists on. */
export function checkBindingRequest(b: Bytes): Malformed | undefined {
  if (!isStun(b)) return malformed('not a STUN message', 0)
  if (getU16(b, 0) !== bindingRequest) return malformed('not a STUN binding request', 0)
  let last = 0
  for (let at = headerLength; at < b.length; ) {
    if (at + 4 > b.length) return malformed('STUN attribute cut', at)
    last = getU16(b, at)
    const next = at + 4 + ((getU16(b, at + 2) + 3) & ~3)
    if (next > b.length) return malformed('STUN attribute cut', at)
    if (last === fingerprint && (getU16(b, at + 2) !== 4 || next !== b.length)) last = 0
    at = next
  }
  if (last !== fingerprint) return malformed('STUN request without FINGERPRINT at its end', b.length)
  const end = b.length - fingerprintLength
  return getU32(b, end + 4) === fingerprintOf(b.subarray(0, end)) ? undefined : malformed('STUN FINGERPRINT is wrong', end)
}

/** The response that tells the sender it was seen at `ip` (4 or 16 bytes) and `port`. Precondition: `checkBindingRequest` passed. */
export function buildBindingResponse(request: Bytes, ip: Bytes, port: number): Bytes {
  const b = new Uint8Array(headerLength + 8 + ip.length)
  setU16(b, 0, bindingResponse)
  setU16(b, 2, 8 + ip.length)
  b.set(request.subarray(4, headerLength), 4)
  setU16(b, 20, xorMappedAddress)
  setU16(b, 22, 4 + ip.length)
  b[25] = ip.length === 4 ? 1 : 2
  setU16(b, 26, port ^ (magicCookie >>> 16))
  for (let i = 0; i < ip.length; i++) b[28 + i] = ip[i]! ^ request[4 + i]!
  return b
}

/** A binding request with FINGERPRINT. `transaction`: 12 bytes. */
export function buildBindingRequest(transaction: Bytes): Bytes {
  const b = new Uint8Array(headerLength + fingerprintLength)
  setU16(b, 0, bindingRequest)
  setU16(b, 2, fingerprintLength)
  setU32(b, 4, magicCookie)
  b.set(transaction, 8)
  b.set(fromHex('80280004')!, headerLength)
  setU32(b, headerLength + 4, fingerprintOf(b.subarray(0, headerLength)))
  return b
}

/** CRC-32 (the one of Ethernet) of the message, XOR "STUN". */
function fingerprintOf(b: Bytes): number {
  let crc = 0xffff_ffff
  for (const byte of b) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  }
  return (crc ^ 0xffff_ffff ^ fingerprintXor) >>> 0
}
