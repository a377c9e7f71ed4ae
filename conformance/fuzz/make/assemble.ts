/** A recipe becomes bytes. */
import { defaultEpochS, epochAt } from '#crypto/drkey-epoch.ts'
import { createEpicTimestamp, epicHvf, epicMacInput } from '#crypto/epic.ts'
import { createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import { authenticate, authenticatorExtension } from '#crypto/spao.ts'
import { standInKey } from '#router/authenticator.ts'
import { type Bytes, fromHex, getU16, joinBytes, setU32, setU48 } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { epicLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { buildExtension, optionTypes } from '#wire/extensions.ts'
import { buildPacket, type Header, pathAt, pathTypes, protocols } from '#wire/header.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { buildPath, type Hop, type Info, macLength } from '#wire/path.ts'
import type { Site } from '../site.ts'
import { stampIdentity } from './identity.ts'
import { mutate } from './mutation.ts'
import { buildPayload, protocolOf } from './payload.ts'
import {
  type EndPlan,
  type EpicPlan,
  type ExtensionPlan,
  type HopPlan,
  isNoise,
  type PacketPlan,
  type PathPlan,
  type Recipe,
  type ScionPlan,
  type SegmentPlan,
  type SpaoPlan,
} from './recipe.ts'

export interface Assembler {
  /** The datagram of a recipe that is sent at `nowMs`, unix milliseconds. */
  assemble(recipe: Recipe, nowMs: number): Bytes
}

export function createAssembler(site: Site): Assembler {
  const mac = createHopMac(site.key)
  return {
    assemble({ door, packet, mutations, identity }, nowMs) {
      const external = site.doors[door]!.kind === 'external'
      let bytes = isNoise(packet) ? fromHex(packet.hex)! : buildPlanned(packet, mac, nowMs, identity)
      for (const mutation of mutations) bytes = mutate(bytes, mutation, mac, external)
      stampIdentity(bytes, identity)
      return bytes
    },
  }
}

function buildPlanned(plan: PacketPlan, mac: HopMac, nowMs: number, identity: number): Bytes {
  const path = buildPlannedPath(plan.path, mac, nowMs)
  const payload = buildPayload(plan.payload)
  const protocol = protocolOf(plan.payload)
  const spao = plan.spao === undefined ? undefined : spaoExtension(plan.spao, protocol, nowMs)
  const { first, extensions } = chainExtensions(plan.extensions, spao, protocol)
  const header: Header = {
    trafficClass: plan.trafficClass,
    flowId: identity,
    nextHeader: first,
    pathType: path.type,
    dstIsdAs: plan.dst.isdAs,
    srcIsdAs: plan.src.isdAs,
    dstHost: hostOf(plan.dst),
    srcHost: hostOf(plan.src),
  }
  const packet = buildPacket(header, path.bytes, joinBytes([...extensions, payload]))
  const at = packet.length - payload.length
  if ((protocol === protocols.udp || protocol === protocols.scmp) && payload.length >= 8) setUpperLayerChecksum(packet, protocol, at)
  if (path.epic !== undefined) writeEpic(packet, path.epic, path.timestampS)
  if (plan.spao?.good === true) authenticate(standInKey, packet, protocol, at)
  return packet
}

const hostOf = (end: EndPlan) => ({ type: end.type, bytes: fromHex(end.host)! })

interface BuiltPath {
  readonly type: number
  readonly bytes: Bytes
  readonly epic?: { readonly plan: EpicPlan; readonly authenticator: Bytes; readonly sentAfterMs: number } | undefined
  /** of the first info field */
  readonly timestampS: number
}

function buildPlannedPath(path: PathPlan, mac: HopMac, nowMs: number): BuiltPath {
  switch (path.kind) {
    case 'empty':
      return { type: pathTypes.empty, bytes: new Uint8Array(0), timestampS: 0 }
    case 'raw':
      return { type: path.type, bytes: new Uint8Array(path.bytes), timestampS: 0 }
    case 'oneHop': {
      const { info, hops } = buildSegment(path.segment, mac, nowMs)
      return { type: pathTypes.oneHop, bytes: buildOneHop(info, hops[0]!), timestampS: info.timestamp }
    }
    case 'scion':
      return buildScionPath(path, mac, nowMs)
  }
}

function buildScionPath(plan: ScionPlan, mac: HopMac, nowMs: number): BuiltPath {
  const segments = plan.segments.map(s => buildSegment(s, mac, nowMs))
  const bytes = buildPath({
    currInf: plan.currInf,
    currHf: plan.currHf,
    segLens: segments.map(s => s.hops.length),
    infos: segments.map(s => s.info),
    hops: segments.flatMap(s => s.hops),
  })
  const timestampS = segments[0]?.info.timestamp ?? 0
  if (plan.epic === undefined) return { type: pathTypes.scion, bytes, timestampS }
  const authenticator = segments.flatMap(s => s.authenticators)[lastChecked(plan)] ?? new Uint8Array(16)
  const sentAfterMs = nowMs - plan.epic.sentMs - timestampS * 1000
  const epic = { plan: plan.epic, authenticator, sentAfterMs }
  return { type: pathTypes.epic, bytes: joinBytes([new Uint8Array(epicLength), bytes]), epic, timestampS }
}

/** The hop field a router checks last: behind a cross-over the next one. */
function lastChecked({ segments, currHf }: ScionPlan): number {
  let end = 0
  for (const s of segments.slice(0, -1)) {
    end += s.hops.length
    if (currHf === end - 1 && !s.peer) return currHf + 1
  }
  return currHf
}

interface BuiltSegment {
  readonly info: Info
  readonly hops: readonly Hop[]
  readonly authenticators: readonly Bytes[]
}

function buildSegment(plan: SegmentPlan, mac: HopMac, nowMs: number): BuiltSegment {
  const timestamp = (Math.floor(nowMs / 1000) - plan.ageS) >>> 0
  const authenticators = plan.hops.map(hop => authenticatorOf(hop, plan.segId, timestamp, mac))
  const hops = plan.hops.map((hop, i): Hop => {
    const { consIngress, consEgress, expTime, alerts } = hop
    const flags = { egressAlert: (alerts & 1) !== 0, ingressAlert: (alerts & 2) !== 0 }
    return { ...flags, expTime, consIngress, consEgress, mac: authenticators[i]!.subarray(0, macLength) }
  })
  const fold = plan.folded === undefined ? 0 : getU16(hops[plan.folded]!.mac, 0)
  return { info: { consDir: plan.consDir, peer: plan.peer, segId: plan.segId ^ fold, timestamp }, hops, authenticators }
}

function authenticatorOf(hop: HopPlan, segId: number, timestamp: number, mac: HopMac): Bytes {
  if (hop.mac === 'own') return hopMac(mac, segId, timestamp, hop.expTime, hop.consIngress, hop.consEgress)
  const bytes = new Uint8Array(16)
  setU48(bytes, 0, hop.mac)
  return bytes
}

/** The validation fields cover the source, the length and the time of the finished packet. */
function writeEpic(packet: Bytes, { plan, authenticator, sentAfterMs }: NonNullable<BuiltPath['epic']>, timestampS: number): void {
  const at = pathAt(packet)
  setU32(packet, at, createEpicTimestamp(sentAfterMs * 1_000_000) ?? 0)
  setU32(packet, at + 4, plan.counter)
  const good = epicHvf(authenticator, epicMacInput(packet, at, timestampS))
  for (const [field, value] of [
    [phvfAt(at), plan.phvf],
    [lhvfAt(at), plan.lhvf],
  ] as const)
    if (value === 'good') packet.set(good, field)
    else setU32(packet, field, value)
}

function spaoExtension({ spi, ageS }: SpaoPlan, protocol: number, nowMs: number): Bytes {
  const beginMs = epochAt(Math.floor(nowMs / 1000), defaultEpochS).beginS * 1000
  return authenticatorExtension(protocol, spi, Math.max(0, nowMs - ageS * 1000 - beginMs) * 1_000_000)
}

/** Each extension names the next. The one with the authenticator stands right before the message. */
function chainExtensions(plans: readonly ExtensionPlan[], spao: Bytes | undefined, protocol: number) {
  const extensions: Bytes[] = spao === undefined ? [] : [spao]
  let next: number = spao === undefined ? protocol : protocols.endToEnd
  for (const plan of [...plans].reverse()) {
    const options = plan.options.map(length => ({ type: optionTypes.experiment1, data: new Uint8Array(length) }))
    extensions.unshift(buildExtension(next, options))
    next = plan.kind === 'hopByHop' ? protocols.hopByHop : protocols.endToEnd
  }
  return { first: next, extensions }
}
