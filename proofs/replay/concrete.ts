/** Packets of the model as bytes. */
import { epicHvf, epicMacInput } from '#crypto/epic.ts'
import { nsPerHalfSecond } from '#proofs/model/fields.ts'
import type { ModelHop, ModelInfo, ModelPacket, Tag } from '#proofs/model/step.ts'
import { type Bytes, concatBytes, setU32 } from '#wire/bytes.ts'
import { epicLength, epicUnitNs, hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { UserError } from '#wire/error.ts'
import { buildPacket, pathAt, pathTypes, payloadLength, setPayloadLength } from '#wire/header.ts'
import { buildPath, type Hop, hopLength, type Info, infoLength, writeHop, writeInfo } from '#wire/path.ts'
import type { ReplayNetwork } from './network.ts'
import { dstHosts, payloads, srcHosts } from './parts.ts'
import { type Symbols, wireTimestamp } from './symbols.ts'

/** A MAC made for the place it stands in: of one hop field, and what the SegID of its segment then differs by. */
export interface Placed {
  readonly info: number
  readonly hop: number
  readonly mac: Bytes
  readonly shift: number
}

export interface Writing {
  readonly symbols: Symbols
  readonly hvfOf: ReplayNetwork['hvfOf']
  /** half seconds: an EPIC packet's send time, of 21 us units, is rounded to this side */
  readonly now: number
  readonly placed: readonly Placed[]
}

export function packetBytes(packet: ModelPacket, writing: Writing): Bytes {
  const path = packet.kind === 'oneHop' ? oneHopPath(packet, writing) : scionPath(packet, writing)
  if (packet.kind !== 'epic') return framed(packet, path)
  const bytes = framed(packet, concatBytes(epicHeader(packet, writing.now), path))
  const at = pathAt(bytes)
  bytes.set(hvfBytes(packet.phvf, packet, writing), phvfAt(at))
  bytes.set(hvfBytes(packet.lhvf, packet, writing), lhvfAt(at))
  return bytes
}

function framed(packet: ModelPacket, path: Bytes): Bytes {
  const { protocol, bytes: payload } = payloads[packet.payload]
  const header = {
    trafficClass: 0,
    flowId: 1,
    nextHeader: protocol,
    pathType: pathTypes[packet.kind],
    dstIsdAs: packet.dst,
    srcIsdAs: packet.src,
    dstHost: dstHosts[packet.dstHost],
    srcHost: srcHosts[packet.srcHost],
  }
  const bytes = buildPacket(header, path, payload)
  if (!packet.lengthOk) setPayloadLength(bytes, payloadLength(bytes) + 1)
  return bytes
}

const wireHop = ({ ingressAlert, egressAlert, consIngress, consEgress, exp, mac }: ModelHop, i: number, writing: Writing): Hop => ({
  ingressAlert,
  egressAlert,
  expTime: exp,
  consIngress,
  consEgress,
  mac: writing.placed.find(p => p.hop === i)?.mac ?? writing.symbols.mac(mac),
})

const wireInfo = ({ consDir, peer, segId, ts }: ModelInfo, i: number, { symbols, placed }: Writing): Info => ({
  consDir,
  peer,
  segId: symbols.segId(segId) ^ (placed.find(p => p.info === i)?.shift ?? 0),
  timestamp: wireTimestamp(symbols, ts),
})

/**
 * Info fields that no SegLen announces have no place on the wire, hop fields that none announces follow the path. Where info fields lack, hop
 * fields would be read as such: those too many are left out, so that the path is cut in bytes as well.
 */
function scionPath(packet: ModelPacket, writing: Writing): Bytes {
  const { currInf, currHf, segLen } = packet
  const announced = segLen[2] > 0 ? 3 : segLen[1] > 0 ? 2 : segLen[0] > 0 ? 1 : 0
  const infos = packet.infos.slice(0, announced)
  const hops = infos.length < announced ? packet.hops.slice(0, segLen[0] + segLen[1] + segLen[2]) : packet.hops
  return buildPath({
    currInf,
    currHf,
    segLens: segLen,
    infos: infos.map((info, i) => wireInfo(info, i, writing)),
    hops: hops.map((hop, i) => wireHop(hop, i, writing)),
  })
}

/** The second hop is all zero until the receiving router completes it. */
function oneHopPath({ infos, hops }: ModelPacket, writing: Writing): Bytes {
  const path = new Uint8Array(infoLength + hopLength * hops.length)
  writeInfo(path, 0, wireInfo(infos[0]!, 0, writing))
  hops.forEach((hop, i) => {
    if (!isBlank(hop)) writeHop(path, infoLength + hopLength * i, wireHop(hop, i, writing))
  })
  return path
}

const isBlank = ({ consIngress, consEgress, exp, mac }: ModelHop): boolean =>
  consIngress === 0 && consEgress === 0 && exp === 0 && mac === 0

/** EpicTS and counter; the validation fields come when all they authenticate is there. */
function epicHeader({ infos, sentAt }: ModelPacket, now: number): Bytes {
  const header = new Uint8Array(epicLength)
  const afterNs = (sentAt - (infos[0]?.ts ?? 0)) * nsPerHalfSecond
  if (afterNs < epicUnitNs) throw new UserError('an EPIC packet sent before its segment was made has no EpicTS')
  // Towards now: a packet at the border of the window is inside, as the model has it.
  const round = sentAt < now ? Math.ceil : Math.floor
  setU32(header, 0, round(afterNs / epicUnitNs) - 1)
  setU32(header, 4, 1)
  return header
}

/** What the field was made for, which need not be this packet. */
function hvfBytes(hvf: Tag, packet: ModelPacket, writing: Writing): Bytes {
  const record = writing.hvfOf(hvf)
  const authenticator = record === undefined ? undefined : writing.symbols.authenticator(record.mac)
  if (record === undefined || authenticator === undefined) return writing.symbols.mac(hvf).subarray(0, hvfLength)
  const { src, payload, ts, sentAt } = record
  const infos = [{ consDir: true, peer: false, segId: [], ts }]
  const made = { ...packet, src, payload, sentAt, lengthOk: true, infos }
  const bytes = framed(made, epicHeader(made, writing.now))
  return epicHvf(authenticator, epicMacInput(bytes, pathAt(bytes), wireTimestamp(writing.symbols, ts)))
}
