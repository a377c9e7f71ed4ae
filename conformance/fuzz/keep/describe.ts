/**
 * A packet as a conformance case writes it: field by field, with times relative to now and MACs left to whoever sends it, so that the case
 * means the same next year. What the notation cannot say is said by overwritten fields.
 */
import { defaultEpochS, epochMeant } from '#crypto/drkey-epoch.ts'
import { epicHvf, epicMacInput, epicSentAfterNs } from '#crypto/epic.ts'
import { chainSegId, hopMac } from '#crypto/mac.ts'
import { findAuthenticator, isAuthentic } from '#crypto/spao.ts'
import { standInKey } from '#router/authenticator.ts'
import { type Bytes, bytesEqual, getU16, getU48, isMalformed, toHex } from '#wire/bytes.ts'
import { epicTimestamp, lhvfAt, phvfAt } from '#wire/epic.ts'
import { findUpperLayer, type UpperLayer } from '#wire/extensions.ts'
import { readBits } from '#wire/fields.ts'
import {
  checkHeader,
  flowId,
  headerLength,
  hostTypes,
  nextHeader,
  parseHeader,
  pathAt,
  pathType,
  pathTypes,
  protocols,
  type RawHost,
  trafficClass,
} from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { isMapped } from '#wire/ip.ts'
import { checkOneHop, firstHopAt, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import { checkPath, type Hop, type Info, macLength, numHops, parseHop, parseInfo, parsePath, type ScionPath } from '#wire/path.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import { spaoSpi } from '#wire/spao.ts'
import { udpDstPort, udpSrcPort } from '#wire/udp.ts'
import { namedFields } from '../../suite/field-names.ts'
import type { PacketSpec, PayloadSpec } from '../../suite/format.ts'
import { buildPacket, type PacketContext } from '../../suite/packet.ts'

/** `undefined` for what is no packet that could be said: its bytes must do. */
export function describePacket(bytes: Bytes, context: PacketContext): PacketSpec | undefined {
  if (checkHeader(bytes) !== undefined) return undefined
  const path = describePathOf(bytes, context)
  const payload = describePayload(bytes, context)
  if (path === undefined || payload === undefined) return undefined
  const { dstIsdAs, srcIsdAs, dstHost, srcHost } = parseHeader(bytes)
  const spec: PacketSpec = {
    src: `${srcIsdAs},${describeHost(srcHost)}`,
    dst: `${dstIsdAs},${describeHost(dstHost)}`,
    trafficClass: trafficClass(bytes),
    flowId: flowId(bytes),
    ...path,
    ...payload,
  }
  const correct = corrections(buildPacket(spec, context), bytes, spec)
  // The validation fields are made over the length as it is before anything is overwritten.
  if (spec.epic !== undefined && correct.set?.['common.PayloadLen'] !== undefined) return undefined
  return { ...spec, ...correct }
}

function describeHost(host: RawHost): string {
  const { type, bytes } = host
  if (type === hostTypes.svc && bytes[2] === 0 && bytes[3] === 0) return `SVC 0x${toHex(bytes.subarray(0, 2))}`
  const isPlain = type === hostTypes.ipv4 || (type === hostTypes.ipv6 && !isMapped(bytes))
  return isPlain ? formatHost(host) : `type ${type} ${toHex(bytes)}`
}

type PathSpec = Pick<PacketSpec, 'path' | 'oneHop' | 'epic'>

function describePathOf(b: Bytes, context: PacketContext): PathSpec | undefined {
  const [at, end] = [pathAt(b), headerLength(b)]
  switch (pathType(b)) {
    case pathTypes.empty:
      return at === end ? {} : undefined
    case pathTypes.oneHop:
      if (checkOneHop(b, at, end) !== undefined || end !== at + oneHopLength) return undefined
      return { oneHop: describeOneHop(b, at, context) }
    case pathTypes.scion:
      return isWritable(b, at, end) ? { path: describePath(parsePath(b, at), context) } : undefined
    case pathTypes.epic:
      return isWritable(b, at + 16, end) ? describeEpic(b, at, context) : undefined
    default:
      return undefined
  }
}

/** The second hop only once it is filled in. */
function describeOneHop(b: Bytes, at: number, context: PacketContext): string {
  const hops = [parseHop(b, firstHopAt(at)), parseHop(b, secondHopAt(at))]
  const isFilled = b.subarray(secondHopAt(at), at + oneHopLength).some(byte => byte !== 0)
  return describeSegment(parseInfo(b, at), isFilled ? hops : hops.slice(0, 1), undefined, context)
}

const isWritable = (b: Bytes, at: number, end: number): boolean => checkPath(b, at, end) === undefined && numHops(b, at) > 0

/** In the notation of cases. Hop fields that are not made with the key of the AS look as if they were. */
export function describePath({ infos, hops, segLens, currHf }: ScionPath, context: PacketContext): string[] {
  let from = 0
  return infos.map((info, i) => {
    const own = hops.slice(from, from + segLens[i]!)
    const line = describeSegment(info, own, currHf - from, context)
    from += segLens[i]!
    return line
  })
}

function describeSegment(info: Info, hops: readonly Hop[], current: number | undefined, context: PacketContext): string {
  const { segId, folded } = unfold(info, hops, context)
  const age = info.timestamp - context.nowS
  const parts = [
    info.consDir ? 'along' : 'against',
    ...(info.peer ? ['peer'] : []),
    `0x${segId.toString(16)}${folded < 0 ? '' : `^${folded}`}`,
    ...(age === 0 ? [] : [`${age < 0 ? '-' : '+'}${Math.abs(age)}s`]),
    ...hops.map((hop, i) => `${i === current ? '*' : ''}${describeHop(hop)}`),
  ]
  return parts.join(' ')
}

const describeHop = ({ consIngress, consEgress, egressAlert, ingressAlert, expTime }: Hop): string =>
  `(${consIngress},${consEgress})${egressAlert ? 'E' : ''}${ingressAlert ? 'I' : ''}${expTime === 0 ? '' : `:${expTime}`}`

/** The SegID over which most hops' MACs are good, and whose MAC is folded into it in the packet; -1 = none. */
function unfold(info: Info, hops: readonly Hop[], { mac }: PacketContext) {
  const isGood = (hop: Hop, segId: number): boolean => {
    const full = hopMac(mac, segId, info.timestamp, hop.expTime, hop.consIngress, hop.consEgress)
    return bytesEqual(full.subarray(0, macLength), hop.mac)
  }
  const ways = [-1, ...hops.keys()].map(folded => {
    const segId = folded < 0 ? info.segId : chainSegId(info.segId, hops[folded]!.mac)
    const good = folded >= 0 && !isGood(hops[folded]!, segId) ? -1 : hops.filter(hop => isGood(hop, segId)).length
    return { segId, folded, good }
  })
  return ways.reduce((best, way) => (way.good > best.good ? way : best))
}

function describeEpic(b: Bytes, at: number, context: PacketContext): PathSpec {
  const path = parsePath(b, at + 16)
  const timestampS = path.infos[0]!.timestamp
  // In the middle of a unit, so that rounding finds it again.
  const sentNs = epicSentAfterNs(epicTimestamp(b, at) + 0.5) + (timestampS - context.nowS) * 1e9 - Number(context.nowNs % 1_000_000_000n)
  const sent = `${sentNs < 0 ? '-' : '+'}${Math.abs(sentNs / 1e9).toFixed(6)}s`
  const input = epicMacInput(b, at, timestampS)
  const made = path.infos.flatMap((info, i) => authenticators(path, i, info, context)).map(key => epicHvf(key, input))
  const by = (field: number): number => made.findIndex(hvf => bytesEqual(hvf, b.subarray(field, field + 4)))
  const [phvf, lhvf] = [by(phvfAt(at)), by(lhvfAt(at))]
  return { path: describePath(path, context), epic: { sent, ...(phvf >= 0 && { phvf }), ...(lhvf >= 0 && { lhvf }) } }
}

function authenticators(path: ScionPath, i: number, info: Info, context: PacketContext): Bytes[] {
  const from = path.segLens.slice(0, i).reduce((n, length) => n + length, 0)
  const hops = path.hops.slice(from, from + path.segLens[i]!)
  const { segId } = unfold(info, hops, context)
  return hops.map(hop => hopMac(context.mac, segId, info.timestamp, hop.expTime, hop.consIngress, hop.consEgress))
}

type PayloadPart = Pick<PacketSpec, 'payload' | 'authenticator'>

/** Extensions are bytes like the rest, but for an authenticator, which is of now: behind a hop-by-hop extension there is no way to say it. */
function describePayload(b: Bytes, context: PacketContext): PayloadPart | undefined {
  const raw = { payload: { protocol: nextHeader(b), hex: toHex(b.subarray(headerLength(b))) } }
  const upper = findUpperLayer(b)
  if (isMalformed(upper)) return raw
  const authenticator = describeAuthenticator(b, upper, context)
  if (authenticator === undefined)
    return upper.endToEnd === undefined && upper.hopByHop === undefined ? { payload: describeMessage(b, upper) } : raw
  return upper.hopByHop === undefined ? { authenticator, payload: describeMessage(b, upper) } : undefined
}

function describeAuthenticator(b: Bytes, { endToEnd, protocol, at }: UpperLayer, context: PacketContext): PacketSpec['authenticator'] {
  const option = endToEnd === undefined ? -1 : findAuthenticator(b, endToEnd)
  if (option < 0 || !isAuthentic(standInKey, b, option, protocol, at)) return undefined
  const epoch = epochMeant(getU48(b, option + 6), defaultEpochS, { epochS: context.nowS }, 0)
  if (epoch === undefined) return undefined
  const sentS = getU48(b, option + 6) / 1e9 + epoch.beginS - context.nowS - Number(context.nowNs % 1_000_000_000n) / 1e9
  return { spi: spaoSpi(b, option), sent: `${sentS < 0 ? '-' : '+'}${Math.abs(sentS).toFixed(3)}s` }
}

function describeMessage(b: Bytes, { protocol, at }: UpperLayer): PayloadSpec {
  const data = b.length - at - 8
  if (protocol === protocols.udp && data >= 0) return { udp: { src: udpSrcPort(b, at), dst: udpDstPort(b, at), data } }
  const isEcho = protocol === protocols.scmp && data >= 0 && (b[at] === scmpTypes.echoRequest || b[at] === scmpTypes.echoReply)
  if (isEcho) return { scmp: { type: b[at]!, code: b[at + 1]!, id: getU16(b, at + 4), seq: getU16(b, at + 6), data } }
  return { protocol, hex: toHex(b.subarray(at)) }
}

type Corrections = Pick<PacketSpec, 'set' | 'cut' | 'append'>

/** What makes the packet of the spec so far the one that is meant. EPIC fields that are good need not be the same. */
function corrections(built: Bytes, wanted: Bytes, { epic }: PacketSpec): Corrections {
  const free = epic === undefined ? [] : freeEpicFields(epic)
  const set: Record<string, number | string> = {}
  const done = built.slice()
  for (const [name, { bit, width }] of namedFields(built)) {
    if (bit + width > 8 * wanted.length) continue
    if (free.includes(name)) done.set(wanted.subarray(bit / 8, (bit + width) / 8), bit / 8)
    if (free.includes(name) || width > 64 || readBits(built, bit, width) === readBits(wanted, bit, width)) continue
    set[name] = width <= 48 ? Number(readBits(wanted, bit, width)) : toHex(wanted.subarray(bit / 8, (bit + width) / 8))
    for (let i = bit >> 3; i <= (bit + width - 1) >> 3; i++) done[i] = wanted[i]!
  }
  for (let i = 0; i < Math.min(built.length, wanted.length); i++) if (done[i] !== wanted[i]) set[`byte[${i}]`] = wanted[i]!
  return {
    ...(Object.keys(set).length > 0 && { set }),
    ...(wanted.length < built.length && { cut: wanted.length }),
    ...(wanted.length > built.length && { append: toHex(wanted.subarray(built.length)) }),
  }
}

/** The counter is a part of what the fields are made over: with another one a good field is another good field. */
const freeEpicFields = ({ phvf, lhvf }: NonNullable<PacketSpec['epic']>): string[] => [
  ...(phvf === undefined ? [] : ['path.epic.PHVF']),
  ...(lhvf === undefined ? [] : ['path.epic.LHVF']),
  ...(phvf === undefined && lhvf === undefined ? [] : ['path.epic.Counter']),
]
