/** The router under test, its AS, and everything around it that we play: neighbours, siblings, services, hosts. All on loopback addresses. */
import { type AsTopology, interfacesOf, type LinkType } from '#topology/model.ts'
import { internalPort, type Port, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'

/** Where datagrams enter the router, and who sends them: a neighbour over an external link, a sibling router, a host of the AS. */
export interface Door {
  readonly kind: 'external' | 'sibling' | 'host'
  readonly port: Port
  readonly from: UnderlayAddress
}

export interface Site {
  readonly name: string
  readonly as: AsTopology
  readonly routerId: string
  /** the AS's master secret: base64, as keys/master0.key holds it */
  readonly master: string
  readonly key: Bytes
  readonly scmpAuthentication: boolean
  readonly doors: readonly Door[]
  /** IP addresses at which hosts of the AS listen, on each of `hostPorts` */
  readonly hosts: readonly string[]
  readonly hostPorts: readonly number[]
  /** no other program holds `responderPort`, one of them, for all addresses of the machine */
  readonly hearsResponder: boolean
  /** this machine has such addresses */
  readonly reachable: boolean
}

/** Where hosts are asked by SCMP. */
export const responderPort = 30041

/** Neighbours, siblings, hosts, and a service. `ports`: those of the hosts. */
export function doorsOf(as: AsTopology, hosts: readonly string[], ports: readonly number[]): Door[] {
  const [own, ...siblings] = as.routers
  return [
    ...own!.interfaces.map(({ ifId, remote }): Door => ({ kind: 'external', port: ifId, from: remote })),
    ...siblings.map(({ internalAddress }): Door => ({ kind: 'sibling', port: internalPort, from: internalAddress })),
    ...hosts.map((ip): Door => ({ kind: 'host', port: internalPort, from: joinHostPort(ip, ports[0]!) })),
    ...as.controlServices.slice(0, 1).map(({ address }): Door => ({ kind: 'host', port: internalPort, from: address })),
  ]
}

export const doorsOfKind = (site: Site, kind: Door['kind']): Door[] => site.doors.filter(d => d.kind === kind)

/** The local address of a door's other end: the socket of the router under test. */
export function routerAddress(site: Site, door: Door): UnderlayAddress {
  const own = site.as.routers.find(r => r.id === site.routerId)!
  return door.kind === 'external' ? own.interfaces.find(i => i.ifId === door.port)!.local : own.internalAddress
}

/** Every address at which we listen. */
export function ears(site: Site): UnderlayAddress[] {
  const [own, ...siblings] = site.as.routers
  return [
    ...own!.interfaces.map(i => i.remote),
    ...siblings.map(r => r.internalAddress),
    ...[...site.as.controlServices, ...site.as.discoveryServices].map(s => s.address),
    ...site.hosts.flatMap(ip => site.hostPorts.filter(p => p !== responderPort || site.hearsResponder).map(port => joinHostPort(ip, port))),
  ]
}

export interface SiteLink {
  readonly ifId: number
  readonly linkType: LinkType
  readonly neighbor: IsdAs
  /** the door by which packets that entered the AS here come to the router */
  readonly door: Door
}

/** All interfaces of the AS. */
export function linksOf(site: Site): SiteLink[] {
  return [...interfacesOf(site.as)].map(({ router, interface: i }) => {
    const own = router.id === site.routerId
    const door = site.doors.find(d => (own ? d.port === i.ifId : d.port === internalPort && d.from === router.internalAddress))!
    return { ifId: i.ifId, linkType: i.linkType, neighbor: i.neighbor, door }
  })
}

/** The IP of a socket address. */
export const ipOf = (address: UnderlayAddress): string => parseUnderlay(address).ip
