/**
 * Beacons: begun by core ASes, passed on by all, ended and registered where they arrive.   draft-dekater-scion-controlplane
 * {#path-exploration}; control/beaconing
 */
import type { LinkType } from '#topology/model.ts'
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { insertSegment } from '../lookup/segment-store.ts'
import { combine } from '../path/combine.ts'
import { contains, firstIsdAs, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState, sendOneHop, sendOver } from '../state.ts'
import { buildMessage, encodeBeacon, encodeSegments, singleMessage } from '../transport/message.ts'
import { extend, extendedBytes, makeHop, originate } from './extend.ts'
import { bestBeacons, type StoredBeacon } from './store.ts'

/** Key of `sentAt` for registrations: no interface has id 0. */
const registered = 0

const isDue = (sentAt: ReadonlyMap<number, number>, key: number, s: ServiceState, now: number): boolean =>
  now - (sentAt.get(key) ?? -Infinity) >= s.settings.resendIntervalNs

const interfacesOfType = (s: ServiceState, types: readonly LinkType[]) =>
  [...s.extender.interfaces.values()].filter(i => types.includes(i.linkType))

export interface Beaconing {
  originate(now: number, out: Outbox): void
  propagate(now: number, out: Outbox): void
  register(now: number, out: Outbox): void
}

export function createBeaconing(s: ServiceState): Beaconing {
  const originatedAt = new Map<number, number>()
  const origination = s.as.core ? interfacesOfType(s, ['core', 'child']) : []
  const propagation = interfacesOfType(s, s.as.core ? ['core'] : ['child'])
  const oneHop = createOneHopPaths(s)

  function send(ifId: number, beacon: Bytes, now: number, out: Outbox): void {
    const { neighbor } = s.extender.interfaces.get(ifId)!
    s.counters.modelledSignatureBytes += s.extender.signer.missingBytes
    const message = buildMessage(singleMessage('beacon', 0, encodeBeacon(beacon)))
    sendOneHop(s, neighbor, ifId, oneHop(ifId, unixSeconds(s.clock, now)), message, out)
  }

  function propagateOver(stored: StoredBeacon, now: number, out: Outbox): void {
    const { beacon, ingress, sentAt } = stored
    for (const { ifId, neighbor } of propagation) {
      if (contains(beacon, neighbor) || !isDue(sentAt, ifId, s, now)) continue
      sentAt.set(ifId, now)
      send(ifId, extendedBytes(s.extender, beacon, ingress, ifId), now, out)
      note(s, 'propagated', beacon.key, now)
    }
  }

  return {
    originate(now, out) {
      for (const { ifId } of origination) {
        if (!isDue(originatedAt, ifId, s, now)) continue
        originatedAt.set(ifId, now)
        const info = { timestamp: unixSeconds(s.clock, now), segId: s.random() & 0xffff }
        const beacon = originate(s.extender, info, ifId)
        send(ifId, beacon.bytes, now, out)
        note(s, 'originated', beacon.key, now)
      }
    },
    propagate(now, out) {
      for (const best of bestBeacons(s.beacons, unixSeconds(s.clock, now))) for (const stored of best) propagateOver(stored, now, out)
    },
    register(now, out) {
      for (const best of bestBeacons(s.beacons, unixSeconds(s.clock, now)))
        for (const stored of best) {
          if (!isDue(stored.sentAt, registered, s, now)) continue
          stored.sentAt.set(registered, now)
          registerOne(s, extend(s.extender, stored.beacon, stored.ingress, 0), now, out)
        }
    },
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

/** Core segments stay with their last AS; up segments too, and as down segments they are registered with the core AS they come from. */
function registerOne(s: ServiceState, segment: Segment, now: number, out: Outbox): void {
  note(s, 'ended', segment.key, now)
  const isNew = insertSegment(s.as.core ? s.cores : s.ups, segment, unixSeconds(s.clock, now))
  if (!isNew) reject(s, 'full', segment.key, now)
  if (!s.as.core) registerDown(s, segment, now, out)
}

function registerDown(s: ServiceState, segment: Segment, now: number, out: Outbox): void {
  const origin = firstIsdAs(segment)
  const path = combine(s.isdAs, origin, { ups: [segment], cores: [], downs: [] })[0]
  if (path === undefined) return
  s.exchange.ask(
    {
      to: origin,
      kind: 'registration',
      body: encodeSegments({ downs: [segment] }),
      send: (message, _, o) => sendOver(s, path, message, o),
      done: (answer, t) => note(s, 'failed' in answer ? 'registrationLost' : 'registered', segment.key, t),
    },
    now,
    out,
  )
}
