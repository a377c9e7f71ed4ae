/** One-hop paths carry the first beacon to a neighbour, before there is any path: the second hop field is not there yet. */

import type { Bytes } from '#wire/bytes.ts'
import { pathTypes } from '#wire/header.ts'
import { services, svcHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildOneHop } from '#wire/onehop.ts'
import type { GalleryEntry } from '../entry.ts'
import { echoOver, guessedMac, madeSegment } from '../forge.ts'
import { as } from '../network.ts'
import type { Workshop } from '../workshop.ts'

/** From mallory's AS over its link to red. */
function oneHop(w: Workshop, src: IsdAs, dst: IsdAs, change: (mac: Bytes) => Bytes = mac => mac): Bytes {
  const [hop] = madeSegment(w, { segId: 7, timestamp: w.nowS }, [{ isdAs: as.mallory, consIngress: 0, consEgress: 1 }]).hops
  const info = { consDir: true, peer: false, segId: 7, timestamp: w.nowS }
  const claims = {
    source: { ...w.endpoint('mallory'), isdAs: src },
    destination: { isdAs: dst, host: svcHost(services.CS) },
    path: { type: pathTypes.oneHop, bytes: buildOneHop(info, { ...hop!, mac: change(hop!.mac) }) },
  }
  return echoOver(w, 'mallory', 'red', { currInf: 0, currHf: 0, segLens: [], infos: [], hops: [] }, claims)
}

const foreignSource: GalleryEntry = {
  name: 'one-hop-foreign-source',
  breaks: 'a first beacon in the name of another AS',
  story:
    "A router cannot check the MAC of a one-hop path that comes from its neighbour. Mallory's AS uses that to send red's control service a " +
    'message as core. The router knows who is at the other end of each link, and takes one-hop paths from nobody else.',
  guard: 'oneHopSourceFits',
  theorem: 'OneHopHolds',
  reaches: as.red,
  make: w => [{ entrance: { by: 'link', isdAs: as.mallory, ifId: 1 }, bytes: oneHop(w, as.core, as.red) }],
}

const farDestination: GalleryEntry = {
  name: 'one-hop-too-far',
  breaks: 'a way through an AS without a path',
  story:
    "One hop is one hop. Mallory's AS sends red a one-hop packet for shop. Red's router would complete the path with a hop field of its own and " +
    'deliver inside red what is not for red.',
  guard: 'oneHopDestinationFits',
  theorem: 'OneHopHolds',
  reaches: as.red,
  make: w => [{ entrance: { by: 'link', isdAs: as.mallory, ifId: 1 }, bytes: oneHop(w, as.mallory, as.shop) }],
}

const forgedOneHop: GalleryEntry = {
  name: 'one-hop-forged',
  breaks: "any host speaks to the neighbour's control service",
  story:
    'Only the control service has the key that makes the first hop field. Mallory is a host, guesses a MAC, and asks the router to send its ' +
    'packet to the neighbour, past the time that a real segment would expire and past any policy of its own AS.',
  guard: 'oneHopMacIsValid',
  theorem: 'OneHopHolds',
  reaches: as.red,
  make: w => [{ entrance: w.fromHost('mallory', 1), bytes: oneHop(w, as.mallory, as.red, guessedMac) }],
}

export const oneHopAttacks: readonly GalleryEntry[] = [foreignSource, farDestination, forgedOneHop]
