/** A beacon has come: what must hold before it is stored.   control/beaconing/handler.go */
import { constantTimeEqual, hopMac } from '#crypto/mac.ts'
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { secondHopAt } from '#wire/onehop.ts'
import { macLength, parseHop, parseInfo } from '#wire/path.ts'
import type { Rejection } from '../events.ts'
import { checkBeacon, checkLife, contains, firstIsdAs, lastEntry, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState } from '../state.ts'
import { decodeBeacon } from '../transport/message.ts'
import type { ControlPacket } from '../transport/packet.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { senderOf } from '../trust/fetch.ts'
import { judge } from '../trust/judge.ts'
import { usageOf } from './policy.ts'
import { checkRoom, insertBeacon } from './store.ts'

/**
 * Stored or rejected; what is no beacon at all, for the reason returned. The neighbour is told, by the path of two hops that our router's hop field makes of its one hop; a beacon
 * that came otherwise is left without an answer.
 */
export function handleBeacon(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const ingress = ingressOf(s, asked.packet)
  if (typeof ingress === 'string') return ingress
  const beacon = decodeBeacon(asked.body)
  if (isMalformed(beacon)) return tell(asked, 'bodyMalformed', out)
  const wrong = checkArrived(s, beacon, asked.packet, ingress, unixSeconds(s.clock, now))
  const conclude = (verdict: Rejection | undefined, t: number, o: Outbox): void => {
    tell(asked, verdict, o)
    if (verdict !== undefined) reject(s, verdict, asked.packet.src.isdAs, t, beacon.key)
  }
  if (wrong !== undefined) conclude(wrong, now, out)
  else judge(s, beacon, senderOf(asked), now, out, (unbelieved, t, o) => conclude(unbelieved ?? takeBeacon(s, beacon, ingress, t), t, o))
  return undefined
}

function tell(asked: Asked, wrong: Rejection | undefined, out: Outbox): Rejection | undefined {
  // Having one that is as new is as good.
  asked.answer(wrong === undefined || wrong === 'older' ? 'done' : wrong === 'bodyMalformed' ? 'malformed' : 'rejected', noBody, out)
  return wrong
}

/** Its signatures hold. Who is core is known for sure only now: the TRC may have come with them. */
function takeBeacon(s: ServiceState, beacon: Segment, ingress: number, now: number): Rejection | undefined {
  if (!s.isCore(firstIsdAs(beacon))) return 'originNotCore'
  const done = insertBeacon(s.beacons, beacon, ingress)
  if (done !== 'inserted' && done !== 'updated') return done
  note(s, 'accepted', beacon.key, now)
  return undefined
}

/** The interface the beacon came in by: our border router wrote it into the second hop field, and its MAC proves that it did. */
function ingressOf(s: ServiceState, packet: ControlPacket): number | Rejection {
  if (packet.pathType !== 'oneHop') return 'notOneHop'
  const hop = parseHop(packet.path, secondHopAt(0))
  return hop.consEgress === 0 && constantTimeEqual(hop.mac, ownMac(s, packet.path, hop)) ? hop.consIngress : 'notFromRouter'
}

function ownMac(s: ServiceState, path: Bytes, hop: ReturnType<typeof parseHop>): Bytes {
  const { segId, timestamp } = parseInfo(path, 0)
  return hopMac(s.extender.mac, segId, timestamp, hop.expTime, hop.consIngress, 0).subarray(0, macLength)
}

function checkArrived(s: ServiceState, beacon: Segment, packet: ControlPacket, ingress: number, nowS: number): Rejection | undefined {
  const i = s.extender.interfaces.get(ingress)
  const last = lastEntry(beacon)
  if (i === undefined) return 'interfaceUnknown'
  if (i.linkType !== 'core' && i.linkType !== 'parent') return 'linkType'
  if (packet.src.isdAs !== i.neighbor || last.isdAs !== i.neighbor) return 'notFromNeighbor'
  if (last.next !== s.isdAs) return 'notForUs'
  const usage = usageOf(s.policies, beacon)
  if (typeof usage === 'string') return usage
  if (contains(beacon, s.isdAs)) return 'loop'
  // Signatures come after this: what is old or has no place costs no check of them.
  return checkBeacon(beacon) ?? checkLife(beacon, nowS) ?? checkRoom(s.beacons, beacon, ingress)
}
