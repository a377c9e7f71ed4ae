/** Bytes as a packet of the model: the inverse of concrete.ts, for what routers send. What no symbol stands for is a number of `unknown` and more. */
import { modelHop, modelInfo, nsPerHalfSecond } from '#proofs/model/fields.ts'
import type { ModelHop, ModelInfo, ModelPacket } from '#proofs/model/step.ts'
import { type Bytes, bytesEqual, getU32, getU48, type Malformed, malformed } from '#wire/bytes.ts'
import { epicScionAt, epicTimestamp, epicUnitNs, lhvfAt, phvfAt } from '#wire/epic.ts'
import { checkHeader, headerLength, nextHeader, parseHeader, pathAt, pathType, payloadLength } from '#wire/header.ts'
import {
  currHf,
  currInf,
  type Hop,
  hopAt,
  hopLength,
  type Info,
  infoAt,
  infoLength,
  numHops,
  numInf,
  parseHop,
  parseInfo,
  segLen,
} from '#wire/path.ts'
import { dstHosts, hostName, nameOf, payloads, srcHosts } from './parts.ts'
import type { Symbols } from './symbols.ts'

export const unknown = 1_000_000_000

const kinds = { 1: 'scion', 2: 'oneHop', 3: 'epic' } as const

/** `Malformed` where the bytes are no packet the model has a name for. */
export function readBack(b: Bytes, symbols: Symbols): ModelPacket | Malformed {
  const wrong = checkHeader(b)
  if (wrong !== undefined) return wrong
  const header = parseHeader(b)
  const kind = kinds[pathType(b) as keyof typeof kinds]
  const payload = b.subarray(headerLength(b))
  const named = {
    srcHost: hostName(srcHosts, header.srcHost),
    dstHost: hostName(dstHosts, header.dstHost),
    payload: nameOf(payloads, p => p.protocol === nextHeader(b) && bytesEqual(p.bytes, payload)),
  }
  if (kind === undefined || named.srcHost === undefined || named.dstHost === undefined || named.payload === undefined)
    return malformed('a path, host or payload that the model has no name for', 0)
  const path = kind === 'oneHop' ? oneHopPath(b, symbols) : scionPath(b, kind === 'epic' ? epicScionAt(pathAt(b)) : pathAt(b), symbols)
  return {
    kind,
    src: header.srcIsdAs,
    dst: header.dstIsdAs,
    srcHost: named.srcHost,
    dstHost: named.dstHost,
    payload: named.payload,
    lengthOk: payloadLength(b) === payload.length,
    ...path,
    ...epicFields(b, kind === 'epic', path.infos[0]?.ts ?? 0),
  }
}

type Path = Pick<ModelPacket, 'currInf' | 'currHf' | 'segLen' | 'infos' | 'hops'>

const scionPath = (b: Bytes, at: number, symbols: Symbols): Path => ({
  currInf: currInf(b, at),
  currHf: currHf(b, at),
  segLen: [segLen(b, at, 0), segLen(b, at, 1), segLen(b, at, 2)],
  infos: Array.from({ length: numInf(b, at) }, (_, i) => infoOf(parseInfo(b, infoAt(at, i)), symbols)),
  hops: Array.from({ length: numHops(b, at) }, (_, i) => hopOf(parseHop(b, hopAt(b, at, i)), symbols)),
})

function oneHopPath(b: Bytes, symbols: Symbols): Path {
  const at = pathAt(b)
  const hops = Math.floor((headerLength(b) - at - infoLength) / hopLength)
  return {
    currInf: 0,
    currHf: 0,
    segLen: [0, 0, 0],
    infos: [infoOf(parseInfo(b, at), symbols)],
    hops: Array.from({ length: hops }, (_, i) => hopOf(parseHop(b, at + infoLength + i * hopLength), symbols)),
  }
}

const infoOf = (info: Info, { setOf, epochS }: Symbols): ModelInfo =>
  modelInfo(info, setOf(info.segId) ?? [unknown + info.segId], 2 * (info.timestamp - epochS))

const hopOf = (hop: Hop, { tagOf }: Symbols): ModelHop =>
  modelHop(hop, tagOf(hop.mac) ?? (hop.mac.every(byte => byte === 0) ? 0 : unknown + getU48(hop.mac, 0)))

/** The names of validation fields are not kept in them: their bytes stand for themselves. */
function epicFields(b: Bytes, isEpic: boolean, ts: number): Pick<ModelPacket, 'sentAt' | 'phvf' | 'lhvf'> {
  if (!isEpic) return { sentAt: 0, phvf: 0, lhvf: 0 }
  const at = pathAt(b)
  const sentAt = ts + Math.round(((epicTimestamp(b, at) + 1) * epicUnitNs) / nsPerHalfSecond)
  return { sentAt, phvf: unknown + getU32(b, phvfAt(at)), lhvf: unknown + getU32(b, lhvfAt(at)) }
}
