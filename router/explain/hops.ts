/**
 * A path seen from outside: for every hop field the AS it belongs to and the SegID its MAC is computed over, followed from where the packet
 * stands. A router sees its own hop only; whoever has the keys of more ASes can check more.   {#hf-mac-calc} {#def-acc}
 *
 *   along construction    SegID of hop j+1 = SegID of hop j ^ MAC of j          (folded where the packet leaves the AS of j)
 *   against construction  SegID of hop j+1 = SegID of hop j ^ MAC of j+1        (folded where the packet enters the AS of j+1)
 *   at a peering hop nothing is folded
 */
import { createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import { type Bytes, getU16 } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import {
  consDir,
  consEgress,
  consIngress,
  currHf,
  expTime,
  hopAt,
  infOfHf,
  infoAt,
  isFirstHopAfterCrossOver,
  macAt,
  numHops,
  numInf,
  peerFlag,
  segId,
  segLen,
  timestamp,
} from '#wire/path.ts'
import { farEnd, type Knowledge } from './knowledge.ts'

/** On the link into the AS of the current hop, or inside that AS. It matters against construction direction only. */
export type Standing = 'onLink' | 'inside'

/** Is hop `hf` one of the two at a peering link? {#peerlink} */
export function isPeeringHop(b: Bytes, path: number, hf: number): boolean {
  const first = segLen(b, path, 0)
  return numInf(b, path) === 2 && peerFlag(b, infoAt(path, infOfHf(b, path, hf))) && (hf === first - 1 || hf === first)
}

/** Where the packet stands, as far as its pointers alone tell: `undefined` when it may be on the link or past it. */
export function standingByPointers(b: Bytes, path: number): Standing | undefined {
  const hf = currHf(b, path)
  if (hf === 0) return 'inside'
  return isFirstHopAfterCrossOver(b, path) && hf < numHops(b, path) && !isPeeringHop(b, path, hf) ? 'inside' : undefined
}

/** First and last hop of a segment. */
function hopsOfSegment(b: Bytes, path: number, inf: number): { readonly first: number; readonly last: number } {
  let first = 0
  for (let i = 0; i < inf; i++) first += segLen(b, path, i)
  return { first, last: first + segLen(b, path, inf) - 1 }
}

/** For each hop field the SegID its MAC is computed over. Precondition: `checkPath` passed; the pointers may be anything. */
export function segIdsAlong(b: Bytes, path: number, standing: Standing): number[] {
  const ids: number[] = []
  const current = currHf(b, path)
  const macOf = (hf: number): number => (isPeeringHop(b, path, hf) ? 0 : getU16(b, macAt(hopAt(b, path, hf))))
  for (let inf = 0; inf < numInf(b, path); inf++) {
    const info = infoAt(path, inf)
    const along = consDir(b, info)
    const { first, last } = hopsOfSegment(b, path, inf)
    // A segment not begun holds the SegID of its first hop, one left behind that of its last.
    const known = Math.min(Math.max(current, first), last)
    const foldsOnArrival = known === current && standing === 'onLink' && !along
    const step = (hf: number): number => macOf(along ? hf : hf + 1)
    ids[known] = segId(b, info) ^ (foldsOnArrival ? macOf(current) : 0)
    for (let hf = known; hf < last; hf++) ids[hf + 1] = ids[hf]! ^ step(hf)
    for (let hf = known; hf > first; hf--) ids[hf - 1] = ids[hf]! ^ step(hf - 1)
  }
  return ids
}

/** The interface hop `hf` is entered (left) by in the direction of travel; 0 = none. */
export const travelIngress = (b: Bytes, info: number, hop: number): number => (consDir(b, info) ? consIngress(b, hop) : consEgress(b, hop))
export const travelEgress = (b: Bytes, info: number, hop: number): number => (consDir(b, info) ? consEgress(b, hop) : consIngress(b, hop))

/** A hop whose AS is known from elsewhere. */
export interface HopAnchor {
  readonly hf: number
  readonly isdAs: IsdAs
}

/** For each hop field its AS, followed through the topologies from the anchors; where two disagree the earlier one is believed. */
export function asesAlong(b: Bytes, path: number, known: Knowledge, anchors: readonly HopAnchor[]): (IsdAs | undefined)[] {
  const ases: (IsdAs | undefined)[] = new Array<IsdAs | undefined>(numHops(b, path)).fill(undefined)
  for (const { hf, isdAs } of anchors) {
    if (ases[hf] !== undefined || hf >= ases.length) continue
    ases[hf] = isdAs
    for (let i = hf; i + 1 < ases.length && ases[i + 1] === undefined; i++) ases[i + 1] = asBeside(b, path, known, ases[i], i, i + 1)
    for (let i = hf; i > 0 && ases[i - 1] === undefined; i--) ases[i - 1] = asBeside(b, path, known, ases[i], i, i - 1)
  }
  return ases
}

/** The AS of hop `to`, next to hop `from` of AS `isdAs`: the same one where segments meet, else across the link. */
function asBeside(b: Bytes, path: number, known: Knowledge, isdAs: IsdAs | undefined, from: number, to: number): IsdAs | undefined {
  if (isdAs === undefined || meetInAs(b, path, from, to)) return isdAs
  const info = infoAt(path, infOfHf(b, path, from))
  const hop = hopAt(b, path, from)
  return farEnd(known, isdAs, to > from ? travelEgress(b, info, hop) : travelIngress(b, info, hop))?.isdAs
}

/** Two neighbouring hop fields belong to one AS where two segments meet, except at a peering link. */
export const meetInAs = (b: Bytes, path: number, from: number, to: number): boolean =>
  infOfHf(b, path, from) !== infOfHf(b, path, to) && !isPeeringHop(b, path, from)

export type MacCheck = 'ok' | 'wrong' | 'noKey' | 'unknownAs' | 'absent'

export interface CheckedMac {
  readonly check: MacCheck
  /** the full 16-byte CMAC, of which the first 6 are the hop field's; `undefined` without a key */
  readonly cmac: Bytes | undefined
}

/** The MAC of one hop field (`info` and `hop`: where they begin) under the key of its AS, over the given SegID. */
export function checkMac(macs: HopMacs, isdAs: IsdAs | undefined, b: Bytes, info: number, hop: number, id: number): CheckedMac {
  if (isdAs === undefined) return { check: 'unknownAs', cmac: undefined }
  const mac = macs(isdAs)
  if (mac === undefined) return { check: 'noKey', cmac: undefined }
  const cmac = hopMac(mac, id, timestamp(b, info), expTime(b, hop), consIngress(b, hop), consEgress(b, hop))
  const isOurs = cmac.subarray(0, 6).every((byte, i) => byte === b[macAt(hop) + i])
  return { check: isOurs ? 'ok' : 'wrong', cmac }
}

/** The prekeyed MAC of an AS; `undefined` when its key is not known. */
export type HopMacs = (isdAs: IsdAs) => HopMac | undefined

/** Keys are expanded once. */
export function hopMacsOf(known: Knowledge): HopMacs {
  const macs = new Map<IsdAs, HopMac>()
  return isdAs => {
    const key = known.keyOf(isdAs)
    const mac = macs.get(isdAs) ?? (key === undefined ? undefined : createHopMac(key))
    if (mac !== undefined) macs.set(isdAs, mac)
    return mac
  }
}
