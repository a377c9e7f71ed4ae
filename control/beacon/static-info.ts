/**
 * What an AS knows of its links and of the ways inside it, and what of that goes into a beacon.   control/beaconing/staticinfo_config.go
 *
 * Interface ids that the AS has not are kept: they only never come up.
 */
import { type AsTopology, interfacesOf, type LinkType, type Service } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Extensions } from '../segment/extensions.ts'
import type { GeoCoordinates, PerInterface, StaticInfo, StaticLinkType } from '../segment/static-info.ts'

/** To every interface from every other of the AS, the same in both directions. */
export type Intra = PerInterface<PerInterface<number>>

export interface StaticInfoConfig {
  /** nanoseconds over the link */
  readonly latencyInterNs: PerInterface<number>
  readonly latencyIntraNs: Intra
  /** kbit/s over the link */
  readonly bandwidthInterKbps: PerInterface<number>
  readonly bandwidthIntraKbps: Intra
  readonly linkType: PerInterface<StaticLinkType>
  readonly geo: PerInterface<GeoCoordinates>
  /** routers or hops inside the AS */
  readonly hopsIntra: Intra
  readonly note: string
}

/** What the wire carries. Divergence: a longer latency is announced as this one; the reference's wraps around. */
const maxLatencyUs = 0xffff_ffff

const microseconds = (ns: number): number => Math.min(maxLatencyUs, Math.trunc(ns / 1000))

/** What an entry between these interfaces says (0: none). `linkTypes`: of all interfaces of the AS. */
export function staticInfoFor(c: StaticInfoConfig, linkTypes: PerInterface<LinkType>, ingress: number, egress: number): StaticInfo {
  const isPeer = (ifId: number): boolean => linkTypes.get(ifId) === 'peer'
  const isInter = (ifId: number): boolean => ifId === egress || isPeer(ifId)
  const intra = (of: Intra): PerInterface<number> => only(of.get(egress) ?? new Map(), ifId => isIntra(linkTypes, ifId, ingress, egress))
  return {
    latencyIntraUs: mapped(intra(c.latencyIntraNs), microseconds),
    latencyInterUs: mapped(only(c.latencyInterNs, isInter), microseconds),
    bandwidthIntraKbps: intra(c.bandwidthIntraKbps),
    bandwidthInterKbps: only(c.bandwidthInterKbps, isInter),
    linkType: only(c.linkType, isInter),
    geo: only(c.geo, ifId => ifId === ingress || isInter(ifId)),
    internalHops: intra(c.hopsIntra),
    note: c.note,
  }
}

/**
 * Whether the way between `ifId` and the egress is told. In a core segment only the way the beacon took; else also those to core and peering
 * links, and to children with a higher interface id: of two children's entries exactly one tells of the way between them.
 */
function isIntra(linkTypes: PerInterface<LinkType>, ifId: number, ingress: number, egress: number): boolean {
  const isCore = (end: number): boolean => end === 0 || linkTypes.get(end) === 'core'
  if (ifId === ingress) return true
  if (isCore(ingress) && isCore(egress)) return false
  const type = linkTypes.get(ifId)
  return type === 'core' || type === 'peer' || (type === 'child' && ifId > egress)
}

const only = <T>(map: PerInterface<T>, wanted: (ifId: number) => boolean): PerInterface<T> =>
  new Map([...map].filter(([ifId]) => wanted(ifId)))

const mapped = <T, U>(map: PerInterface<T>, change: (value: T) => U): PerInterface<U> =>
  new Map([...map].map(([ifId, value]) => [ifId, change(value)]))

/** What the AS's entries say, by the interfaces a beacon comes and goes by, and where its services are; each is made once. */
export function createDescription(config: StaticInfoConfig | undefined, as: AsTopology): (ingress: number, egress: number) => Extensions {
  const linkTypes = new Map([...interfacesOf(as)].map(({ interface: i }) => [i.ifId, i.linkType]))
  const addresses = (services: readonly Service[]): UnderlayAddress[] => services.map(s => s.address)
  const discovery = { controlServices: addresses(as.controlServices), discoveryServices: addresses(as.discoveryServices) }
  const made = new Map<number, Extensions>()
  return (ingress, egress) => {
    const name = ingress * 0x10000 + egress
    const extensions = made.get(name) ?? { ...(config && { staticInfo: staticInfoFor(config, linkTypes, ingress, egress) }), discovery }
    made.set(name, extensions)
    return extensions
  }
}
