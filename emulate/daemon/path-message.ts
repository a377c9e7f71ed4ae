/** Paths as the daemon tells them.   daemon/grpc/server.go (pathToPB), pkg/daemon/grpc.go (convertPath) */
import type { PathMetadata } from '#control/path/metadata.ts'
import { emptyPath, fingerprintOf, type Path } from '#control/path/path.ts'
import { nsPerS, type UnderlayAddress } from '#wire/actor.ts'
import { type Malformed, malformed } from '#wire/bytes.ts'
import { type IsdAs, isdAsNumber, isdAsOfNumber } from '#wire/isdas.ts'
import { checkPath } from '#wire/path.ts'
import type { SecondsAndNanos } from '../rpc/description.ts'
import { daemonApi, type PathMessage } from './schema.ts'

/** How long the way inside an AS is told to last: as long as a path can at most. */
const longestLifeS = 24 * 3600
const unknownLatencyNs = -1
/** that nobody has announced */
const nowhere = { latitude: 0, longitude: 0, address: '' }

const linkTypes = daemonApi.enums.LinkType
const linkTypeNumbers = {
  direct: linkTypes.LINK_TYPE_DIRECT,
  multihop: linkTypes.LINK_TYPE_MULTI_HOP,
  opennet: linkTypes.LINK_TYPE_OPEN_NET,
} as const
const linkTypeNames = Object.keys(linkTypeNumbers) as (keyof typeof linkTypeNumbers)[]

/** `nextHop`: the first router, nothing for a path without interfaces. */
export function pathToMessage(path: Path, nextHop: UnderlayAddress | undefined, nowS: number): PathMessage {
  const { metadata: m } = path
  const expiryS = path.expiryS === Infinity ? nowS + longestLifeS : path.expiryS
  return {
    raw: path.bytes,
    interface: { address: { address: nextHop ?? '' } },
    interfaces: path.interfaces.map(({ isdAs, ifId }) => ({ isdAs: isdAsNumber(isdAs), id: BigInt(ifId) })),
    mtu: path.mtu,
    expiration: { seconds: BigInt(Math.floor(expiryS)), nanos: 0 },
    latency: m.latencyNs.map(durationOf),
    bandwidth: m.bandwidthKbps.map(kbps => BigInt(kbps ?? 0)),
    geo: m.geo.map(geo => geo ?? nowhere),
    linkType: m.linkTypes.map(type => (type === undefined ? linkTypes.LINK_TYPE_UNSPECIFIED : linkTypeNumbers[type])),
    internalHops: m.internalHops.map(hops => hops ?? 0),
    notes: m.notes,
    epicAuths: { authPhvf: path.epicAuths?.phvf ?? new Uint8Array(0), authLhvf: path.epicAuths?.lhvf ?? new Uint8Array(0) },
    discoveryInformation: Object.fromEntries(
      [...m.discovery].map(([isdAs, { controlServices, discoveryServices }]) => [
        `${isdAsNumber(isdAs)}`,
        { controlServiceAddresses: controlServices, discoveryServiceAddresses: discoveryServices },
      ]),
    ),
  }
}

const durationOf = (ns: number = unknownLatencyNs): SecondsAndNanos => ({ seconds: BigInt(Math.trunc(ns / nsPerS)), nanos: ns % nsPerS })

/** What a daemon of any making says: the bytes are checked, the rest is its word. */
export function messageToPath(message: PathMessage, src: IsdAs, dst: IsdAs): Path | Malformed {
  if (message.interfaces.length === 0) return emptyPath(dst, message.mtu)
  const interfaces = message.interfaces.map(({ isdAs, id }) => ({ isdAs: isdAsOfNumber(isdAs), ifId: Number(id & 0xffffn) }))
  const wrong = checkPath(message.raw, 0)
  if (wrong !== undefined) return wrong
  if (interfaces[0]!.isdAs !== src) return malformed('a path that begins in another AS', 0)
  const { authPhvf: phvf, authLhvf: lhvf } = message.epicAuths ?? {}
  const hasEpic = phvf?.length === 16 && lhvf?.length === 16
  return {
    src,
    dst,
    bytes: message.raw,
    interfaces,
    mtu: message.mtu,
    expiryS: Number(message.expiration?.seconds ?? 0n),
    weight: interfaces.length / 2,
    fingerprint: fingerprintOf(interfaces),
    metadata: metadataOf(message),
    ...(hasEpic && { epicAuths: { phvf, lhvf } }),
  }
}

const metadataOf = (m: PathMessage): PathMetadata => ({
  latencyNs: m.latency.map(({ seconds, nanos }) => knownNs(Number(seconds) * nsPerS + nanos)),
  bandwidthKbps: m.bandwidth.map(kbps => Number(kbps) || undefined),
  geo: m.geo.map(geo => (geo.latitude === 0 && geo.longitude === 0 && geo.address === '' ? undefined : geo)),
  linkTypes: m.linkType.map(number => linkTypeNames.find(name => linkTypeNumbers[name] === number)),
  internalHops: m.internalHops.map(hops => hops || undefined),
  notes: m.notes,
  discovery: new Map(
    Object.entries(m.discoveryInformation).map(([isdAs, { controlServiceAddresses, discoveryServiceAddresses }]) => [
      isdAsOfNumber(BigInt(isdAs)),
      { controlServices: controlServiceAddresses, discoveryServices: discoveryServiceAddresses },
    ]),
  ),
})

const knownNs = (ns: number): number | undefined => (ns < 0 ? undefined : ns)
