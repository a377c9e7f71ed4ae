/** The ASes whose routers are tested: one at the edge, one in the core, one on IPv6. */
import { forwardingKeyOf } from '#crypto/key.ts'
import type { AsTopology, Interface, LinkType } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import { doorsOf, responderPort, type Site } from './site.ts'

type Link = readonly [ifId: number, linkType: LinkType, neighbor: IsdAs]

interface Plan {
  readonly name: string
  readonly isdAs: IsdAs
  readonly core: boolean
  readonly ipv6: boolean
  readonly scmpAuthentication: boolean
  /** the interfaces of the router under test, and of its siblings */
  readonly routers: readonly (readonly Link[])[]
  readonly controlServices: number
  readonly discoveryServices: number
  /** base64 */
  readonly master: string
}

const plans: readonly Plan[] = [
  {
    // As the reference's acceptance test: a customer of two, with peers, its SCMP errors signed.
    name: 'edge',
    isdAs: '1-ff00:0:1',
    core: false,
    ipv6: false,
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
    master: 'V9SOOHqV4KdAL6utGnvEtA==',
  },
  {
    name: 'core',
    isdAs: '2-ff00:0:210',
    core: true,
    ipv6: false,
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
    master: 'AAECAwQFBgcICQoLDA0ODw==',
  },
  {
    name: 'ipv6',
    isdAs: '3-64512',
    core: false,
    ipv6: true,
    scmpAuthentication: true,
    routers: [
      [
        [256, 'parent', '3-64513'],
        [512, 'peer', '4-64514'],
        [768, 'child', '3-64515'],
      ],
      [
        [257, 'parent', '3-64516'],
        [769, 'child', '3-64517'],
      ],
    ],
    controlServices: 2,
    discoveryServices: 1,
    master: 'cXdlcnR5dWlvcGFzZGZnaA==',
  },
]

/** Where the sites of a run are. */
export interface Ground {
  /** a /24 of 127/8: "127.83.12" */
  readonly net: string
  /** our hosts can listen at `responderPort` of IPv4 */
  readonly hearsResponder: boolean
  /** the first of a hundred free UDP ports of ::1; `undefined` where there is no IPv6 */
  readonly ipv6Port: number | undefined
}

/** There are always all of them, so that a seed means the same everywhere; without IPv6 one cannot be reached. */
export const sitesOn = (ground: Ground): Site[] => plans.map((plan, i) => siteOf(plan, ground, i))

/** IPv4 sites have addresses enough to use the same ports again. */
const ipv4Port = 40_000

function siteOf(plan: Plan, { net, hearsResponder, ipv6Port }: Ground, index: number): Site {
  const ip = (n: number): string => (plan.ipv6 ? '::1' : `${net}.${100 * index + n}`)
  let port = plan.ipv6 ? (ipv6Port ?? ipv4Port) : ipv4Port
  const at = (n: number): string => joinHostPort(ip(n), port++)
  const interfaceOf = ([ifId, linkType, neighbor]: Link): Interface => ({
    ifId,
    linkType,
    neighbor,
    local: at(20),
    remote: at(21),
    mtu: 1472,
  })
  const routers = plan.routers.map((links, r) => ({
    id: `br${'ABCD'[r]}`,
    internalAddress: at(1 + r),
    interfaces: links.map(interfaceOf),
  }))
  const services = (kind: string, n: number) => Array.from({ length: n }, (_, i) => ({ id: `${kind}${i + 1}`, address: at(30) }))
  const as: AsTopology = {
    isdAs: plan.isdAs,
    core: plan.core,
    mtu: 1472,
    dispatchedPorts: { first: 1024, last: 65535 },
    routers,
    controlServices: services('cs', plan.controlServices),
    discoveryServices: services('ds', plan.discoveryServices),
  }
  const hosts = [...new Set([ip(40), ip(41)])]
  const hostPorts = [port, port + 1, port + 2, responderPort]
  return {
    name: plan.name,
    as,
    routerId: 'brA',
    master: plan.master,
    key: forwardingKeyOf(plan.master),
    scmpAuthentication: plan.scmpAuthentication,
    doors: doorsOf(as, hosts, hostPorts),
    hosts,
    hostPorts,
    hearsResponder: hearsResponder && !plan.ipv6,
    reachable: !plan.ipv6 || ipv6Port !== undefined,
  }
}
