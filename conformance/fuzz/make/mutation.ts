/** What is done to a packet after it was made: as data, so that a mutation can be left out, and named. */
import { type HopMac, hopMac } from '#crypto/mac.ts'
import { type Bytes, concatBytes, getU16 } from '#wire/bytes.ts'
import { epicScionAt } from '#wire/epic.ts'
import { readField, writeField } from '#wire/fields.ts'
import { checkHeader, dstIsdAsAt, headerLength, pathAt, pathType, pathTypes, setPayloadLength, srcIsdAsAt } from '#wire/header.ts'
import { type IsdAs, setIsdAs } from '#wire/isdas.ts'
import {
  checkPath,
  consDir,
  consEgress,
  consIngress,
  currHf,
  currInf,
  expTime,
  hopAt,
  hopLength,
  infOfHf,
  infoAt,
  isCrossOver,
  macAt,
  macLength,
  numHops,
  numInf,
  peerFlag,
  segId,
  setSegId,
  timestamp,
} from '#wire/path.ts'
import { type LayerName, layersOf } from './layers.ts'

export type Mutation =
  /** The field of the `index`-th header of that name (counted round) becomes a value, or grows by it, or has these bits flipped. */
  | {
      readonly kind: 'field'
      readonly layer: LayerName
      readonly index: number
      readonly field: string
      readonly change: 'set' | 'add' | 'flip'
      readonly value: number
    }
  | { readonly kind: 'flipBit'; readonly bit: number }
  | { readonly kind: 'cut'; readonly length: number }
  | { readonly kind: 'extend'; readonly bytes: number }
  | { readonly kind: 'swapHops'; readonly first: number; readonly second: number }
  | { readonly kind: 'isdAs'; readonly end: 'src' | 'dst'; readonly isdAs: IsdAs }
  /** The MACs of the current hop and of the next become good over everything as it stands. */
  | { readonly kind: 'repairMac' }
  | { readonly kind: 'repairLength' }

/** The mutated packet, perhaps the same buffer. `external`: it arrives over an external link. */
export function mutate(b: Bytes, m: Mutation, mac: HopMac, external: boolean): Bytes {
  switch (m.kind) {
    case 'field':
      changeField(b, m)
      return b
    case 'flipBit':
      if (b.length > 0) b[(m.bit >> 3) % b.length]! ^= 1 << (m.bit & 7)
      return b
    case 'cut':
      return b.slice(0, m.length % (b.length + 1))
    case 'extend':
      return concatBytes(b, new Uint8Array(m.bytes))
    case 'swapHops':
      swapHops(b, m.first, m.second)
      return b
    case 'isdAs':
      if (b.length >= srcIsdAsAt + 8) setIsdAs(b, m.end === 'src' ? srcIsdAsAt : dstIsdAsAt, m.isdAs)
      return b
    case 'repairMac':
      repairMacs(b, mac, external)
      return b
    case 'repairLength':
      if (checkHeader(b) === undefined) setPayloadLength(b, b.length - headerLength(b))
      return b
  }
}

/** "path hop 2: ConsIngress set to 141" */
export function describeMutation(m: Mutation): string {
  switch (m.kind) {
    case 'field':
      return `${m.layer}[${m.index}].${m.field} ${m.change} ${m.value}`
    case 'isdAs':
      return `${m.end} becomes ${m.isdAs}`
    default:
      return Object.values(m).join(' ')
  }
}

function changeField(b: Bytes, m: Mutation & { kind: 'field' }): void {
  const found = layersOf(b).filter(l => l.name === m.layer)
  const layer = found[m.index % found.length]
  const field = layer?.table.fields.find(f => f.name === m.field)
  if (layer === undefined || field === undefined) return
  const old = BigInt(readField(b, layer.at, field))
  const value = BigInt(m.value)
  writeField(b, layer.at, field, m.change === 'set' ? value : m.change === 'add' ? old + value : old ^ value)
}

/** Where the SCION path of a readable packet begins. */
function scionPathAt(b: Bytes): number | undefined {
  if (checkHeader(b) !== undefined) return undefined
  const at = pathType(b) === pathTypes.epic ? epicScionAt(pathAt(b)) : pathAt(b)
  const isPath = pathType(b) === pathTypes.scion || pathType(b) === pathTypes.epic
  return isPath && checkPath(b, at, headerLength(b)) === undefined && numHops(b, at) > 0 ? at : undefined
}

function swapHops(b: Bytes, first: number, second: number): void {
  const at = scionPathAt(b)
  if (at === undefined) return
  const [x, y] = [hopAt(b, at, first % numHops(b, at)), hopAt(b, at, second % numHops(b, at))]
  const kept = b.slice(x, x + hopLength)
  b.copyWithin(x, y, y + hopLength)
  b.set(kept, y)
}

function repairMacs(b: Bytes, mac: HopMac, external: boolean): void {
  const at = scionPathAt(b)
  if (at === undefined) return
  const hf = currHf(b, at)
  const inf = currInf(b, at)
  if (hf >= numHops(b, at) || inf >= numInf(b, at)) return
  const info = infoAt(at, inf)
  writeMac(b, mac, info, hopAt(b, at, hf))
  const isPeering = peerFlag(b, info) && (infOfHf(b, at, hf + 1) !== inf || infOfHf(b, at, hf - 1) !== inf)
  // A neighbour sends a SegID against construction with our own MAC folded in.
  if (external && !consDir(b, info) && !isPeering) setSegId(b, info, segId(b, info) ^ getU16(b, macAt(hopAt(b, at, hf))))
  if (isCrossOver(b, at)) writeMac(b, mac, infoAt(at, infOfHf(b, at, hf + 1)), hopAt(b, at, hf + 1))
}

function writeMac(b: Bytes, mac: HopMac, info: number, hop: number): void {
  const full = hopMac(mac, segId(b, info), timestamp(b, info), expTime(b, hop), consIngress(b, hop), consEgress(b, hop))
  b.set(full.subarray(0, macLength), macAt(hop))
}
