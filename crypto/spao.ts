/**
 * The SCION packet authenticator's MAC: AES-CMAC over what does not change on the way.   pkg/spao/mac.go, timestamp.go
 *
 *   HdrLen 8 | upper protocol 8 | upper length 16 | algorithm 8 | 0 | timestamp/SN 48
 *   version 4 | TrafficClass (low 6 bits) 8 | FlowID 20 | PathType 8 | DT DL ST SL 8 | 0 16
 *   [addresses the key does not stand for] | path with its mutable fields zeroed | upper-layer payload
 */
import { cmac } from '@noble/ciphers/aes.js'
import { type Bytes, concatBytes, getU32, setU16 } from '#wire/bytes.ts'
import { epicLength } from '#wire/epic.ts'
import { buildExtension, checkExtension, optionDataAt, optionDataLength, optionsAt, optionType, optionTypes } from '#wire/extensions.ts'
import { addressLength, dstHostAt, headerLength, pathAt, pathType, pathTypes, srcHostAt } from '#wire/header.ts'
import { secondHopAt } from '#wire/onehop.ts'
import { clearMetaReserved, hopAt, hopLength, infoAt, numHops, numInf, pathLength } from '#wire/path.ts'
import { buildSpao, readSpi, type Spi, spaoAlgorithms, spaoFixedLength } from '#wire/spao.ts'
import { constantTimeEqual } from './mac.ts'

/** Option data: SPI 32 | algorithm 8 | RSV 8 | timestamp/SN 48 | authenticator 128. */
const macLength = 16
export const spaoDataLength = spaoFixedLength + macLength
/** An end-to-end extension that holds nothing else. */
export const authenticatorExtensionLength = 4 + spaoDataLength

/** A 48-bit timestamp/SN: nanoseconds since the DRKey epoch began; `undefined` when it does not fit. `unixNs` as bigint: it passes 2^53. */
export function relativeTimestamp(epochBeginS: number, unixNs: bigint): number | undefined {
  const relative = unixNs - BigInt(epochBeginS) * 1_000_000_000n
  return relative < 0n || relative >= 1n << 48n ? undefined : Number(relative)
}

/** Unix nanoseconds a timestamp/SN stands for. */
export const absoluteTimestamp = (epochBeginS: number, timestampSn: number): bigint =>
  BigInt(epochBeginS) * 1_000_000_000n + BigInt(timestampSn)

/** Bytes before the payload. `packet`: begins with the SCION header; `option`: the option data, authenticator ignored. */
export function spaoMacInput(packet: Bytes, option: Bytes, protocol: number, payloadLength: number): Bytes {
  const path = immutablePath(packet)
  const fixed = new Uint8Array(20)
  fixed[0] = (pathAt(packet) + path.length) / 4
  fixed[1] = protocol
  setU16(fixed, 2, payloadLength)
  fixed[4] = option[4]!
  fixed.set(option.subarray(6, 12), 6)
  fixed.set(packet.subarray(0, 4), 12)
  fixed[12]! &= 0xf3
  fixed[16] = packet[8]!
  fixed[17] = packet[9]!
  return concatBytes(fixed, ...addressesFor(packet, readSpi(getU32(option, 0))), path)
}

/** A DRKey binds the ISD-ASes, and one host of an AS-host key; the others are authenticated here. */
function addressesFor(b: Bytes, spi: Spi): Bytes[] {
  const hostOfKey = spi.isDrkey && spi.type === 'hostHost'
  const parts: Bytes[] = []
  if (!spi.isDrkey) parts.push(b.subarray(12, dstHostAt))
  if (!spi.isDrkey || (!hostOfKey && spi.direction === 'receiver')) parts.push(b.subarray(dstHostAt, srcHostAt(b)))
  if (!spi.isDrkey || (!hostOfKey && spi.direction === 'sender')) parts.push(b.subarray(srcHostAt(b), 12 + addressLength(b)))
  return parts
}

/** Without the bytes that a header may have behind its path: nobody vouches for them. */
function immutablePath(b: Bytes): Bytes {
  const path = b.slice(pathAt(b), headerLength(b))
  switch (pathType(b)) {
    case pathTypes.scion:
      zeroMutable(path, 0)
      return path.subarray(0, pathLength(path, 0))
    case pathTypes.epic:
      zeroMutable(path, epicLength)
      return path.subarray(0, epicLength + pathLength(path, epicLength))
    case pathTypes.oneHop:
      path.fill(0, 2, 4)
      path[8] = 0
      path.fill(0, secondHopAt(0))
      return path
    default:
      return path
  }
}

/** The reserved bits of the meta header too: routers clear them. */
function zeroMutable(path: Bytes, at: number): void {
  path[at] = 0
  clearMetaReserved(path, at)
  for (let i = 0; i < numInf(path, at); i++) path.fill(0, infoAt(at, i) + 2, infoAt(at, i) + 4)
  const first = hopAt(path, at, 0)
  for (let i = 0; i < numHops(path, at); i++) path[first + i * hopLength] = 0
}

/** The 16-byte authenticator. The reference computes AES-CMAC whatever the algorithm field says; so do we. */
export const spaoMac = (key: Bytes, packet: Bytes, option: Bytes, protocol: number, payload: Bytes): Bytes =>
  cmac(concatBytes(spaoMacInput(packet, option, protocol, payload.length), payload), key)

/** The end-to-end extension for a packet to be authenticated, its MAC still zero. `protocol`: of the message behind it. */
export const authenticatorExtension = (protocol: number, spi: number, timestampSn: number): Bytes =>
  buildExtension(protocol, [buildSpao({ spi, algorithm: spaoAlgorithms.aesCmac, timestampSn, authenticator: new Uint8Array(macLength) })])

/** Fills in the MAC of the extension that ends at `at`, where the finished message begins. */
export function authenticate(key: Bytes, packet: Bytes, protocol: number, at: number): void {
  const mac = spaoMac(key, packet, packet.subarray(at - spaoDataLength, at), protocol, packet.subarray(at))
  packet.set(mac, at - macLength)
}

/** Where the data of the first authenticator option of an end-to-end extension begins, or -1. An extension with a broken option has none. */
export function findAuthenticator(b: Bytes, endToEnd: number): number {
  if (checkExtension(b, endToEnd) !== undefined) return -1
  for (const at of optionsAt(b, endToEnd))
    if (optionType(b, at) === optionTypes.authenticator) return optionDataLength(b, at) === spaoDataLength ? optionDataAt(b, at) : -1
  return -1
}

/** Does the option found at `option` authenticate the packet with this key? `at`: where its message begins. */
export const isAuthentic = (key: Bytes, packet: Bytes, option: number, protocol: number, at: number): boolean =>
  constantTimeEqual(
    spaoMac(key, packet, packet.subarray(option, option + spaoDataLength), protocol, packet.subarray(at)),
    packet.subarray(option + spaoFixedLength, option + spaoDataLength),
  )
