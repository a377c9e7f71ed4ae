/**
 * Beacons: begun by core ASes, passed on by all, ended and registered where they arrive.   draft-dekater-scion-controlplane
 * {#path-exploration}; control/beaconing
 */
import type { LinkType } from '#topology/model.ts'
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { type Segment, segmentExpiryS } from '../segment/segment.ts'
import { note, reject, type ServiceState, sendOneHop } from '../state.ts'
import { buildMessage, encodeBeacon, singleMessage } from '../transport/message.ts'
import { type BeaconingContext, type Refuse, registrationsBy, sendingsBy } from './algorithm.ts'
import { extend, makeHop, originate } from './extend.ts'
import { type SegmentType, segmentTypes, type Usage } from './policy.ts'
import { createRegistrar } from './registration.ts'
import { candidatesFor } from './store.ts'

const interfacesOfType = (s: ServiceState, types: readonly LinkType[]) =>
  [...s.extender.interfaces.values()].filter(i => types.includes(i.linkType))

export interface Beaconing {
  originate(now: number, out: Outbox): void
  propagate(now: number, out: Outbox): void
  register(now: number, out: Outbox): void
}

/** A beacon out by an interface. */
type Send = (ifId: number, beacon: Segment, now: number, out: Outbox) => void

export function createBeaconing(s: ServiceState): Beaconing {
  const oneHop = createOneHopPaths(s)
  const send: Send = (ifId, beacon, now, out) => {
    const { neighbor } = s.extender.interfaces.get(ifId)!
    s.counters.modelledSignatureBytes += s.extender.signer.missingBytes
    const message = buildMessage(singleMessage('beacon', 0, encodeBeacon(beacon.bytes)))
    sendOneHop(s, neighbor, ifId, oneHop(ifId, unixSeconds(s.clock, now)), message, out)
  }
  const egresses = interfacesOfType(s, s.as.core ? ['core'] : ['child'])
  const contextOf = (usage: Usage, now: number): BeaconingContext => ({
    isdAs: s.isdAs,
    core: s.as.core,
    usage,
    policy: s.policies[usage]!,
    egresses,
    interfaces: s.extender.interfaces,
    nowNs: now,
    nowS: unixSeconds(s.clock, now),
    resendIntervalNs: s.settings.resendIntervalNs,
    random: s.random,
  })
  return {
    originate: createOrigination(s, send),
    propagate: (now, out) => propagate(s, contextOf('propagation', now), send, out),
    register: createRegistration(s, contextOf),
  }
}

function createOrigination(s: ServiceState, send: Send): Beaconing['originate'] {
  const sentAt = new Map<number, number>()
  const egresses = s.as.core ? interfacesOfType(s, ['core', 'child']) : []
  return (now, out) => {
    for (const { ifId } of egresses) {
      if (now - (sentAt.get(ifId) ?? -Infinity) < s.settings.resendIntervalNs) continue
      const info = { timestamp: unixSeconds(s.clock, now), segId: s.random() & 0xffff }
      const beacon = originate(s.extender, info, ifId)
      if (beacon === undefined) return note(s, 'unsigned', s.isdAs, now)
      sentAt.set(ifId, now)
      send(ifId, beacon, now, out)
      note(s, 'originated', beacon.key, now)
    }
  }
}

const refuseAt =
  (s: ServiceState, now: number): Refuse =>
  (rejection, detail) =>
    reject(s, rejection, detail, now)

function propagate(s: ServiceState, context: BeaconingContext, send: Send, out: Outbox): void {
  const { nowNs, nowS } = context
  for (const candidates of candidatesFor(s.beacons, 'propagation', nowS))
    for (const { candidate, egress } of sendingsBy(s.settings.algorithm, candidates, context, refuseAt(s, nowNs))) {
      const { beacon, ingress, sent } = candidate
      const extended = extend(s.extender, beacon, ingress, egress, nowS)
      if (extended === undefined) {
        note(s, 'unsigned', beacon.key, nowNs)
        return
      }
      sent.set(egress, { atNs: nowNs, expiryS: segmentExpiryS(extended) })
      send(egress, extended, nowNs, out)
      note(s, 'propagated', beacon.key, nowNs)
    }
}

function createRegistration(s: ServiceState, contextOf: (type: SegmentType, now: number) => BeaconingContext): Beaconing['register'] {
  const registrar = createRegistrar(s)
  const types = segmentTypes.filter(type => s.policies[type] !== undefined)
  return (now, out) => {
    for (const type of types) {
      const context = contextOf(type, now)
      for (const candidates of candidatesFor(s.beacons, type, context.nowS))
        for (const stored of registrationsBy(s.settings.algorithm, candidates, context, refuseAt(s, now))) {
          if (now - (stored.registeredAt.get(type) ?? -Infinity) < s.settings.resendIntervalNs) continue
          stored.registeredAt.set(type, now)
          registrar.register(type, stored, now, out)
        }
    }
  }
}

/** One-hop paths are the same for all beacons of a second. */
function createOneHopPaths(s: ServiceState): (ifId: number, timestampS: number) => Bytes {
  const made = new Map<number, { readonly timestampS: number; readonly path: Bytes }>()
  return (ifId, timestampS) => {
    const known = made.get(ifId)
    if (known?.timestampS === timestampS) return known.path
    const segId = s.random() & 0xffff
    const hop = makeHop(s.extender, segId, timestampS, 0, ifId)
    const path = buildOneHop(
      { consDir: true, peer: false, segId, timestamp: timestampS },
      {
        ingressAlert: false,
        egressAlert: false,
        expTime: hop.expTime,
        consIngress: 0,
        consEgress: ifId,
        mac: hop.mac,
      },
    )
    made.set(ifId, { timestampS, path })
    return path
  }
}
