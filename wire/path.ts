/**
 * The SCION path.   draft-dekater-scion-dataplane {#scion-path-type} {#inffield} {#hopfld}; slayers/path/scion
 *
 *   PathMeta  4   CurrINF 2 | CurrHF 6 | RSV 6 | Seg0Len 6 | Seg1Len 6 | Seg2Len 6
 *   Info      8   r r r r r r P C | RSV 8 | SegID 16 | Timestamp 32 (unix seconds)       one a segment
 *   Hop      12   r r r r r r I E | ExpTime 8 | ConsIngress 16 | ConsEgress 16 | MAC 48  one an AS and segment
 *
 * `at` is where the path (or the field) begins in the bytes.
 */
import { type Bytes, getU16, getU32, type Malformed, malformed, setU16, setU32 } from './bytes.ts'

export const metaLength = 4
export const infoLength = 8
export const hopLength = 12
export const macLength = 6
export const maxSegments = 3
export const maxHops = 64

/** Meta is there, segments have no gap, and all info and hop fields are there. CurrINF and CurrHF are the router's business. */
export function checkPath(b: Bytes, at: number, end: number = b.length): Malformed | undefined {
  if (at + metaLength > end) return malformed(`path meta header needs ${metaLength} bytes, ${Math.max(0, end - at)} left`, at)
  const s0 = segLen(b, at, 0)
  const s1 = segLen(b, at, 1)
  const s2 = segLen(b, at, 2)
  if ((s0 === 0 && s1 !== 0) || (s1 === 0 && s2 !== 0)) return malformed(`segment lengths ${s0},${s1},${s2} have a gap`, at)
  if (s0 + s1 + s2 > maxHops) return malformed(`${s0 + s1 + s2} hop fields, at most ${maxHops} allowed`, at)
  if (at + pathLength(b, at) > end) return malformed(`path needs ${pathLength(b, at)} bytes, ${end - at} left`, at)
  return undefined
}

export const currInf = (b: Bytes, at: number): number => b[at]! >> 6
export const currHf = (b: Bytes, at: number): number => b[at]! & 0x3f
export function setCurrent(b: Bytes, at: number, inf: number, hf: number): void {
  b[at] = (inf << 6) | hf
}
export const segLen = (b: Bytes, at: number, segment: number): number => (getU32(b, at) >>> (12 - 6 * segment)) & 0x3f
/** Reserved bits of the meta header; the reference clears them whenever it moves the pointers. */
export function clearMetaReserved(b: Bytes, at: number): void {
  b[at + 1]! &= 0x03
}
export const numInf = (b: Bytes, at: number): number => (segLen(b, at, 2) > 0 ? 3 : segLen(b, at, 1) > 0 ? 2 : segLen(b, at, 0) > 0 ? 1 : 0)
export const numHops = (b: Bytes, at: number): number => segLen(b, at, 0) + segLen(b, at, 1) + segLen(b, at, 2)
export const pathLength = (b: Bytes, at: number): number => metaLength + infoLength * numInf(b, at) + hopLength * numHops(b, at)
/** The segment that holds hop field `hf`. */
export const infOfHf = (b: Bytes, at: number, hf: number): number => {
  const first = segLen(b, at, 0)
  return hf < first ? 0 : hf < first + segLen(b, at, 1) ? 1 : 2
}
export const infoAt = (at: number, inf: number): number => at + metaLength + infoLength * inf
export const hopAt = (b: Bytes, at: number, hf: number): number => at + metaLength + infoLength * numInf(b, at) + hopLength * hf

// Info field, `at` = where it begins
export const consDir = (b: Bytes, at: number): boolean => (b[at]! & 1) !== 0
export const peerFlag = (b: Bytes, at: number): boolean => (b[at]! & 2) !== 0
export const segId = (b: Bytes, at: number): number => getU16(b, at + 2)
export const setSegId = (b: Bytes, at: number, v: number): void => setU16(b, at + 2, v)
export const timestamp = (b: Bytes, at: number): number => getU32(b, at + 4)

// Hop field, `at` = where it begins
export const egressAlert = (b: Bytes, at: number): boolean => (b[at]! & 1) !== 0
export const ingressAlert = (b: Bytes, at: number): boolean => (b[at]! & 2) !== 0
export const expTime = (b: Bytes, at: number): number => b[at + 1]!
export const consIngress = (b: Bytes, at: number): number => getU16(b, at + 2)
export const consEgress = (b: Bytes, at: number): number => getU16(b, at + 4)
export const macAt = (at: number): number => at + 6

/** Seconds a hop field lives for each ExpTime unit: 24 h / 256. */
export const expUnitS = 337.5
/** Unix seconds until which a hop field with this info timestamp is valid (inclusive). */
export const expiryS = (timestampS: number, exp: number): number => timestampS + (1 + exp) * expUnitS

/**
 * Fold the first two bytes of a hop's MAC into the SegID (its own inverse). {#hf-mac-calc} The reference rewrites the whole info field then, so
 * its reserved bits are cleared.
 */
export function foldSegId(b: Bytes, info: number, hop: number): void {
  b[info]! &= 3
  b[info + 1] = 0
  setSegId(b, info, segId(b, info) ^ getU16(b, macAt(hop)))
}

/** Advance CurrHF and CurrINF; false, and nothing changed, at the last hop. */
export function incrementPath(b: Bytes, at: number): boolean {
  const hf = currHf(b, at) + 1
  if (hf >= numHops(b, at)) return false
  setCurrent(b, at, infOfHf(b, at, hf), hf)
  clearMetaReserved(b, at)
  return true
}

/** The current hop is the last of its segment and another segment follows. */
export function isCrossOver(b: Bytes, at: number): boolean {
  const hf = currHf(b, at)
  return hf + 1 < numHops(b, at) && infOfHf(b, at, hf) !== infOfHf(b, at, hf + 1)
}

export const isFirstHop = (b: Bytes, at: number): boolean => currHf(b, at) === 0
export const isLastHop = (b: Bytes, at: number): boolean => currHf(b, at) === numHops(b, at) - 1
export const isPenultimateHop = (b: Bytes, at: number): boolean => currHf(b, at) === numHops(b, at) - 2
/** The current hop is the first of its segment and another segment came before. */
export const isFirstHopAfterCrossOver = (b: Bytes, at: number): boolean => {
  const hf = currHf(b, at)
  return hf > 0 && currInf(b, at) - 1 === infOfHf(b, at, hf - 1)
}
/** CurrINF names the segment that holds CurrHF. */
export const currInfMatchesCurrHf = (b: Bytes, at: number): boolean => currInf(b, at) === infOfHf(b, at, currHf(b, at))

export interface Info {
  readonly consDir: boolean
  readonly peer: boolean
  readonly segId: number
  /** unix seconds */
  readonly timestamp: number
}

export interface Hop {
  readonly ingressAlert: boolean
  readonly egressAlert: boolean
  readonly expTime: number
  readonly consIngress: number
  readonly consEgress: number
  /** 6 bytes */
  readonly mac: Bytes
}

export interface ScionPath {
  readonly currInf: number
  readonly currHf: number
  /** hop fields of each segment; trailing zeroes left out */
  readonly segLens: readonly number[]
  readonly infos: readonly Info[]
  readonly hops: readonly Hop[]
}

export const parseInfo = (b: Bytes, at: number): Info => ({
  consDir: consDir(b, at),
  peer: peerFlag(b, at),
  segId: segId(b, at),
  timestamp: timestamp(b, at),
})

export const parseHop = (b: Bytes, at: number): Hop => ({
  ingressAlert: ingressAlert(b, at),
  egressAlert: egressAlert(b, at),
  expTime: expTime(b, at),
  consIngress: consIngress(b, at),
  consEgress: consEgress(b, at),
  mac: b.slice(macAt(at), macAt(at) + macLength),
})

export function writeInfo(b: Bytes, at: number, i: Info): void {
  b[at] = (i.peer ? 2 : 0) | (i.consDir ? 1 : 0)
  b[at + 1] = 0
  setSegId(b, at, i.segId)
  setU32(b, at + 4, i.timestamp)
}

export function writeHop(b: Bytes, at: number, h: Hop): void {
  b[at] = (h.ingressAlert ? 2 : 0) | (h.egressAlert ? 1 : 0)
  b[at + 1] = h.expTime
  setU16(b, at + 2, h.consIngress)
  setU16(b, at + 4, h.consEgress)
  b.set(h.mac, macAt(at))
}

/** Precondition: `checkPath` passed. */
export function parsePath(b: Bytes, at: number): ScionPath {
  const infos = Array.from({ length: numInf(b, at) }, (_, i) => parseInfo(b, infoAt(at, i)))
  const hops = Array.from({ length: numHops(b, at) }, (_, i) => parseHop(b, hopAt(b, at, i)))
  return { currInf: currInf(b, at), currHf: currHf(b, at), segLens: infos.map((_, i) => segLen(b, at, i)), infos, hops }
}

export function buildPath(p: ScionPath): Bytes {
  const b = new Uint8Array(metaLength + infoLength * p.infos.length + hopLength * p.hops.length)
  const [s0 = 0, s1 = 0, s2 = 0] = p.segLens
  setU32(b, 0, ((p.currInf << 30) | (p.currHf << 24) | (s0 << 12) | (s1 << 6) | s2) >>> 0)
  p.infos.forEach((info, i) => {
    writeInfo(b, infoAt(0, i), info)
  })
  p.hops.forEach((hop, i) => {
    writeHop(b, infoAt(0, p.infos.length) + hopLength * i, hop)
  })
  return b
}

/** The way back, in place: segments, hops and directions reversed, the same hop is current. Twice gives the path again. {#reverse} */
export function reversePath(b: Bytes, at: number): void {
  const infs = numInf(b, at)
  const hops = numHops(b, at)
  if (infs === 0) return
  const lens = [segLen(b, at, 0), segLen(b, at, 1), segLen(b, at, 2)].slice(0, infs).reverse()
  const inf = infs - 1 - currInf(b, at)
  const hf = hops - 1 - currHf(b, at)
  swapFields(b, infoAt(at, 0), infoLength, infs)
  swapFields(b, infoAt(at, infs), hopLength, hops)
  for (let i = 0; i < infs; i++) b[infoAt(at, i)]! ^= 1
  setU32(b, at, ((inf << 30) | (hf << 24) | ((lens[0] ?? 0) << 12) | ((lens[1] ?? 0) << 6) | (lens[2] ?? 0)) >>> 0)
}

function swapFields(b: Bytes, at: number, length: number, count: number): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const first = b.slice(at + i * length, at + (i + 1) * length)
    b.copyWithin(at + i * length, at + j * length, at + (j + 1) * length)
    b.set(first, at + j * length)
  }
}

/** The way back as a value. */
export function reversedPath(p: ScionPath): ScionPath {
  const b = buildPath(p)
  reversePath(b, 0)
  return parsePath(b, 0)
}

/** The path one hop further; `undefined` at its end. */
export function incrementedPath(p: ScionPath): ScionPath | undefined {
  const b = buildPath(p)
  return incrementPath(b, 0) ? parsePath(b, 0) : undefined
}
