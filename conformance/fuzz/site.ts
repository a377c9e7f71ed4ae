/** The router under test, its AS, and everything around it that we play: neighbours, siblings, services, hosts. All on loopback addresses. */
import { forwardingKey } from '#crypto/key.ts'
import { type AsTopology, type Interface, interfacesOf, type LinkType } from '#topology/model.ts'
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
  /** no other program holds the last of them for all addresses of the machine */
  readonly hearsResponder: boolean
}

type Plan = readonly [ifId: number, linkType: LinkType, neighbor: IsdAs]

interface SitePlan {
  readonly name: string
  readonly isdAs: IsdAs
  readonly core: boolean
  readonly scmpAuthentication: boolean
  /** the interfaces of the router under test, and of its siblings */
  readonly routers: readonly (readonly Plan[])[]
  readonly controlServices: number
  readonly discoveryServices: number
}

const plans: readonly SitePlan[] = [
  {
    // As the reference's acceptance test: a customer of two, with peers, its SCMP errors signed.
    name: 'edge',
    isdAs: '1-ff00:0:1',
    core: false,
    scmpAuthentication: true,
    routers: [
      [
        [121, 'peer', '1-ff00:0:2'],
        [131, 'parent', '1-ff00:0:3'],
        [141, 'child', '1-ff00:0:4'],
        [151, 'child', '1-ff00:0:5'],
      ],
      [[171, 'peer', '2-ff00:0:7']],
      [[181, 'child', '1-ff00:0:8']],
      [[191, 'parent', '1-ff00:0:9']],
    ],
    controlServices: 1,
    discoveryServices: 0,
  },
  {
    name: 'core',
    isdAs: '2-ff00:0:210',
    core: true,
    scmpAuthentication: false,
    routers: [
      [
        [1, 'core', '1-ff00:0:110'],
        [2, 'core', '2-ff00:0:220'],
        [3, 'child', '2-ff00:0:211'],
        [65535, 'child', '2-ff00:0:212'],
      ],
      [
        [11, 'core', '3-ff00:0:310'],
        [12, 'child', '2-ff00:0:213'],
      ],
    ],
    controlServices: 3,
    discoveryServices: 2,
  },
]

const masters = { edge: 'V9SOOHqV4KdAL6utGnvEtA==', core: 'AAECAwQFBgcICQoLDA0ODw==' } as const

/** The first of the UDP ports of a site. */
const firstPort = 40_000
/** Where hosts are asked by SCMP. */
export const responderPort = 30041

/** The sites on the addresses of a /24 of 127/8: "127.83.12". `hearsResponder`: our hosts can listen at `responderPort`. */
export const sitesAt = (net: string, hearsResponder = true): Site[] =>
  plans.map((plan, i) => siteOf(plan, n => `${net}.${100 * i + n}`, hearsResponder))

function siteOf(plan: SitePlan, ip: (n: number) => string, hearsResponder: boolean): Site {
  let port = firstPort
  const routers = plan.routers.map((interfaces, r) => ({
    id: `br${'ABCD'[r]}`,
    internalAddress: `${ip(1 + r)}:${port++}`,
    interfaces: interfaces.map(
      ([ifId, linkType, neighbor]): Interface => ({
        ifId,
        linkType,
        neighbor,
        local: `${ip(20)}:${port++}`,
        remote: `${ip(21)}:${port++}`,
        mtu: 1472,
      }),
    ),
  }))
  const services = (kind: string, n: number) =>
    Array.from({ length: n }, (_, i) => ({ id: `${kind}${i + 1}`, address: `${ip(30)}:${port++}` }))
  const as: AsTopology = {
    isdAs: plan.isdAs,
    core: plan.core,
    mtu: 1472,
    dispatchedPorts: { first: 1024, last: 65535 },
    routers,
    controlServices: services('cs', plan.controlServices),
    discoveryServices: services('ds', plan.discoveryServices),
  }
  const hosts = [ip(40), ip(41)]
  const hostPorts = [port, port + 1, port + 2, responderPort]
  const master = masters[plan.name as keyof typeof masters]
  return {
    name: plan.name,
    as,
    routerId: 'brA',
    master,
    key: forwardingKey(Uint8Array.from(atob(master), c => c.charCodeAt(0))),
    scmpAuthentication: plan.scmpAuthentication,
    doors: doorsOf(as, hosts, hostPorts),
    hosts,
    hostPorts,
    hearsResponder,
  }
}

function doorsOf(as: AsTopology, hosts: readonly string[], ports: readonly number[]): Door[] {
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
