/** Bytes that are no packet, and answers as a weapon. */
import { emptyPath } from '#host/packet.ts'
import { parser } from '#router/packet.ts'
import { ruleSet } from '#router/rules.ts'
import type { Bytes } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { dstHostAt, headerLength, protocols } from '#wire/header.ts'
import { services, svcHost } from '#wire/host-address.ts'
import { maxHops } from '#wire/path.ts'
import type { GalleryEntry, Measurement } from '../entry.ts'
import { echoOver, guessedMac, joined, rawOf, withHop } from '../forge.ts'
import { as } from '../network.ts'
import type { Workshop } from '../workshop.ts'

const tooManyHops: GalleryEntry = {
  name: 'too-many-hops',
  breaks: 'hop fields that no pointer reaches, read all the same',
  story:
    'Three segments have room for 189 hop fields, CurrHF for 64. Mallory sends 65. A decoder that takes them counts on from 63 to 0, and the packet ' +
    'goes round.',
  origin: 'scionproto/scion#4482',
  guard: parser,
  limits: 'A path of more than 64 hops is malformed before any rule sees it.',
  clause: '#PathMetaHdr',
  theorem: 'T7',
  reaches: as.shop,
  make(w) {
    const raw = rawOf(w.path(as.mallory, as.red, as.shop))
    const hops = Array.from({ length: maxHops + 1 }, () => raw.hops[0]!)
    const long = { ...joined(raw, { ...raw, segLens: [], hops: [], infos: [raw.infos[1]!] }), segLens: [22, 22, 21], hops }
    return [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'shop', long) }]
  },
}

const cutAddress: GalleryEntry = {
  name: 'cut-service-address',
  breaks: 'the router reads beyond the packet, and ends',
  story:
    'A packet for a service ends in the middle of the service address. The router of the reference once read on and ended with a panic.',
  origin: 'scionproto/scion#4080',
  guard: parser,
  limits: 'A datagram too short for the addresses its own header announces is no SCION packet, before any rule sees it.',
  clause: '#address-header',
  theorem: 'T13',
  reaches: as.shop,
  make(w) {
    const destination = { isdAs: as.shop, host: svcHost(services.CS) }
    const bytes = echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)), { destination })
    return [{ entrance: w.fromHost('mallory', 1), bytes: bytes.slice(0, dstHostAt + 2) }]
  },
}

const emptyPathIn: GalleryEntry = {
  name: 'empty-path',
  breaks: 'the router reverses a path that is none, and ends',
  story:
    'A packet with an empty path, as hosts of one AS send it to each other, comes to a border router. To answer it the router would have to turn ' +
    'round a path without a hop.',
  origin: 'scionproto/scion#4241',
  guard: parser,
  limits: 'A router has rules for SCION, EPIC and one-hop paths; a packet with any other is dropped in silence before any of them.',
  clause: '#empty',
  theorem: 'T13',
  reaches: as.shop,
  make: w => [
    {
      entrance: w.fromHost('mallory', 1),
      bytes: echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)), { path: emptyPath }),
    },
  ],
}

const reflection: GalleryEntry = {
  name: 'scmp-reflection',
  breaks: "a neighbour's peace: answers to what it never asked",
  story:
    "Mallory sends echo requests with the address of victim, a host of its own AS, as the source. Everybody who answers answers victim. Routers' errors " +
    'about a bad packet go to it as well.',
  limits:
    'Only hosts of the own AS can be hit: the source AS is checked (source-spoof), and an answer goes back by the path that the packet came. Inside it is ' +
    'for that AS to check addresses. A packet has one answer, an error never has one, an error has at most 1232 bytes.',
  clause: '#dos',
  reaches: as.shop,
  make: w => [
    {
      entrance: w.fromHost('mallory', 1),
      bytes: echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)), { source: w.endpoint('victim') }),
    },
  ],
  measure: measureErrors,
}

/** What the first router answers to a packet with a wrong MAC. */
function measureErrors(w: Workshop): readonly Measurement[] {
  const raw = rawOf(w.path(as.mallory, as.red, as.shop))
  const bad = withHop(raw, 0, { mac: guessedMac(raw.hops[0]!.mac) })
  const packet = echoOver(w, 'mallory', 'shop', bad, { source: w.endpoint('victim') })
  const error = packet.slice()
  error[headerLength(error)] = 1
  setUpperLayerChecksum(error, protocols.scmp, headerLength(error))
  return [
    { what: `bytes of the error about a packet of ${packet.length} bytes`, value: `${answeredBytes(w, packet)}` },
    { what: 'bytes of the answer to an SCMP error with the same fault', value: `${answeredBytes(w, error)}` },
  ]
}

function answeredBytes(w: Workshop, bytes: Bytes): number {
  const router = w.router(as.mallory, 1, ruleSet)
  return router.process(router.state.links.internal, '', bytes.slice(), w.nowNs).sent?.length ?? 0
}

export const byteAttacks: readonly GalleryEntry[] = [tooManyHops, cutAddress, emptyPathIn, reflection]
