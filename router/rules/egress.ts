/** Rules 14, 16, 17: where the packet leaves, and that it may.   router/dataplane.go validateEgressID ... processEgress */
import { consDir, consEgress, consIngress, foldSegId } from '#wire/path.ts'
import { newSegment, sameSegment } from '../links.ts'
import { advance } from '../packet.ts'
import type { Rule } from '../rule.ts'
import { refuse } from '../verdict.ts'

/**
 * The egress interface exists and, for packets from inside, is ours.
 * Divergence: a hop field with egress 0 towards another AS, from inside, crashes the reference (sibling) or is reflected (host); it names no interface, so it is answered as unknown.
 */
export const egressKnown: Rule = {
  name: 'egressKnown',
  clause: '#process-router',
  apply(p, r) {
    p.egressIfId = consDir(p.bytes, p.info) ? consEgress(p.bytes, p.hop) : consIngress(p.bytes, p.hop)
    const egress = r.links.byIfId[p.egressIfId]
    p.egress = egress
    if (egress === undefined) return refuse('egressUnknown')
    // Behind a cross-over egress 0 is the next rule's: from inside no segment change is allowed.
    const isOurs = egress.kind === 'external' || (egress.kind === 'internal' && p.crossedOver)
    return p.ingress.ifId !== 0 || isOurs ? undefined : refuse('egressUnknown')
  },
}

/** Within a segment (and at a peering link) transit goes up, down, along the core, or over a peering link to or from a customer. */
export const linkPairAllowed: Rule = {
  name: 'linkPairAllowed',
  clause: '#process-router',
  apply(p) {
    if (p.crossedOver || p.ingress.kind !== 'external') return undefined
    return (p.ingress.onward[p.egressIfId]! & sameSegment) !== 0 ? undefined : refuse('linkPair')
  },
}

/** From one segment to another: core to child, child to core, or child to child; never from inside the AS. */
export const segmentChangeAllowed: Rule = {
  name: 'segmentChangeAllowed',
  clause: '#process-router',
  apply(p) {
    if (!p.crossedOver) return undefined
    return p.ingress.kind === 'external' && (p.ingress.onward[p.egressIfId]! & newSegment) !== 0 ? undefined : refuse('segmentChange')
  },
}

export const egressIsUp: Rule = {
  name: 'egressIsUp',
  clause: '#link-down-notification',
  apply(p) {
    const egress = p.egress!
    if (egress.up) return undefined
    return refuse(egress.kind === 'external' ? 'externalDown' : 'siblingDown')
  },
}

/** In construction direction our MAC is put into the SegID for the next AS, where the packet leaves the AS. */
export const segIdFoldedAtEgress: Rule = {
  name: 'segIdFoldedAtEgress',
  clause: '#hf-mac-calc',
  apply(p) {
    if (p.egress!.kind === 'external' && consDir(p.bytes, p.info) && !p.peering) foldSegId(p.bytes, p.info, p.hop)
    return undefined
  },
}

/** The last rule always decides: to the neighbour with the pointers moved on, or to the sibling as it is. */
export const forwardToEgress: Rule = {
  name: 'forwardToEgress',
  clause: '#process-router',
  apply(p) {
    const egress = p.egress!
    if (egress.kind === 'sibling') return egress.handOver
    return egress.kind === 'external' && advance(p) ? egress.forward : refuse('endOfPath')
  },
}
