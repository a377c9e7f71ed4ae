/** Segments joined where none may be joined: valleys, splices, hops that were never beaconed one behind the other. */
import { splicedPath } from '#sim/forgery.ts'
import type { GalleryEntry } from '../entry.ts'
import { arrivingAt, echoOver, guessedMac, joined, madeSegment, rawOf, segmentOf, withHop } from '../forge.ts'
import { as } from '../network.ts'

const valleyPath: GalleryEntry = {
  name: 'valley-path',
  breaks: 'a customer carries traffic between its providers',
  story:
    'Mallory has the forwarding keys of red, shop and blue: a leak, or ASes that collude. It makes a segment that goes down from red to its ' +
    "customer shop and up again to shop's other provider, blue. Every MAC on it is right. Only the types of the two links tell shop's " +
    'router that nobody pays for this traffic: from a parent a packet goes on to a child and nowhere else, whatever its MACs say.',
  origin: 'scionproto/scion#4148',
  guard: 'linkPairAllowed',
  theorem: 'T4',
  configuration: 'MC_Dataplane_BUG_nolinkpair_allkeys',
  reaches: as.blue,
  make(w) {
    const up = segmentOf(rawOf(w.path(as.mallory, as.red, as.shop)), 0)
    const valley = madeSegment(w, { segId: 0x1234, timestamp: up.infos[0]!.timestamp }, [
      { isdAs: as.red, consIngress: 1, consEgress: 3 },
      { isdAs: as.shop, consIngress: 1, consEgress: 2 },
      { isdAs: as.blue, consIngress: 2, consEgress: 0 },
    ])
    return [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'blue', joined(up, valley)) }]
  },
}

const upBehindDown: GalleryEntry = {
  name: 'up-behind-down',
  breaks: 'a valley of authentic segments, without any key',
  story:
    'Up and down segments are public. Mallory puts an up segment of shop behind a down segment to it: up to red, down to shop, up to blue. ' +
    'No key is needed, each hop field is as its AS made it. Changing from one segment to the next is allowed from child to child, from child ' +
    "to core and from core to child; shop's router sees a change from parent to parent.",
  origin: 'scionproto/scion#4148',
  guard: 'segmentChangeAllowed',
  theorem: 'T4',
  configuration: 'MC_Dataplane_BUG_nosegmentchange',
  reaches: as.blue,
  make(w) {
    const down = rawOf(w.path(as.mallory, as.red, as.shop))
    const up = segmentOf(rawOf(w.path(as.shop, as.blue)), 0)
    return [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'blue', joined(down, up)) }]
  },
}

const splice: GalleryEntry = {
  name: 'splice',
  breaks: 'a path of authentic hop fields that nobody allowed',
  story:
    'Two down segments lead to shop over red: one from core, one from far. Their last hop fields name the same link, but each MAC is over ' +
    'the SegID that the hops before it left. Core sends along its own segment and ends with the hop field of the other one: each hop field ' +
    'is authentic, the whole was never beaconed, and shop may have allowed only one of the two.',
  guard: 'macIsValid',
  theorem: 'T1',
  configuration: 'MC_Dataplane_BUG_nomac',
  reaches: as.shop,
  make(w) {
    const own = rawOf(w.path(as.core, as.red, as.shop))
    const other = rawOf(w.path(as.far, as.red, as.shop))
    return [{ entrance: w.fromHost('core', 2), bytes: echoOver(w, 'core', 'shop', splicedPath(own, other, 0, 2)) }]
  },
}

const forgedAfterCrossing: GalleryEntry = {
  name: 'forged-after-crossing',
  breaks: 'whoever changes segment goes where it likes',
  story:
    'Where a packet changes from one segment to the next, the same router works on two hop fields. Mallory makes up the second of them. A ' +
    'router that checked the MAC only once a packet, on arrival, would send it down by whatever interface mallory wrote.',
  guard: 'crossedMacIsValid',
  theorem: 'T1',
  configuration: 'MC_Dataplane_BUG_nocrossedmac',
  reaches: as.shop,
  make(w) {
    const raw = rawOf(w.path(as.mallory, as.red, as.shop))
    const bytes = echoOver(w, 'mallory', 'shop', withHop(raw, 2, { mac: guessedMac(raw.hops[2]!.mac) }))
    return [{ entrance: w.fromHost('mallory', 1), bytes }]
  },
}

const singletonSegments: GalleryEntry = {
  name: 'singleton-segments',
  breaks: 'two changes of segment in one AS',
  story:
    "Mallory cuts the core segment into two segments of one hop each. Core's router changes segment as the packet comes in, and the pointers " +
    'change segment again as it leaves: the second change is never judged, and segments can be joined on a link instead of inside an AS. Only ' +
    'at a peering link may a segment be one hop long.',
  origin: 'scionproto/scion#4524',
  guard: 'pathPointersFit',
  theorem: 'T6',
  configuration: 'MC_Dataplane_BUG_nopointers',
  reaches: as.far,
  make(w) {
    // By mallory's paths to far over red: up to core, then the core segment.
    const path = w.path(as.mallory, as.red, as.core, as.far)
    const raw = rawOf(path)
    const arriving = arrivingAt(path, raw.hops.length - 1)
    const hops = segmentOf(raw, 1).hops
    const single = (at: number, from: typeof raw) => ({ ...segmentOf(from, 1), segLens: [1], hops: [hops[at]!] })
    const bytes = echoOver(w, 'mallory', 'far', joined(segmentOf(raw, 0), single(0, raw), single(1, arriving)))
    return [{ entrance: w.fromHost('mallory', 1), bytes }]
  },
}

const splitPointers: GalleryEntry = {
  name: 'split-pointers',
  breaks: "a hop is judged by another segment's time and SegID",
  story:
    'Blue is bad and the last AS before shop. It hands on a packet whose CurrHF points to the last hop of the last segment, and whose CurrINF ' +
    "points to the first segment's info field, which it has overwritten to suit. A router that takes both pointers as they come checks " +
    'expiry, direction and MAC against a segment that the hop field is no part of.',
  origin: 'scionproto/scion#4531',
  guard: 'pathPointersFit',
  theorem: 'T7',
  reaches: as.shop,
  make(w) {
    const path = w.path(as.core, as.far, as.blue, as.shop)
    const last = arrivingAt(path, rawOf(path).hops.length - 1)
    const split = { ...last, currInf: 0, infos: last.infos.with(0, last.infos[last.currInf]!) }
    return [{ entrance: { by: 'link', isdAs: as.blue, ifId: 2 }, bytes: echoOver(w, 'core', 'shop', split) }]
  },
}

const falsePeering: GalleryEntry = {
  name: 'false-peering',
  breaks: 'a peering link that does not exist',
  story:
    'No MAC covers the Peer flag. Core sends along a plain down segment and marks it Peer. At a peering link routers fold no MAC into the ' +
    'SegID and change no segment, so whoever could set the flag at will could choose which checks are done. A path over a peering link has ' +
    'exactly two segments, one on either side: this one has not.',
  guard: 'peeringHopFound',
  theorem: 'T11',
  reaches: as.shop,
  make(w) {
    const raw = rawOf(w.path(as.core, as.red, as.shop))
    const bytes = echoOver(w, 'core', 'shop', { ...raw, infos: [{ ...raw.infos[0]!, peer: true }] })
    return [{ entrance: w.fromHost('core', 2), bytes }]
  },
}

const peerFlagSplice: GalleryEntry = {
  name: 'peer-flag-splice',
  breaks: 'the splice again, across any one link, and no guard stops it',
  story:
    "Core does what the splice does, and marks both segments Peer: its own ends with red's hop field, shop's hop field of far's segment is the second " +
    'one, alone. Routers now take the link between red and shop for a peering link: they fold no MAC into the SegID there and begin with the SegID of ' +
    "the second info field, which core has set to what shop's MAC is over. No guess, no key: it works every time.",
  limits:
    'No MAC covers the Peer flag, and no rule asks whether the link is one: here as in the reference. What holds: it works at one link of a path, both ' +
    'hop fields name that link, each segment is a piece of an authorised one (T1), link types forbid valleys (T4). A rule that lets hops marked Peer ' +
    'pass over peering links only would end it.',
  clause: '#peerlink',
  theorem: 'T11',
  configuration: 'MC_Dataplane_BUG_peerflag',
  reaches: as.shop,
  make(w) {
    const own = rawOf(w.path(as.core, as.red, as.shop))
    const other = arrivingAt(w.path(as.far, as.red, as.shop), 2)
    const infos = [own.infos[0]!, other.infos[0]!].map(info => ({ ...info, peer: true }))
    const spliced = { ...own, segLens: [2, 1], infos, hops: [...own.hops.slice(0, 2), other.hops[2]!] }
    return [{ entrance: w.fromHost('core', 2), bytes: echoOver(w, 'core', 'shop', spliced) }]
  },
}

export const segmentAttacks: readonly GalleryEntry[] = [
  valleyPath,
  upBehindDown,
  splice,
  forgedAfterCrossing,
  singletonSegments,
  splitPointers,
  falsePeering,
  peerFlagSplice,
]
