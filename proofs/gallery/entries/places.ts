/** Packets that enter where, or as whose, they may not: of routers, hosts and sources that are not what they claim. */
import { setPayloadLength } from '#wire/header.ts'
import { services, svcHost } from '#wire/host-address.ts'
import type { GalleryEntry } from '../entry.ts'
import { arrivingAt, echoOver, rawOf } from '../forge.ts'
import { as } from '../network.ts'

const ingressSpoof: GalleryEntry = {
  name: 'ingress-spoof',
  breaks: 'traffic by a link that the path does not name',
  story:
    'Blue has overheard the path of core to shop over red. It puts a packet with that path on its own link to shop, the pointers at the last ' +
    'hop: nothing on the path says blue, the MAC is right, and shop would hold red to account for what blue sends. The hop field names the ' +
    'interface to red; the packet came in by another.',
  guard: 'arrivedOnNamedInterface',
  theorem: 'T2',
  configuration: 'MC_Dataplane_BUG_noingress',
  reaches: as.shop,
  make(w) {
    const path = arrivingAt(w.path(as.core, as.red, as.shop), 2)
    return [{ entrance: { by: 'link', isdAs: as.blue, ifId: 2 }, bytes: echoOver(w, 'core', 'shop', path) }]
  },
}

const transitSpoof: GalleryEntry = {
  name: 'transit-spoof',
  breaks: 'a host inside an AS speaks as a customer',
  story:
    "A host inside red has overheard mallory's path to core. It gives red's router A a packet that looks as if router B had just handed it " +
    "over: mallory's address, pointers at red's hop, the right SegID. Router A takes packets in transit from its siblings only, and only from " +
    'the one that owns the interface the packet entered by.',
  guard: 'transitFromSibling',
  theorem: 'T2',
  reaches: as.core,
  make(w) {
    // Against construction direction router B has taken red's MAC out: what the next AS would see.
    const path = w.path(as.mallory, as.red, as.core)
    const handedOver = { ...arrivingAt(path, 2), currHf: 1 }
    return [{ entrance: w.fromHost('red', 1), bytes: echoOver(w, 'mallory', 'core', handedOver) }]
  },
}

const bounce: GalleryEntry = {
  name: 'bounce-to-sibling',
  breaks: 'a router sends back inside what came from inside',
  story:
    "A host of red sends a packet for red's way out at router A to router B instead. A router that hands it over to its sibling carries " +
    'traffic of the inside back to the inside, a second time over the same wires, and with a path that returns it, again and again. What comes ' +
    'from inside leaves by an interface of this very router, or not at all.',
  origin: 'scionproto/scion#4497',
  guard: 'egressKnown',
  theorem: 'T8',
  reaches: as.core,
  make: w => [{ entrance: w.fromHost('red', 3), bytes: echoOver(w, 'red', 'core', rawOf(w.path(as.red, as.core))) }],
}

const sourceSpoof: GalleryEntry = {
  name: 'source-spoof',
  breaks: 'a packet in the name of another AS',
  story:
    "Mallory writes blue's AS as the source. MACs are about the path, not about addresses: all of them are right. The first router knows that a " +
    'packet from inside, at its first hop, is from its own AS.',
  guard: 'isdAsPlausible',
  theorem: 'Addresses',
  reaches: as.shop,
  make: w => [
    {
      entrance: w.fromHost('mallory', 1),
      bytes: echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)), { source: w.endpoint('blue') }),
    },
  ],
}

const serviceSource: GalleryEntry = {
  name: 'service-source',
  breaks: 'answers go to nobody, or end the router',
  story:
    'Mallory sends as "the control service", an address that names no host. Whoever answers has nowhere to send to; the router of the ' +
    'reference ends with a panic when it reads such a source of its own AS.',
  guard: 'sourceHostPlausible',
  theorem: 'Addresses',
  reaches: as.shop,
  make: w => [
    {
      entrance: w.fromHost('mallory', 1),
      bytes: echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)), {
        source: { isdAs: as.mallory, host: svcHost(services.CS) },
      }),
    },
  ],
}

const falseLength: GalleryEntry = {
  name: 'false-length',
  breaks: 'bytes that no header counts travel along',
  story:
    'PayloadLen says less than what follows. Routers would forward, hosts and firewalls would look at the part that is counted, and the rest ' +
    'is a channel that nobody sees. The first router compares.',
  guard: 'lengthMatches',
  theorem: 'Length',
  reaches: as.shop,
  make(w) {
    const bytes = echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)))
    setPayloadLength(bytes, 8)
    return [{ entrance: w.fromHost('mallory', 1), bytes }]
  },
}

export const placeAttacks: readonly GalleryEntry[] = [ingressSpoof, transitSpoof, bounce, sourceSpoof, serviceSource, falseLength]
