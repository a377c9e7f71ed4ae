/** Rules 3-8: the hop field is alive and the packet came the way it says.   router/dataplane.go validateHopExpiry ... validateSrcHost */
import { nsPerS } from '#wire/actor.ts'
import { getU32 } from '#wire/bytes.ts'
import { dstIsdAsAt, headerLength, hostTypes, payloadLength, srcHostAt, srcHostType, srcIsdAsAt } from '#wire/header.ts'
import { consDir, consEgress, consIngress, currHf, expiryS, expTime, timestamp } from '#wire/path.ts'
import { isMappedIpv4 } from '../host.ts'
import type { Packet } from '../packet.ts'
import type { Rule } from '../rule.ts'
import type { RouterState } from '../state.ts'
import { refuse } from '../verdict.ts'
import { ingressInterface } from './path.ts'

export const isLocal = (p: Packet, r: RouterState, at: number): boolean =>
  getU32(p.bytes, at) === r.isdAsHigh && getU32(p.bytes, at + 4) === r.isdAsLow
export const dstIsLocal = (p: Packet, r: RouterState): boolean => isLocal(p, r, dstIsdAsAt)
export const srcIsLocal = (p: Packet, r: RouterState): boolean => isLocal(p, r, srcIsdAsAt)
const isFirstHop = (p: Packet): boolean => currHf(p.bytes, p.path) === 0
const isLastHop = (p: Packet): boolean => currHf(p.bytes, p.path) === p.hops - 1

/**
 * Valid up to and including the instant Timestamp + (1 + ExpTime) * 337.5 s.
 * Divergence: the draft also refuses a Timestamp in the future; the reference does not look, and neither do we (gallery: dated-ahead).
 */
export const hopNotExpired: Rule = {
  name: 'hopNotExpired',
  clause: '#process-router-ingress',
  apply(p, r) {
    const lastNs = (expiryS(timestamp(p.bytes, p.info), expTime(p.bytes, p.hop)) - r.clock.epochS) * nsPerS
    return lastNs < p.now ? refuse('hopExpired') : undefined
  },
}

export const arrivedOnNamedInterface: Rule = {
  name: 'arrivedOnNamedInterface',
  clause: '#process-router-ingress',
  apply(p) {
    if (p.ingress.ifId === 0) return undefined
    const named = consDir(p.bytes, p.info) ? consIngress(p.bytes, p.hop) : consEgress(p.bytes, p.hop)
    return named === p.ingress.ifId ? undefined : refuse('ingressMismatch')
  },
}

export const lengthMatches: Rule = {
  name: 'lengthMatches',
  clause: '#common-header',
  apply: p => (payloadLength(p.bytes) === p.bytes.length - headerLength(p.bytes) ? undefined : refuse('lengthMismatch')),
}

/** In transit, a packet on the internal network must come from the sibling that owns the interface it entered the AS by. */
export const transitFromSibling: Rule = {
  name: 'transitFromSibling',
  clause: '#process-router-ingress',
  apply(p, r) {
    if (p.ingress.ifId !== 0 || isFirstHop(p)) return undefined
    // Divergence: with an ingress interface of 0 the reference takes the packet from any internal host (vectors fake-transit); so do we.
    return r.links.byIfId[ingressInterface(p)] === p.ingress ? undefined : refuse('transitSource')
  },
}

/** From inside: we are the source at the first hop and never the destination. From outside: never the source, destination exactly at the last hop. */
export const isdAsPlausible: Rule = {
  name: 'isdAsPlausible',
  clause: '#process-router-ingress',
  apply(p, r) {
    const src = srcIsLocal(p, r)
    const dst = dstIsLocal(p, r)
    if (p.ingress.ifId === 0) {
      if (isFirstHop(p) && !src) return refuse('sourceIsdAs')
      return dst ? refuse('destinationIsdAs') : undefined
    }
    if (src) return refuse('sourceIsdAs')
    return isLastHop(p) === dst ? undefined : refuse('destinationIsdAs')
  },
}

/**
 * A source of ours has a unicast IP address.
 * Divergence: an SVC source address from our own AS ends the reference's process (addr.Host.IP panics); here it is answered like any other bad source host.
 */
export const sourceHostPlausible: Rule = {
  name: 'sourceHostPlausible',
  clause: '#address-header',
  apply(p, r) {
    if (!srcIsLocal(p, r)) return undefined
    const type = srcHostType(p.bytes)
    if (type === hostTypes.ipv4) return undefined
    return type === hostTypes.ipv6 && !isMappedIpv4(p.bytes, srcHostAt(p.bytes)) ? undefined : refuse('sourceHost')
  },
}
