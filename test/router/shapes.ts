/** One packet of each path shape through the network of walk.ts, and which hop fields each router on its way proves to be its AS's own. */
import { epicHvf, epicMacInput } from '#crypto/epic.ts'
import { type Bytes, concatBytes, setU32 } from '#wire/bytes.ts'
import { epicLength, epicUnitNs, lhvfAt, phvfAt } from '#wire/epic.ts'
import { buildPacket, pathAt, pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { buildPath, type Hop, type Info } from '#wire/path.ts'
import { buildUdp } from '#wire/udp.ts'
import { beacon, infoOf, isdAsOf, makeHop, type Place, segmentAgeS } from './walk.ts'

export interface Shape {
  readonly name: string
  readonly packet: Bytes
  /** segment of each hop */
  readonly segmentOf: readonly number[]
  /** each router on the way and the hop fields whose MAC it checks */
  readonly proves: readonly { readonly router: string; readonly hops: readonly number[] }[]
  /**
   * A router that, without a MAC, also asks a hop field proved before it: behind a cross-over the sibling must be the one that owns the
   * interface by which the hop before (ConsEgress: it is walked against construction) says that the packet entered the AS
   */
  readonly asked?: { readonly router: string; readonly hop: number }
  /** the EPIC field a router checks */
  readonly epic?: Readonly<Record<string, 'phvf' | 'lhvf'>>
}

/** Where a packet of a shape sets out: a host of the first router's AS. */
export const startOf = (shape: Shape): Place => ({ router: shape.proves[0]!.router, port: 0, from: '10.0.0.51:40111' })

interface Part {
  readonly info: Info
  readonly hops: readonly Hop[]
}

const headOf = (from: string, to: string, pathType: number) => ({
  trafficClass: 0,
  flowId: 1,
  nextHeader: protocols.udp,
  pathType,
  dstIsdAs: isdAsOf(to),
  srcIsdAs: isdAsOf(from),
  dstHost: parseHost('10.0.0.52'),
  srcHost: parseHost('10.0.0.51'),
})
const payload = buildUdp({ srcPort: 40111, dstPort: 40222, data: new Uint8Array(8) })

const pathOf = (parts: readonly Part[]): Bytes =>
  buildPath({
    currInf: 0,
    currHf: 0,
    segLens: parts.map(p => p.hops.length),
    infos: parts.map(p => p.info),
    hops: parts.flatMap(p => p.hops),
  })

const packetOf = (from: string, to: string, parts: readonly Part[]): Bytes =>
  buildPacket(headOf(from, to, pathTypes.scion), pathOf(parts), payload)

const west = beacon(0x1234, [
  ['c1', 0, 12],
  ['a', 41, 42],
  ['b', 51, 0],
])
const toF = beacon(0x2345, [
  ['c1', 0, 12],
  ['a', 41, 43],
  ['f', 71, 0],
])
const east = beacon(0x3456, [
  ['c2', 0, 23],
  ['d', 61, 63],
  ['e', 81, 0],
])
const core = beacon(0x4567, [
  ['c3', 0, 31],
  ['c2', 22, 21],
  ['c1', 11, 0],
])
const shortCore = beacon(0x5678, [
  ['c2', 0, 21],
  ['c1', 11, 0],
])

/** The hops from `first` to `last` of a segment, walked down, or up from `last` to `first`. */
const down = (b: typeof west, first = 0): Part => ({ info: infoOf(true, b.segIds[first]!), hops: b.hops.slice(first) })
const up = (b: typeof west, first = 0): Part => ({
  info: infoOf(false, b.segIds[b.hops.length - 1]!),
  hops: b.hops.slice(first).reverse(),
})

const only = (as: string, ...hops: number[]) => ({ router: `${as} only`, hops })

const upCoreDown: readonly Part[] = [up(west), up(shortCore), down(east)]
const upCoreDownProves = [
  only('b', 0),
  only('a', 1),
  only('c1', 2, 3),
  { router: 'c2 west', hops: [4, 5] },
  { router: 'c2 east', hops: [5] },
  only('d', 6),
  only('e', 7),
]

/** The peering hop fields are made over the SegID behind their AS's own. */
const peeringParts: readonly Part[] = [
  { info: infoOf(false, west.segIds[2]!, true), hops: [west.hops[2]!, makeHop(['a', 44, 42], west.segIds[2]!).hop] },
  { info: infoOf(true, east.segIds[2]!, true), hops: [makeHop(['d', 62, 63], east.segIds[2]!).hop, east.hops[2]!] },
]

function oneHopPacket(): Bytes {
  const { hop } = makeHop(['a', 0, 42], 0x1234)
  return buildPacket({ ...headOf('a', 'b', pathTypes.oneHop), dstHost: parseHost('CS') }, buildOneHop(infoOf(true, 0x1234), hop), payload)
}

function epicPacket(): Bytes {
  const path = concatBytes(new Uint8Array(epicLength), pathOf(upCoreDown))
  const packet = buildPacket(headOf('b', 'e', pathTypes.epic), path, payload)
  const at = pathAt(packet)
  setU32(packet, at, Math.floor((segmentAgeS * 1e9) / epicUnitNs) - 1)
  setU32(packet, at + 4, 7)
  const input = epicMacInput(packet, at, infoOf(true, 0).timestamp)
  packet.set(epicHvf(east.authenticators[1]!, input), phvfAt(at))
  packet.set(epicHvf(east.authenticators[2]!, input), lhvfAt(at))
  return packet
}

export const shapes: readonly Shape[] = [
  { name: 'up', packet: packetOf('b', 'c1', [up(west)]), segmentOf: [0, 0, 0], proves: [only('b', 0), only('a', 1), only('c1', 2)] },
  { name: 'down', packet: packetOf('c1', 'b', [down(west)]), segmentOf: [0, 0, 0], proves: [only('c1', 0), only('a', 1), only('b', 2)] },
  {
    name: 'core',
    packet: packetOf('c1', 'c3', [up(core)]),
    segmentOf: [0, 0, 0],
    proves: [only('c1', 0), { router: 'c2 west', hops: [1] }, only('c3', 2)],
  },
  {
    name: 'up, core, down',
    packet: packetOf('b', 'e', upCoreDown),
    segmentOf: [0, 0, 0, 1, 1, 2, 2, 2],
    proves: upCoreDownProves,
    asked: { router: 'c2 east', hop: 4 },
  },
  {
    name: 'shortcut',
    packet: packetOf('b', 'f', [up(west, 1), down(toF, 1)]),
    segmentOf: [0, 0, 1, 1],
    proves: [only('b', 0), only('a', 1, 2), only('f', 3)],
  },
  {
    name: 'peering',
    packet: packetOf('b', 'e', peeringParts),
    segmentOf: [0, 0, 1, 1],
    proves: [only('b', 0), only('a', 1), only('d', 2), only('e', 3)],
  },
  { name: 'one-hop', packet: oneHopPacket(), segmentOf: [0, 0], proves: [only('a', 0), only('b')] },
  {
    name: 'EPIC',
    packet: epicPacket(),
    segmentOf: [0, 0, 0, 1, 1, 2, 2, 2],
    proves: upCoreDownProves,
    asked: { router: 'c2 east', hop: 4 },
    epic: { 'd only': 'phvf', 'e only': 'lhvf' },
  },
]
