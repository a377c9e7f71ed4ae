/** The header of a logged packet, taken apart as far as the model knows it. */
import type { ModelPacket } from '#proofs/model/step.ts'
import { isMappedIpv4, isUnspecified } from '#router/host.ts'
import { findAs, type Topology } from '#topology/model.ts'
import { type Bytes, fromHex, getU16 } from '#wire/bytes.ts'
import { checkEpic, epicScionAt } from '#wire/epic.ts'
import {
  checkHeader,
  dstHostAt,
  dstHostType,
  dstIsdAs,
  headerLength,
  hostTypes,
  pathAt,
  pathType,
  pathTypes,
  srcHostAt,
  srcHostType,
} from '#wire/header.ts'
import { checkOneHop, firstHopAt, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import { checkPath, type Hop, type Info, parseHop, parseInfo, parsePath } from '#wire/path.ts'

export interface PathHeader {
  readonly bytes: Bytes
  readonly kind: ModelPacket['kind']
  /** where the SCION path, or the first info field of a one-hop path, begins */
  readonly at: number
  readonly currInf: number
  readonly currHf: number
  readonly segLens: readonly number[]
  readonly infos: readonly Info[]
  readonly hops: readonly Hop[]
}

/** `undefined`: it cannot be read, or has no path of hop fields. */
export function headerOf(hex: string): PathHeader | undefined {
  const bytes = fromHex(hex)
  if (bytes === undefined || bytes.length === 0 || checkHeader(bytes) !== undefined) return undefined
  const at = pathAt(bytes)
  const end = headerLength(bytes)
  switch (pathType(bytes)) {
    case pathTypes.scion:
      return scionHeader(bytes, 'scion', at, end)
    case pathTypes.epic:
      return checkEpic(bytes, at, end) === undefined ? scionHeader(bytes, 'epic', epicScionAt(at), end) : undefined
    case pathTypes.oneHop:
      return checkOneHop(bytes, at, end) === undefined ? oneHopHeader(bytes, at, end) : undefined
    default:
      return undefined
  }
}

const scionHeader = (bytes: Bytes, kind: 'scion' | 'epic', at: number, end: number): PathHeader | undefined =>
  checkPath(bytes, at, end) === undefined ? { bytes, kind, at, ...parsePath(bytes, at) } : undefined

/** A longer header than the path needs has a third hop field in the model. */
function oneHopHeader(bytes: Bytes, at: number, end: number): PathHeader {
  const hops = [firstHopAt(at), secondHopAt(at)].map(hop => parseHop(bytes, hop))
  const infos = [parseInfo(bytes, at)]
  const all = end === at + oneHopLength ? hops : [...hops, hops[1]!]
  return { bytes, kind: 'oneHop', at, currInf: 0, currHf: 0, segLens: [2], infos, hops: all }
}

/** A source host that rules take for one. */
export const isUnicast = (b: Bytes): boolean =>
  srcHostType(b) === hostTypes.ipv4 || (srcHostType(b) === hostTypes.ipv6 && !isMappedIpv4(b, srcHostAt(b)))

const multicastBit = 0x8000

export function dstHostOf(b: Bytes, topology: Topology): ModelPacket['dstHost'] {
  switch (dstHostType(b)) {
    case hostTypes.ipv4:
      return isUnspecified(b, dstHostAt, 4) ? 'nowhere' : 'host'
    case hostTypes.ipv6:
      return isMappedIpv4(b, dstHostAt) || isUnspecified(b, dstHostAt, 16) ? 'nowhere' : 'host'
    case hostTypes.svc: {
      const as = findAs(topology, dstIsdAs(b))
      const services = { 1: as?.discoveryServices, 2: as?.controlServices }[getU16(b, dstHostAt) & ~multicastBit]
      return services === undefined || services.length === 0 ? 'noService' : 'service'
    }
    default:
      return 'bad'
  }
}
