/**
 * What a network is. A `Topology` is the whole network (a .topo file); an `AsTopology` is what one AS knows of itself, the content of its
 * topology.json: routers, control services and hosts are configured from it alone.
 */
import type { UnderlayAddress } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** What the neighbour at the other end of an interface is to us (topology.json `link_to`). */
export type LinkType = 'core' | 'parent' | 'child' | 'peer'

export interface Interface {
  /** 1..65535, unique in the AS */
  readonly ifId: number
  readonly linkType: LinkType
  readonly neighbor: IsdAs
  /** the interface id at the other end; needed to announce peer entries */
  readonly neighborIfId?: number
  /** underlay addresses of the point-to-point link */
  readonly local: UnderlayAddress
  readonly remote: UnderlayAddress
  /** bytes */
  readonly mtu: number
  readonly bfd?: BfdSettings
}

export interface BfdSettings {
  readonly disable?: boolean
  readonly detectMult?: number
  readonly desiredMinTxNs?: number
  readonly requiredMinRxNs?: number
}

export interface BorderRouter {
  /** "br1-ff00_0_110-1" */
  readonly id: string
  readonly internalAddress: UnderlayAddress
  readonly interfaces: readonly Interface[]
}

export interface Service {
  /** "cs1-ff00_0_110-1" */
  readonly id: string
  readonly address: UnderlayAddress
}

/** Inclusive range of UDP ports delivered to directly; `undefined` = none. */
export interface PortRange {
  readonly first: number
  readonly last: number
}

export interface AsTopology {
  readonly isdAs: IsdAs
  readonly core: boolean
  /** bytes, inside the AS */
  readonly mtu: number
  readonly dispatchedPorts?: PortRange
  readonly routers: readonly BorderRouter[]
  readonly controlServices: readonly Service[]
  readonly discoveryServices: readonly Service[]
}

export interface Host {
  /** unique in the network: "h1" */
  readonly name: string
  /** IP text, unique in its AS */
  readonly address: string
}

/** An AS as a part of a network: what it knows of itself and what only the network's file says. */
export interface As extends AsTopology {
  readonly voting: boolean
  readonly authoritative: boolean
  readonly issuing: boolean
  readonly certIssuer?: IsdAs
  readonly underlay: 'ipv4' | 'ipv6'
  readonly hosts: readonly Host[]
  /** delay between any two nodes inside the AS, nanoseconds */
  readonly internalDelayNs: number
  readonly note?: string
}

export interface LinkEnd {
  readonly isdAs: IsdAs
  readonly routerId: string
  readonly ifId: number
}

/** How a simulated or emulated link treats packets, the same in both directions. */
export interface LinkShape {
  /** one way, nanoseconds */
  readonly delayNs: number
  /** uniform extra 0..jitterNs, nanoseconds; packets do not overtake */
  readonly jitterNs: number
  /** probability 0..1, each packet for itself */
  readonly loss: number
  /** bits per second; Infinity = no serialisation time */
  readonly rateBps: number
  /** packets waiting to be serialised; one more is dropped. Infinity only where rateBps is. */
  readonly queuePackets: number
}

export interface Link {
  /** index in `Topology.links`, the order of the file */
  readonly index: number
  /** `core`: a and b are core ASes; `child`: a is the provider of b; `peer` (the .topo key `linkAtoB`) */
  readonly type: 'core' | 'child' | 'peer'
  readonly a: LinkEnd
  readonly b: LinkEnd
  /** bytes */
  readonly mtu: number
  readonly shape: LinkShape
  readonly note?: string
}

export interface Topology {
  readonly name: string
  readonly note?: string
  readonly ases: readonly As[]
  readonly links: readonly Link[]
}

export const defaultShape: LinkShape = { delayNs: 1_000_000, jitterNs: 0, loss: 0, rateBps: Infinity, queuePackets: Infinity }
/** Defaults of the reference generator, bytes. */
export const defaultMtu = 1472

export const findAs = (topology: Topology, isdAs: IsdAs): As | undefined => topology.ases.find(as => as.isdAs === isdAs)

export interface OwnedInterface {
  readonly router: BorderRouter
  readonly interface: Interface
}

/** All interfaces of an AS with the router that owns each. */
export function* interfacesOf(as: AsTopology): Generator<OwnedInterface> {
  for (const router of as.routers) for (const i of router.interfaces) yield { router, interface: i }
}

/** The interface of that number, and the router that owns it. */
export function interfaceOf(as: AsTopology, ifId: number): OwnedInterface | undefined {
  for (const owned of interfacesOf(as)) if (owned.interface.ifId === ifId) return owned
  return undefined
}

/** What is at the other end of an interface; `undefined` for one that no link has. */
export function farEnds({ links }: Topology): (isdAs: IsdAs, ifId: number) => LinkEnd | undefined {
  const nameOf = (isdAs: IsdAs, ifId: number): string => `${isdAs}#${ifId}`
  const ends = new Map<string, LinkEnd>()
  for (const { a, b } of links) {
    ends.set(nameOf(a.isdAs, a.ifId), b)
    ends.set(nameOf(b.isdAs, b.ifId), a)
  }
  return (isdAs, ifId) => ends.get(nameOf(isdAs, ifId))
}
