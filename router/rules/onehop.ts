/** One-hop paths: two neighbouring control services that know no path yet.   router/dataplane.go processOHP. Every failure is silent. */
import { hopMac, macMatches, writeMacBlock } from '#crypto/mac.ts'
import { setU16 } from '#wire/bytes.ts'
import { dstIsdAs, headerLength, srcIsdAs } from '#wire/header.ts'
import { firstHopAt, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import {
  consDir,
  consEgress,
  consIngress,
  expTime,
  foldSegId,
  macAt,
  macLength,
  parseHop,
  parseInfo,
  segId,
  timestamp,
  writeHop,
  writeInfo,
} from '#wire/path.ts'
import type { Packet } from '../packet.ts'
import type { Rule } from '../rule.ts'
import { drop, refuse, type Verdict } from '../verdict.ts'
import { dstIsLocal, srcIsLocal } from './arrival.ts'
import { deliver } from './delivery.ts'

const clause = '#onehop'
const fromInside = (p: Packet): boolean => p.ingress.ifId === 0

/**
 * The path is 32 bytes and nothing follows it.
 * Divergence: given a longer header the reference moves it to fit, overwrites the destination host while doing so, and sends the garbage on.
 */
export const oneHopLengthFits: Rule = {
  name: 'oneHopLengthFits',
  clause,
  apply: p => (headerLength(p.bytes) === p.path + oneHopLength ? undefined : refuse('oneHopLength')),
}

export const oneHopAlong: Rule = {
  name: 'oneHopAlong',
  clause,
  apply(p) {
    p.info = p.path
    p.hop = firstHopAt(p.path)
    return consDir(p.bytes, p.info) ? undefined : refuse('oneHopAgainst')
  },
}

export const oneHopSourceFits: Rule = {
  name: 'oneHopSourceFits',
  clause,
  apply(p, r) {
    const fits = fromInside(p) ? srcIsLocal(p, r) : r.links.neighborOf[p.ingress.ifId] === srcIsdAs(p.bytes)
    return fits ? undefined : refuse('oneHopSource')
  },
}

export const oneHopDestinationFits: Rule = {
  name: 'oneHopDestinationFits',
  clause,
  apply(p, r) {
    const fits = fromInside(p) ? r.links.neighborOf[consEgress(p.bytes, p.hop)] === dstIsdAs(p.bytes) : dstIsLocal(p, r)
    return fits ? undefined : refuse('oneHopDestination')
  },
}

/** From inside, the first hop is ours: its MAC is checked and put into the SegID. From outside it is the neighbour's: nobody here can check it. */
export const oneHopMacIsValid: Rule = {
  name: 'oneHopMacIsValid',
  clause,
  prepare(p, r) {
    const b = p.bytes
    if (!fromInside(p)) return false
    writeMacBlock(
      r.mac,
      p.blocks,
      p.block,
      segId(b, p.info),
      timestamp(b, p.info),
      expTime(b, p.hop),
      consIngress(b, p.hop),
      consEgress(b, p.hop),
    )
    return true
  },
  apply: p => (!fromInside(p) || macMatches(p.blocks, p.block, p.bytes, macAt(p.hop)) ? undefined : refuse('oneHopMac')),
}

/** The reference writes the header anew: reserved bits are gone. */
function clearReserved(p: Packet): void {
  const b = p.bytes
  setU16(b, 10, 0)
  writeInfo(b, p.info, parseInfo(b, p.info))
  for (const at of [p.hop, secondHopAt(p.path)]) writeHop(b, at, parseHop(b, at))
}

/**
 * Out by the first hop's interface, ours or a sibling's; the rules before made sure there is one. A sibling refuses it, as the reference's does: the
 * SegID is folded, so the MAC no longer fits. Who sends by a one-hop path sends to the router that owns the interface.
 */
export const oneHopForwarded: Rule = {
  name: 'oneHopForwarded',
  clause,
  apply(p, r) {
    if (!fromInside(p)) return undefined
    p.egressIfId = consEgress(p.bytes, p.hop)
    const egress = r.links.byIfId[p.egressIfId]!
    foldSegId(p.bytes, p.info, p.hop)
    clearReserved(p)
    return egress.kind === 'external' ? egress.forward : egress.handOver
  },
}

/** The receiving router completes the path with its own hop, valid as long as the first, and delivers. */
export const oneHopCompleted: Rule = {
  name: 'oneHopCompleted',
  clause,
  apply(p, r): Verdict {
    const b = p.bytes
    clearReserved(p)
    const exp = expTime(b, p.hop)
    const mac = hopMac(r.mac, segId(b, p.info), timestamp(b, p.info), exp, p.ingress.ifId, 0).subarray(0, macLength)
    writeHop(b, secondHopAt(p.path), {
      ingressAlert: false,
      egressAlert: false,
      expTime: exp,
      consIngress: p.ingress.ifId,
      consEgress: 0,
      mac,
    })
    return deliver(p, r, drop)
  },
}
