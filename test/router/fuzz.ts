/**
 * Packets a router should never choke on: valid ones (the stories') cut, extended, spliced, with bits flipped or fields set, their MAC made
 * good again or not, arriving over any link; and plain noise. Everything follows from the seed.
 */
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { maxDatagram } from '#router/packet.ts'
import { type Bytes, setU16, setU32 } from '#wire/bytes.ts'
import { checkHeader, commonLength, headerLength, pathAt, pathType, pathTypes, protocols } from '#wire/header.ts'
import {
  checkPath,
  consEgress,
  consIngress,
  currHf,
  currInf,
  expTime,
  hopAt,
  infoAt,
  macAt,
  numHops,
  numInf,
  segId,
  timestamp,
} from '#wire/path.ts'
import { key, storyAs } from './network.ts'
import { allStories, buildInput } from './story.ts'

/** A stream of numbers: below(n) is uniform in 0..n-1. */
export interface Chance {
  below(n: number): number
}

/** SplitMix32: any seed is a good seed. */
export function createChance(seed: number): Chance {
  let state = seed | 0
  return {
    below(n) {
      state = (state + 0x9e37_79b9) | 0
      let z = Math.imul(state ^ (state >>> 16), 0x21f0_aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a_2d97)
      return ((z ^ (z >>> 15)) >>> 0) % n
    },
  }
}

const pick = <T>(chance: Chance, all: readonly T[]): T => all[chance.below(all.length)]!
const valid: readonly Bytes[] = allStories().map(buildInput)
const mac = createHopMac(key)

export interface Arrival {
  readonly bytes: Bytes
  /** an interface id, or 0 with the sender's address on the internal network */
  readonly port: number
  readonly from: string
}

const arrivals: readonly Omit<Arrival, 'bytes'>[] = [
  ...storyAs.routers[0]!.interfaces.map(i => ({ port: i.ifId, from: i.remote })),
  ...storyAs.routers.slice(1).map(r => ({ port: 0, from: r.internalAddress })),
  { port: 0, from: '192.168.0.51:30041' },
  { port: 0, from: '[fd00::51]:40111' },
]

/** A change of a packet; gives the changed packet, which may be the same buffer. */
type Mutation = (b: Bytes, chance: Chance) => Bytes

const setByte: Mutation = (b, chance) => {
  if (b.length > 0) b[chance.below(b.length)] = chance.below(256)
  return b
}

const flipBits: Mutation = (b, chance) => {
  for (let n = 1 + chance.below(4); n > 0 && b.length > 0; n--) b[chance.below(b.length)]! ^= 1 << chance.below(8)
  return b
}

const cut: Mutation = (b, chance) => b.subarray(0, chance.below(b.length + 1))

const extend: Mutation = (b, chance) => {
  const longer = new Uint8Array(b.length + 1 + chance.below(chance.below(20) === 0 ? maxDatagram : 64))
  longer.set(b)
  return longer
}

const splice: Mutation = (b, chance) => {
  const other = pick(chance, valid)
  const at = chance.below(Math.min(b.length, other.length) + 1)
  const spliced = new Uint8Array(other.length)
  spliced.set(other)
  spliced.set(b.subarray(0, at))
  return spliced
}

/** A field of the common header: NextHdr, HdrLen, PayloadLen, path type, address types. */
const setHeaderField: Mutation = (b, chance) => {
  if (b.length < commonLength) return b
  const at = pick(chance, [4, 5, 6, 7, 8, 9])
  const likely = at === 4 ? pick(chance, Object.values(protocols)) : at === 8 ? chance.below(5) : chance.below(256)
  b[at] = at === 5 ? b[5]! + chance.below(5) - 2 : likely
  return b
}

const localIsdAs = Uint8Array.of(0, 1, 0xff, 0, 0, 0, 0, 1)

/** Source or destination becomes the router's own AS. */
const setIsdAsLocal: Mutation = (b, chance) => {
  if (b.length >= 28) b.set(localIsdAs, pick(chance, [12, 20]))
  return b
}

export const isScion = (b: Bytes): boolean =>
  checkHeader(b) === undefined && pathType(b) === pathTypes.scion && checkPath(b, pathAt(b), headerLength(b)) === undefined

/** Anything of the path: pointers, lengths, flags, SegID, times, interfaces (known ones, often). */
const setPathField: Mutation = (b, chance) => {
  if (!isScion(b) || numHops(b, pathAt(b)) === 0) return b
  const at = pathAt(b)
  const info = infoAt(at, chance.below(numInf(b, at)))
  const hop = hopAt(b, at, chance.below(numHops(b, at)))
  const interfaces = [0, 121, 131, 141, 151, 171, 181, 191, 404]
  const changes: readonly (() => void)[] = [
    () => (b[at] = chance.below(256)),
    () => setU32(b, at, (b[at]! << 24) | chance.below(0x100_0000)),
    () => (b[info] = chance.below(4)),
    () => setU16(b, info + 2, chance.below(0x1_0000)),
    () => setU32(b, info + 4, timestamp(b, info) - chance.below(600)),
    () => (b[hop] = chance.below(4)),
    () => (b[hop + 1] = chance.below(256)),
    () => setU16(b, hop + 2, pick(chance, interfaces)),
    () => setU16(b, hop + 4, pick(chance, interfaces)),
  ]
  pick(chance, changes)()
  return b
}

/** Makes the MACs of the current hop and of the one behind it good over the SegIDs as they stand. */
const makeMacsGood: Mutation = b => {
  const at = pathAt(b)
  if (!isScion(b)) return b
  for (const hf of [currHf(b, at), currHf(b, at) + 1]) {
    if (hf >= numHops(b, at)) continue
    const hop = hopAt(b, at, hf)
    const info = infoAt(at, Math.min(numInf(b, at) - 1, hf === currHf(b, at) ? currInf(b, at) : currInf(b, at) + 1))
    const full = hopMac(mac, segId(b, info), timestamp(b, info), expTime(b, hop), consIngress(b, hop), consEgress(b, hop))
    b.set(full.subarray(0, 6), macAt(hop))
  }
  return b
}

const makeLengthGood: Mutation = b => {
  if (checkHeader(b) === undefined) setU16(b, 6, b.length - headerLength(b))
  return b
}

const mutations: readonly Mutation[] = [
  setByte,
  flipBits,
  cut,
  extend,
  splice,
  setHeaderField,
  setIsdAsLocal,
  setPathField,
  setPathField,
  setPathField,
  makeMacsGood,
  makeLengthGood,
]

function noise(chance: Chance): Bytes {
  const b = Uint8Array.from({ length: chance.below(300) }, () => chance.below(256))
  if (b.length > 9 && chance.below(2) === 0) b.set([pick(chance, Object.values(protocols)), chance.below(64)], 4)
  return b
}

export function makeArrival(chance: Chance): Arrival {
  let bytes = chance.below(20) === 0 ? noise(chance) : pick(chance, valid).slice()
  for (let n = chance.below(4); n > 0; n--) bytes = pick(chance, mutations)(bytes, chance)
  if (chance.below(2) === 0) bytes = makeMacsGood(makeLengthGood(bytes, chance), chance)
  return { bytes, ...pick(chance, arrivals) }
}
