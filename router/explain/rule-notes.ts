/**
 * Each rule in words: what it asks, whether it has anything to say about this packet, and what it saw. For `explain`, the web page and docs;
 * the rules themselves (rules/*.ts) say nothing.
 */
import { storeBlock } from '#crypto/aes.ts'
import { epicSentAfterNs } from '#crypto/epic.ts'
import { unixSeconds } from '#wire/actor.ts'
import { bfdDetectMult, bfdFlags, bfdMyDiscriminator, bfdState, bfdStateNames, bfdVersionOf, bfdYourDiscriminator } from '#wire/bfd.ts'
import { toHex } from '#wire/bytes.ts'
import { epicTimestamp } from '#wire/epic.ts'
import { dstHostAt, dstHostType, dstIsdAs, headerLength, pathAt, payloadLength, srcHostAt, srcHostType, srcIsdAs } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { oneHopLength } from '#wire/onehop.ts'
import {
  consDir,
  consEgress,
  consIngress,
  currHf,
  currInf,
  egressAlert,
  expiryS,
  expTime,
  infoAt,
  ingressAlert,
  macAt,
  macLength,
  numInf,
  peerFlag,
  segId,
  timestamp,
} from '#wire/path.ts'
import { formatUnixSeconds } from '#wire/path-text.ts'
import type { RouterLink } from '../links.ts'
import { type Packet, standsAtCrossing } from '../packet.ts'
import { dstIsLocal, srcIsLocal } from '../rules/arrival.ts'
import type { RouterState } from '../state.ts'

export interface RuleNote {
  readonly asks: string
  /** false: it answers packets or changes them, and refuses none */
  readonly refuses?: false
  /** Asked just before the rule is applied; left out where it always applies. */
  applies?(p: Packet, r: RouterState): boolean
  /** What it compares, in values of this packet; asked just before the rule is applied. */
  saw(p: Packet, r: RouterState): string
}

export const formatSegId = (id: number): string => `0x${id.toString(16).padStart(4, '0')}`

/** "2 h 5 min", "7 s", "0.5 ms"; two units at most. */
export function formatSpan(seconds: number): string {
  const s = Math.abs(seconds)
  if (s < 1) return `${Number((s * 1000).toFixed(1))} ms`
  if (s < 60) return `${Number(s.toFixed(1))} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`
}

export const describeLink = (link: RouterLink): string =>
  link.kind === 'external'
    ? `interface ${link.ifId} (${link.linkType} ${link.neighbor})`
    : link.kind === 'sibling'
      ? `sibling router ${link.routerId}`
      : 'the network inside the AS'

const isExternal = (p: Packet): boolean => p.ingress.kind === 'external'
const onOwnSide = (p: Packet, along: number | boolean, against: number | boolean): number | boolean =>
  consDir(p.bytes, p.info) ? along : against

function sawExpiry(p: Packet, r: RouterState): string {
  const end = expiryS(timestamp(p.bytes, p.info), expTime(p.bytes, p.hop))
  const left = end - unixSeconds(r.clock, p.now)
  return `valid until ${formatUnixSeconds(Math.floor(end))}, ${left < 0 ? `over for ${formatSpan(left)}` : `${formatSpan(left)} left`}`
}

/** The block has been encrypted by now: its first six bytes are what the MAC must be. */
function sawMac(p: Packet): string {
  const b = p.bytes
  const expected = toHex(storeBlock(p.blocks, p.block).subarray(0, macLength))
  const found = toHex(b.subarray(macAt(p.hop), macAt(p.hop) + macLength))
  const over = `over SegID ${formatSegId(segId(b, p.info))} and hop (${consIngress(b, p.hop)},${consEgress(b, p.hop)})`
  return expected === found ? `${found} ${over}` : `${over} our key gives ${expected}, the packet says ${found}`
}

const sawEnds = (p: Packet, r: RouterState): string =>
  `source ${srcIsdAs(p.bytes)}${srcIsLocal(p, r) ? ' (us)' : ''}, destination ${dstIsdAs(p.bytes)}${dstIsLocal(p, r) ? ' (us)' : ''}`

const hostAt = (p: Packet, type: number, from: number, to: number): string => formatHost({ type, bytes: p.bytes.subarray(from, to) })
const srcHost = (p: Packet): string => hostAt(p, srcHostType(p.bytes), srcHostAt(p.bytes), pathAt(p.bytes))
const dstHost = (p: Packet): string => hostAt(p, dstHostType(p.bytes), dstHostAt, srcHostAt(p.bytes))

const alertSet = (p: Packet, side: 'ingress' | 'egress'): boolean => {
  const [own, other] = side === 'ingress' ? [ingressAlert, egressAlert] : [egressAlert, ingressAlert]
  return onOwnSide(p, own(p.bytes, p.hop), other(p.bytes, p.hop)) === true
}

const pathNotes = {
  pathPointersFit: {
    asks: 'do CurrINF and CurrHF fit the path and each other?',
    saw: p => `CurrINF ${currInf(p.bytes, p.path)} of ${numInf(p.bytes, p.path)}, CurrHF ${currHf(p.bytes, p.path)} of ${p.hops}`,
  },
  peeringHopFound: {
    asks: 'marked Peer: are there exactly two segments?',
    applies: p => peerFlag(p.bytes, p.info),
    saw: p => `${numInf(p.bytes, p.path)} segments`,
  },
  hopNotExpired: { asks: 'is the hop field still alive?', saw: sawExpiry },
  arrivedOnNamedInterface: {
    asks: 'did it come in by the interface its hop field names?',
    applies: isExternal,
    saw: p => `came in by ${p.ingress.ifId}, hop field says ${onOwnSide(p, consIngress(p.bytes, p.hop), consEgress(p.bytes, p.hop))}`,
  },
  lengthMatches: {
    asks: 'is PayloadLen the number of bytes that follow?',
    saw: p => `PayloadLen ${payloadLength(p.bytes)}, ${p.bytes.length - headerLength(p.bytes)} bytes follow`,
  },
  transitFromSibling: {
    asks: 'in transit: is it from the sibling it came into the AS by?',
    applies: p => !isExternal(p) && currHf(p.bytes, p.path) > 0,
    saw: p => `from ${describeLink(p.ingress)}`,
  },
  isdAsPlausible: { asks: 'do source and destination AS fit this place on the path?', saw: sawEnds },
  sourceHostPlausible: {
    asks: 'a source of ours: is it a unicast host?',
    applies: srcIsLocal,
    saw: srcHost,
  },
} satisfies Record<string, RuleNote>

const macNotes = {
  segIdFoldedAtIngress: {
    asks: 'against construction: our MAC comes out of the SegID on entry',
    refuses: false,
    applies: p => isExternal(p) && !consDir(p.bytes, p.info) && !p.peering,
    saw: () => '',
  },
  macIsValid: { asks: 'is the hop field MAC ours?', saw: sawMac },
  ingressAlertAnswered: {
    asks: 'ingress alert set: a traceroute request for this side?',
    refuses: false,
    applies: p => isExternal(p) && alertSet(p, 'ingress'),
    saw: p => `alert for interface ${p.ingress.ifId}`,
  },
  deliveredIfLocal: { asks: 'is it for us? Then to its host', applies: dstIsLocal, saw: dstHost },
  crossOver: {
    asks: 'at the last hop of a segment: on to the next one',
    refuses: false,
    applies: p => !p.peering && standsAtCrossing(p),
    saw: () => '',
  },
  crossedHopNotExpired: { asks: 'after the crossing: is the new hop field still alive?', applies: p => p.crossedOver, saw: sawExpiry },
  crossedMacIsValid: { asks: "after the crossing: is the new hop field's MAC ours?", applies: p => p.crossedOver, saw: sawMac },
} satisfies Record<string, RuleNote>

const linkTypeOf = (p: Packet, r: RouterState): string =>
  r.as.routers.flatMap(o => o.interfaces).find(i => i.ifId === p.egressIfId)?.linkType ?? 'none'
const sawLinkPair = (p: Packet, r: RouterState): string =>
  `from ${p.ingress.kind === 'external' ? p.ingress.linkType : 'inside'} to ${linkTypeOf(p, r)}`
const egressOf = (p: Packet): RouterLink | undefined => p.egress

const egressNotes = {
  egressKnown: {
    asks: 'is there such an egress interface?',
    saw(p, r) {
      const ifId = Number(onOwnSide(p, consEgress(p.bytes, p.hop), consIngress(p.bytes, p.hop)))
      const link = r.links.byIfId[ifId]
      return link === undefined
        ? `no interface ${ifId} in this AS`
        : link.kind === 'external'
          ? describeLink(link)
          : `${ifId}, by ${describeLink(link)}`
    },
  },
  linkPairAllowed: {
    asks: 'may traffic pass between these two links?',
    applies: p => !p.crossedOver && isExternal(p),
    saw: sawLinkPair,
  },
  segmentChangeAllowed: { asks: 'may segments change between these two links?', applies: p => p.crossedOver, saw: sawLinkPair },
  egressAlertAnswered: {
    asks: 'egress alert set: a traceroute request for this side?',
    refuses: false,
    applies: p => egressOf(p)?.kind === 'external' && alertSet(p, 'egress'),
    saw: p => `alert for interface ${p.egressIfId}`,
  },
  egressIsUp: {
    asks: 'is the way out up?',
    applies: p => egressOf(p)?.kind !== 'internal',
    saw: p => (p.egress!.kind === 'internal' || p.egress!.up ? 'up' : 'down'),
  },
  segIdFoldedAtEgress: {
    asks: 'along construction: our MAC goes into the SegID on leaving',
    refuses: false,
    applies: p => egressOf(p)?.kind === 'external' && consDir(p.bytes, p.info) && !p.peering,
    saw: () => '',
  },
  forwardToEgress: { asks: 'to the neighbour one hop on, or to the sibling as it is', saw: p => describeLink(p.egress!) },
} satisfies Record<string, RuleNote>

const fromInside = (p: Packet): boolean => p.ingress.ifId === 0

const oneHopNotes = {
  oneHopLengthFits: {
    asks: 'is the path exactly info field and two hops?',
    saw: p => `${headerLength(p.bytes) - p.path} bytes, ${oneHopLength} expected`,
  },
  oneHopAlong: { asks: 'does it go in construction direction?', saw: p => (consDir(p.bytes, p.path) ? 'C set' : 'C clear') },
  oneHopSourceFits: {
    asks: 'is the source the neighbour (from inside: us)?',
    saw: (p, r) =>
      `source ${srcIsdAs(p.bytes)}, ${fromInside(p) ? `we are ${r.isdAs}` : `neighbour ${r.links.neighborOf[p.ingress.ifId]}`}`,
  },
  oneHopDestinationFits: {
    asks: 'is the destination us (from inside: the neighbour)?',
    saw: (p, r) =>
      `destination ${dstIsdAs(p.bytes)}, ${fromInside(p) ? `behind interface ${consEgress(p.bytes, p.hop)} is ${r.links.neighborOf[consEgress(p.bytes, p.hop)] ?? 'nobody'}` : `we are ${r.isdAs}`}`,
  },
  oneHopMacIsValid: { asks: 'is the MAC of the first hop ours?', applies: fromInside, saw: sawMac },
  oneHopForwarded: {
    asks: 'our MAC into the SegID, and out',
    applies: fromInside,
    saw: p => `by interface ${consEgress(p.bytes, p.hop)}`,
  },
  oneHopCompleted: { asks: 'complete the path with our own hop and deliver', saw: dstHost },
} satisfies Record<string, RuleNote>

const hasEpicRole = (p: Packet): boolean => p.epicRole !== 'none'

const epicNotes = {
  epicRoleFound: { asks: 'last or last but one? Only they check the EPIC field', saw: p => `hop ${currHf(p.bytes, p.path)} of ${p.hops}` },
  epicPacketIsFresh: {
    asks: 'was it sent at most 3 s ago and at most 1 s ahead of us?',
    applies: hasEpicRole,
    saw(p, r) {
      const sentS = timestamp(p.bytes, infoAt(p.path, 0)) + epicSentAfterNs(epicTimestamp(p.bytes, pathAt(p.bytes))) / 1e9
      const ageS = r.clock.epochS - sentS + p.now / 1e9
      return ageS < 0 ? `sent ${formatSpan(ageS)} ahead of our clock` : `sent ${formatSpan(ageS)} ago`
    },
  },
  epicFieldIsValid: {
    asks: 'is the EPIC validation field of this hop right?',
    applies: hasEpicRole,
    saw: p => (p.epicRole === 'last' ? 'LHVF' : 'PHVF'),
  },
} satisfies Record<string, RuleNote>

const bfdNotes = {
  bfdSessionRuns: { asks: 'does a BFD session run on this link?', saw: p => describeLink(p.ingress) },
  bfdLengthFits: { asks: 'is the message as long as it says?', saw: p => `${p.bytes.length - p.payload} bytes` },
  bfdSupported: {
    asks: 'version 1, without authentication, polls, demand mode, multipoint, echo?',
    saw: p => `version ${bfdVersionOf(p.bytes, p.payload)}, flags 0x${bfdFlags(p.bytes, p.payload).toString(16)}`,
  },
  bfdFieldsPlausible: {
    asks: 'multiplier and discriminators not 0?',
    saw: p =>
      `multiplier ${bfdDetectMult(p.bytes, p.payload)}, from ${bfdMyDiscriminator(p.bytes, p.payload)} to ${bfdYourDiscriminator(p.bytes, p.payload)}`,
  },
  bfdHeard: { asks: 'the session hears it', saw: p => `the neighbour says ${bfdStateNames[bfdState(p.bytes, p.payload)]}` },
} satisfies Record<string, RuleNote>

/** By rule name; the rules of `ruleSet`, no more and no fewer. */
export const ruleNotes: Readonly<Record<string, RuleNote>> = {
  ...pathNotes,
  ...macNotes,
  ...egressNotes,
  ...oneHopNotes,
  ...epicNotes,
  ...bfdNotes,
}
