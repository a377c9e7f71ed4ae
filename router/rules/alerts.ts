/** Rules 11 and 15: traceroute.   router/dataplane.go handleIngressRouterAlert, handleEgressRouterAlert */
import { protocols } from '#wire/header.ts'
import { consDir, egressAlert, ingressAlert } from '#wire/path.ts'
import { scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import type { Packet } from '../packet.ts'
import type { Rule } from '../rule.ts'
import type { Verdict } from '../verdict.ts'

const tracerouteLength = scmpHeaderLength + scmpBlockLength(scmpTypes.tracerouteRequest)
const ingressFlag = 2
const egressFlag = 1

export const isTracerouteRequest = (p: Packet): boolean =>
  p.protocol === protocols.scmp &&
  p.bytes.length - p.payload >= tracerouteLength &&
  p.bytes[p.payload] === scmpTypes.tracerouteRequest &&
  p.bytes[p.payload + 1] === 0

/**
 * A set alert flag names this side of this hop: answers a traceroute request, clearing the flag.
 * Divergence: a packet with an alert flag that is no traceroute request is bounced to its sender by the reference; it goes on as any other, the flag untouched.
 */
function answerAlert(p: Packet, flag: number, ifId: number): Verdict | undefined {
  if (!isTracerouteRequest(p)) return undefined
  p.bytes[p.hop]! &= ~flag
  return { kind: 'answer', with: 'traceroute', ifId }
}

export const ingressAlertAnswered: Rule = {
  name: 'ingressAlertAnswered',
  clause: '#hopfld',
  apply(p) {
    if (p.ingress.ifId === 0) return undefined
    const along = consDir(p.bytes, p.info)
    const set = along ? ingressAlert(p.bytes, p.hop) : egressAlert(p.bytes, p.hop)
    return set ? answerAlert(p, along ? ingressFlag : egressFlag, p.ingress.ifId) : undefined
  },
}

/** Before the check that the link is up: a traceroute sees how far it came. */
export const egressAlertAnswered: Rule = {
  name: 'egressAlertAnswered',
  clause: '#hopfld',
  apply(p) {
    if (p.egress!.kind !== 'external') return undefined
    const along = consDir(p.bytes, p.info)
    const set = along ? egressAlert(p.bytes, p.hop) : ingressAlert(p.bytes, p.hop)
    return set ? answerAlert(p, along ? egressFlag : ingressFlag, p.egressIfId) : undefined
  },
}
