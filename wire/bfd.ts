/**
 * BFD control packet, 24 bytes, right behind the SCION header (NextHdr 203).   RFC 5880 section 4.1; draft-dekater-scion-dataplane {#scion-bfd}
 *
 *   Vers 3 | Diag 5 | Sta 2 | P F C A D M | DetectMult 8 | Length 8
 *   MyDiscriminator 32 | YourDiscriminator 32
 *   DesiredMinTx 32 | RequiredMinRx 32 | RequiredMinEchoRx 32 (microseconds)
 */
import { type Bytes, getU32, type Malformed, malformed, need, setU32 } from './bytes.ts'

export const bfdLength = 24
export const bfdVersion = 1
export const bfdStates = { adminDown: 0, down: 1, init: 2, up: 3 } as const
/** In the words of RFC 5880, by number. */
export const bfdStateNames = ['AdminDown', 'Down', 'Init', 'Up'] as const
export type BfdState = (typeof bfdStates)[keyof typeof bfdStates]

/** The fixed part is there and Length lies between it and the packet's end. What a session refuses beyond that is the session's business. */
export function checkBfd(b: Bytes, at: number): Malformed | undefined {
  const short = need(b, at, bfdLength, 'BFD packet')
  if (short !== undefined) return short
  const length = bfdSaidLength(b, at)
  return length >= bfdLength && at + length <= b.length
    ? undefined
    : malformed(`BFD length ${length}, ${b.length - at} bytes there`, at + 3)
}

export const bfdVersionOf = (b: Bytes, at: number): number => b[at]! >> 5
export const bfdDiagnostic = (b: Bytes, at: number): number => b[at]! & 0x1f
export const bfdState = (b: Bytes, at: number): BfdState => (b[at + 1]! >> 6) as BfdState
/** P F C A D M, from bit 5 to bit 0 */
export const bfdFlags = (b: Bytes, at: number): number => b[at + 1]! & 0x3f
export const bfdDetectMult = (b: Bytes, at: number): number => b[at + 2]!
/** bytes */
export const bfdSaidLength = (b: Bytes, at: number): number => b[at + 3]!
export const bfdMyDiscriminator = (b: Bytes, at: number): number => getU32(b, at + 4)
export const bfdYourDiscriminator = (b: Bytes, at: number): number => getU32(b, at + 8)
/** microseconds, as the other two intervals */
export const bfdDesiredMinTx = (b: Bytes, at: number): number => getU32(b, at + 12)
export const bfdRequiredMinRx = (b: Bytes, at: number): number => getU32(b, at + 16)
export const bfdRequiredMinEchoRx = (b: Bytes, at: number): number => getU32(b, at + 20)

/** Bits of the flags: poll, final, control plane independent, authentication present, demand, multipoint. */
export const bfdFlagBits = {
  poll: 0x20,
  final: 0x10,
  controlPlaneIndependent: 0x08,
  authenticationPresent: 0x04,
  demand: 0x02,
  multipoint: 0x01,
} as const

export interface Bfd {
  readonly version: number
  readonly diagnostic: number
  readonly state: BfdState
  /** see `bfdFlagBits` */
  readonly flags: number
  readonly detectMult: number
  readonly myDiscriminator: number
  readonly yourDiscriminator: number
  /** microseconds */
  readonly desiredMinTxUs: number
  readonly requiredMinRxUs: number
  readonly requiredMinEchoRxUs: number
}

/** Precondition: `checkBfd` passed. */
export const parseBfd = (b: Bytes, at: number): Bfd => ({
  version: bfdVersionOf(b, at),
  diagnostic: bfdDiagnostic(b, at),
  state: bfdState(b, at),
  flags: bfdFlags(b, at),
  detectMult: bfdDetectMult(b, at),
  myDiscriminator: bfdMyDiscriminator(b, at),
  yourDiscriminator: bfdYourDiscriminator(b, at),
  desiredMinTxUs: bfdDesiredMinTx(b, at),
  requiredMinRxUs: bfdRequiredMinRx(b, at),
  requiredMinEchoRxUs: bfdRequiredMinEchoRx(b, at),
})

export function buildBfd(p: Bfd): Bytes {
  const b = new Uint8Array(bfdLength)
  b[0] = (p.version << 5) | p.diagnostic
  b[1] = (p.state << 6) | p.flags
  b[2] = p.detectMult
  b[3] = bfdLength
  setU32(b, 4, p.myDiscriminator)
  setU32(b, 8, p.yourDiscriminator)
  setU32(b, 12, p.desiredMinTxUs)
  setU32(b, 16, p.requiredMinRxUs)
  setU32(b, 20, p.requiredMinEchoRxUs)
  return b
}
