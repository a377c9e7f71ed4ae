/**
 * SCION packet authenticator, option type 2 of the end-to-end header, at 4n+2.   slayers/pkt_auth.go; doc/protocols/authenticator-option.rst
 *
 *   SPI 32 | Algorithm 8 | RSV 8 | Timestamp/SequenceNumber 48 | Authenticator (16 for AES-CMAC)
 *   SPI of a DRKey (1..2^21-1): 0 11 | 0 3 | T 1 (host-host key) | D 1 (receiver side) | protocol 16
 *
 * `at` is where the option's data begins. The MAC itself: crypto/spao.ts.
 */
import { type Bytes, getU32, getU48, type Malformed, malformed, setU32, setU48 } from './bytes.ts'
import { type Option, optionTypes } from './extensions.ts'

export const spaoFixedLength = 12
export const spaoAlgorithms = { aesCmac: 0, sha1AesCbc: 1 } as const

/** `end`: where the option's data ends. */
export const checkSpao = (at: number, end: number): Malformed | undefined =>
  end - at >= spaoFixedLength ? undefined : malformed(`packet authenticator needs ${spaoFixedLength} bytes, ${end - at} there`, at)

export const spaoSpi = (b: Bytes, at: number): number => getU32(b, at)
export const spaoAlgorithm = (b: Bytes, at: number): number => b[at + 4]!
export const spaoTimestampSn = (b: Bytes, at: number): number => getU48(b, at + 6)
export const spaoAuthenticatorAt = (at: number): number => at + spaoFixedLength

export interface PacketAuthenticator {
  readonly spi: number
  readonly algorithm: number
  /** 48 bits: nanoseconds since the DRKey epoch began, or a sequence number */
  readonly timestampSn: number
  readonly authenticator: Bytes
}

/** Precondition: `checkSpao` passed. */
export const parseSpao = (b: Bytes, at: number, end: number): PacketAuthenticator => ({
  spi: spaoSpi(b, at),
  algorithm: spaoAlgorithm(b, at),
  timestampSn: spaoTimestampSn(b, at),
  authenticator: b.slice(spaoAuthenticatorAt(at), end),
})

/** The option for `buildExtension`. */
export function buildSpao(a: PacketAuthenticator): Option {
  const data = new Uint8Array(spaoFixedLength + a.authenticator.length)
  setU32(data, 0, a.spi)
  data[4] = a.algorithm
  setU48(data, 6, a.timestampSn)
  data.set(a.authenticator, spaoFixedLength)
  return { type: optionTypes.authenticator, data }
}

/** What an SPI says: a security association agreed upon elsewhere, or which DRKey. */
export interface Spi {
  readonly isDrkey: boolean
  /** 16-bit DRKey protocol */
  readonly protocol: number
  readonly type: 'asHost' | 'hostHost'
  readonly direction: 'sender' | 'receiver'
}

const firstNonDrkeySpi = 1 << 21
const hostHostBit = 1 << 17
const receiverSideBit = 1 << 16

export const readSpi = (spi: number): Spi => ({
  isDrkey: spi > 0 && spi < firstNonDrkeySpi,
  protocol: spi & 0xffff,
  type: (spi & hostHostBit) === 0 ? 'asHost' : 'hostHost',
  direction: (spi & receiverSideBit) === 0 ? 'sender' : 'receiver',
})

export const makeDrkeySpi = (protocol: number, type: Spi['type'], direction: Spi['direction']): number =>
  protocol | (type === 'hostHost' ? hostHostBit : 0) | (direction === 'receiver' ? receiverSideBit : 0)

/** "DRKey protocol 1 asHost sender" or "0x00200001". */
export function formatSpi(spi: number): string {
  const { isDrkey, protocol, type, direction } = readSpi(spi)
  return isDrkey ? `DRKey protocol ${protocol} ${type} ${direction}` : `0x${spi.toString(16).padStart(8, '0')}`
}
