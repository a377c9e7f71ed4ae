/** MACs: guessed, made with a key that leaked, met by chance. */
import { chainSegId } from '#crypto/mac.ts'
import { withShortMac } from '../brute-force.ts'
import type { GalleryEntry } from '../entry.ts'
import { arrivingAt, echoOver, guessedMac, joined, madeSegment, rawOf, segmentOf, withHop } from '../forge.ts'
import { meetingSegments } from '../narrow-segid.ts'
import { as } from '../network.ts'
import type { Workshop } from '../workshop.ts'

const bruteForce: GalleryEntry = {
  name: 'brute-force',
  breaks: 'any path at all, for who guesses long enough',
  story:
    "Mallory has no key. It writes shop's hop field itself, guesses the six bytes of its MAC, and lets shop's router say whether they are right: one " +
    'packet a guess. Nothing can be tried at home, because the key is what is not known.',
  guard: 'macIsValid',
  limits:
    '2^47 packets on average. To be done within the 24 hours that a hop field lives at most that is 1.6 billion a second, on one link; at ten ' +
    'million a second it takes half a year. And it wins one hop field, for one SegID.',
  theorem: 'T1',
  configuration: 'MC_Dataplane_BUG_nomac',
  reaches: as.shop,
  make(w) {
    const raw = rawOf(w.path(as.mallory, as.red, as.shop))
    const bytes = echoOver(w, 'mallory', 'shop', withHop(raw, 3, { mac: guessedMac(raw.hops[3]!.mac) }))
    return [{ entrance: w.fromHost('mallory', 1), bytes }]
  },
  measure: w => withShortMac(w, [4, 8, 12]),
}

const spuriousAs: GalleryEntry = {
  name: 'spurious-as',
  breaks: 'the path blames an AS that was never there',
  story:
    "Hop fields do not say whose they are: the AS that a hop field stands for is the one whose key made it. Mallory puts one of its own in red's " +
    'place, made with a key of its own, as if another AS were between itself and core. It would be forwarded by an AS that never agreed to it, ' +
    'and whoever reads the path would see somebody else.',
  guard: 'macIsValid',
  theorem: 'T3',
  configuration: 'MC_Dataplane_BUG_nomac',
  reaches: as.core,
  make(w) {
    const raw = rawOf(w.path(as.mallory, as.red, as.core))
    const own = madeSegment(w, { segId: 0, timestamp: w.nowS }, [{ isdAs: as.mallory, consIngress: 0, consEgress: 1 }]).hops[0]!
    // Its first two bytes are what core's SegID needs.
    const mac = raw.hops[1]!.mac.map((byte, i) => (i < 2 ? byte : own.mac[i]!))
    return [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'core', withHop(raw, 1, { mac })) }]
  },
}

/** A hop field of red's own key in front of shop's authentic one: a SegID that fits is found at home. */
function grafted(w: Workshop): ReturnType<typeof rawOf> {
  const path = w.path(as.mallory, as.red, as.shop)
  const raw = rawOf(path)
  const wanted = arrivingAt(path, 3).infos[1]!.segId
  const { timestamp } = raw.infos[1]!
  const { consIngress, consEgress } = raw.hops[2]!
  for (let expTime = 255; expTime > 200; expTime--)
    for (let segId = 0; segId < 0x1_0000; segId++) {
      const made = madeSegment(w, { segId, timestamp }, [{ isdAs: as.red, consIngress, consEgress, expTime }])
      if (chainSegId(segId, made.hops[0]!.mac) === wanted)
        return joined(segmentOf(raw, 0), { ...made, segLens: [2], hops: [made.hops[0]!, raw.hops[3]!] })
    }
  return raw
}

const leakedKey: GalleryEntry = {
  name: 'leaked-key',
  breaks: 'paths through the AS whose key it is, as the thief likes',
  story:
    "Mallory has stolen red's forwarding key. It makes a hop field that red never made, good for a day instead of six hours, and puts it in front " +
    "of shop's authentic one. The SegID behind it has to be the one that shop's MAC is over: mallory tries SegIDs at home until one fits, about " +
    '65,536 of them.',
  limits:
    'Path authorisation is claimed for ASes whose key is secret (T1), and no rule can tell. The key opens nothing but red: hop fields of others ' +
    'stay what they are (leaked-key-elsewhere), link types still forbid valleys (valley-path), interfaces must exist and be those the packet ' +
    'uses. A new key ends it.',
  clause: '#forwarding-key-compromise',
  theorem: 'T1',
  configuration: 'MC_Dataplane_BUG_keyleak',
  reaches: as.shop,
  make: w => [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'shop', grafted(w)) }],
}

const leakedKeyElsewhere: GalleryEntry = {
  name: 'leaked-key-elsewhere',
  breaks: 'one stolen key opens its neighbours, too',
  story:
    "With red's key mallory makes the hop field of red, and the one of shop as well. Each AS has a key of its own: shop's router checks against " +
    "shop's.",
  guard: 'macIsValid',
  theorem: 'T1',
  configuration: 'MC_Dataplane_BUG_nomac',
  reaches: as.shop,
  make(w) {
    const raw = rawOf(w.path(as.mallory, as.red, as.shop))
    const made = madeSegment(w, { segId: 1, timestamp: w.nowS }, [
      { isdAs: as.red, consIngress: 0, consEgress: 3 },
      { isdAs: as.shop, consIngress: 1, consEgress: 0, keyOf: as.red },
    ])
    return [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'shop', joined(segmentOf(raw, 0), made)) }]
  },
}

const yearS = 365 * 86_400

const datedAhead: GalleryEntry = {
  name: 'dated-ahead',
  breaks: 'a hop field that lives for years',
  story:
    'A hop field lives for at most 24 hours from the Timestamp of its segment. Red and shop collude, or both keys leaked for a moment: they make a ' +
    'segment that begins in a year. Today it is not over yet, so it is good until then.',
  limits:
    'The draft has routers refuse a Timestamp in the future; the reference does not look, and neither do we. Only who has the keys of all ASes of ' +
    'the segment can date it ahead, beacons from the future are refused by the control plane, and a new key ends it. It takes the limit of 24 ' +
    'hours from brute-force, too.',
  clause: '#process-router-ingress',
  theorem: 'T12',
  reaches: as.shop,
  make(w) {
    const path = madeSegment(w, { segId: 1, timestamp: w.nowS + yearS }, [
      { isdAs: as.red, consIngress: 0, consEgress: 3 },
      { isdAs: as.shop, consIngress: 1, consEgress: 0 },
    ])
    return [{ entrance: w.fromHost('red', 3), bytes: echoOver(w, 'red', 'shop', path) }]
  },
}

const narrowSegId: GalleryEntry = {
  name: 'narrow-segid',
  breaks: 'a splice, once two SegIDs are equal by chance',
  story:
    'What "splice" lacks is a SegID that fits both segments, and it has sixteen bits. Of the segments that core and far send out in the same second, ' +
    "one pair in 65,536 has equal SegIDs before shop. Core waits for such a pair: then shop's hop field of far's segment is right behind red's of " +
    "core's.",
  origin: 'scionproto/scion#4541',
  limits:
    'No router can tell: the MAC is right. Both segments must meet at the same interface, carry the same Timestamp, and be alive: with a beacon a ' +
    'minute such a pair comes every 45 days, and lives for six hours. It wins a path whose every hop was allowed, one behind another that was not. ' +
    'A wider SegID would end it; the reserved byte beside it is there.',
  clause: '#path-splicing',
  theorem: 'T1',
  configuration: 'MC_Dataplane_BUG_narrow',
  reaches: as.shop,
  make: w => [{ entrance: w.fromHost('core', 2), bytes: echoOver(w, 'core', 'shop', meetingSegments(w).spliced) }],
  measure: w => [
    { what: 'pairs of segments of the same second, until their SegIDs met', value: `${meetingSegments(w).tries} (65536 expected)` },
  ],
}

export const keyAttacks: readonly GalleryEntry[] = [bruteForce, spuriousAs, leakedKey, leakedKeyElsewhere, datedAhead, narrowSegId]
