/**
 * Beacons: begun by core ASes, passed on by all, ended and registered where they arrive.   draft-dekater-scion-controlplane
 * {#path-exploration}; control/beaconing
 */
import type { LinkType } from '#topology/model.ts'
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { buildOneHop } from '#wire/onehop.ts'
import type { RegisterHidden } from '../hidden/writer.ts'
import { type Segment, segmentExpiryS } from '../segment/segment.ts'
import { note, oneHopWay, reject, type ServiceState } from '../state.ts'
import type { Request, Way } from '../transport/exchange.ts'
import { encodeBeacon } from '../transport/message.ts'
import { stillHolds } from '../trust/judge.ts'
import { type BeaconingContext, type Refuse, registrationsBy, sendingsBy } from './algorithm.ts'
import { extend, makeHop, originate } from './extend.ts'
import { type SegmentType, segmentTypes, type Usage } from './policy.ts'
import { createRegistrar } from './registration.ts'
import { candidatesFor, type StoredBeacon } from './store.ts'

const interfacesOfType = (s: ServiceState, types: readonly LinkType[]) =>
  [...s.extender.interfaces.values()].filter(i => types.includes(i.linkType))

export interface Beaconing {
  originate(now: number, out: Outbox): void
  propagate(now: number, out: Outbox): void
  register(now: number, out: Outbox): void
}

/** A beacon out by an interface; `lost` is called when the neighbour never answered: then it is to be sent again. */
type Offer = (ifId: number, beacon: Segment, lost: () => void, now: number) => Request

export function createBeaconing(s: ServiceState, registerHidden: RegisterHidden): Beaconing {
  const wayOver = createOneHopWays(s)
  const offer: Offer = (ifId, beacon, lost, now) => {
    const body = encodeBeacon(beacon)
    const missingBytes = s.extender.signer.missingBytes * beacon.length
    s.counters.modelledSignatureBytes += missingBytes
    s.counters.beaconBytes += body.length + missingBytes
    return {
      to: s.extender.interfaces.get(ifId)!.neighbor,
      kind: 'beacon',
      body,
      ways: [wayOver(ifId, unixSeconds(s.clock, now))],
      done(answer, t) {
        if (!('failed' in answer)) return
        note(s, answer.failed === 'refused' ? 'beaconRefused' : 'beaconLost', beacon.key, t)
        if (answer.failed !== 'refused') lost()
      },
    }
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
    originate: createOrigination(s, offer),
    propagate: (now, out) => s.exchange.askAll([...propagations(s, contextOf('propagation', now), offer)], now, out),
    register: createRegistration(s, contextOf, registerHidden),
  }
}

function createOrigination(s: ServiceState, offer: Offer): Beaconing['originate'] {
  const sentAt = new Map<number, number>()
  const egresses = s.as.core ? interfacesOfType(s, ['core', 'child']) : []
  function* originations(now: number): Generator<Request> {
    for (const { ifId } of egresses) {
      if (now - (sentAt.get(ifId) ?? -Infinity) < s.settings.resendIntervalNs) continue
      const info = { timestamp: unixSeconds(s.clock, now), segId: s.random() & 0xffff }
      const beacon = originate(s.extender, info, ifId)
      if (beacon === undefined) return note(s, 'unsigned', s.isdAs, now)
      sentAt.set(ifId, now)
      note(s, 'originated', beacon.key, now)
      yield offer(ifId, beacon, () => sentAt.get(ifId) === now && sentAt.delete(ifId), now)
    }
  }
  return (now, out) => s.exchange.askAll([...originations(now)], now, out)
}

/** The candidates that others can verify by what they can get here: certificates and TRCs may have gone since. control/beacon/selection_algo.go */
function* verifiableFor(s: ServiceState, usage: Usage, nowS: number): Generator<readonly StoredBeacon[]> {
  const holds = ({ beacon }: StoredBeacon): boolean => stillHolds(s, beacon, nowS)
  for (const candidates of candidatesFor(s.beacons, usage, nowS)) yield candidates.every(holds) ? candidates : candidates.filter(holds)
}

const refuseAt =
  (s: ServiceState, now: number): Refuse =>
  (rejection, detail) =>
    reject(s, rejection, detail, now)

function* propagations(s: ServiceState, context: BeaconingContext, offer: Offer): Generator<Request> {
  const { nowNs, nowS } = context
  for (const candidates of verifiableFor(s, 'propagation', nowS))
    for (const { candidate, egress } of sendingsBy(s.settings.algorithm, candidates, context, refuseAt(s, nowNs))) {
      const { beacon, ingress, sent } = candidate
      const extended = extend(s.extender, beacon, ingress, egress, nowS)
      if (extended === undefined) return note(s, 'unsigned', beacon.key, nowNs)
      const record = { atNs: nowNs, expiryS: segmentExpiryS(extended) }
      sent.set(egress, record)
      note(s, 'propagated', beacon.key, nowNs)
      const lost = () => sent.get(egress) === record && sent.delete(egress)
      yield offer(egress, extended, lost, nowNs)
    }
}

function createRegistration(
  s: ServiceState,
  contextOf: (type: SegmentType, now: number) => BeaconingContext,
  registerHidden: RegisterHidden,
): Beaconing['register'] {
  const registrar = createRegistrar(s, registerHidden)
  const types = segmentTypes.filter(type => s.policies[type] !== undefined)
  return (now, out) => {
    for (const type of types) {
      const context = contextOf(type, now)
      for (const candidates of verifiableFor(s, type, context.nowS))
        for (const stored of registrationsBy(s.settings.algorithm, candidates, context, refuseAt(s, now))) {
          if (now - (stored.registeredAt.get(type) ?? -Infinity) < s.settings.resendIntervalNs) continue
          stored.registeredAt.set(type, now)
          registrar.register(type, stored, now, out)
        }
    }
  }
}

/** To the neighbour by interface and unix seconds: one-hop paths are the same for all beacons of a second. */
export function createOneHopWays(s: ServiceState): (ifId: number, timestampS: number) => Way {
  const made = new Map<number, { readonly timestampS: number; readonly way: Way }>()
  return (ifId, timestampS) => {
    const known = made.get(ifId)
    if (known?.timestampS === timestampS) return known.way
    const segId = s.random() & 0xffff
    const { expTime, mac } = makeHop(s.extender, segId, timestampS, 0, ifId)
    const hop = { ingressAlert: false, egressAlert: false, expTime, consIngress: 0, consEgress: ifId, mac }
    const way = oneHopWay(s, ifId, buildOneHop({ consDir: true, peer: false, segId, timestamp: timestampS }, hop))
    made.set(ifId, { timestampS, way })
    return way
  }
}
