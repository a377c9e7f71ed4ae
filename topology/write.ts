/** Writes .topo files: reading one gives the same network again, as long as its addresses are those that build.ts allocates. */
import { buildTopology, defaultHostName } from './build.ts'
import { type As, defaultMtu, defaultShape, type Link, type LinkEnd, type LinkShape, type Topology } from './model.ts'
import { type AsPlan, defaultInternalDelayNs, defaultQueuePackets, type EndPlan, type HostPlan, type LinkPlan, type Plan } from './plan.ts'
import { formatDurationNs, formatRateBps } from './quantity.ts'

/** The text of a .topo file. */
export function writeTopo(topology: Topology): string {
  const plan = planOf(topology)
  return [
    `name: ${JSON.stringify(plan.name)}`,
    ...(plan.note === undefined ? [] : [`note: ${JSON.stringify(plan.note)}`]),
    'ASes:',
    ...plan.ases.map(as => `  ${JSON.stringify(as.isdAs)}: ${flow(asFields(as))}`),
    ...(plan.links.length === 0 ? [] : ['links:', ...plan.links.map(link => `  - ${flow(linkFields(link))}`)]),
    '',
  ].join('\n')
}

/** The plan that builds this network: ids kept, routers as tags, addresses left out where they are the allocated ones. */
export function planOf(topology: Topology): Plan {
  const tags = new Map(topology.ases.map(as => [as.isdAs, tagsOf(as)]))
  const end = ({ isdAs, ifId, routerId }: LinkEnd): EndPlan => {
    const tag = tags.get(isdAs)!.get(routerId)
    return { isdAs, ifId, ...(tag === undefined ? {} : { tag }) }
  }
  const underlays = linkUnderlays(topology)
  const plan: Plan = {
    name: topology.name,
    ...(topology.note === undefined ? {} : { note: topology.note }),
    ases: topology.ases.map(as => ({ ...as, hosts: as.hosts.map(({ name }) => ({ name })) })),
    links: topology.links.map(link => ({ ...link, a: end(link.a), b: end(link.b), underlay: underlays.get(link)! })),
  }
  const allocated = buildTopology(plan).ases
  return { ...plan, ases: topology.ases.map((as, i) => ({ ...as, hosts: hostsOf(as, allocated[i]!) })) }
}

/** A router with one interface needs no tag. */
function tagsOf(as: As): ReadonlyMap<string, string> {
  const shared = as.routers.filter(router => router.interfaces.length > 1)
  return new Map(shared.map((router, i) => [router.id, letters(i)]))
}

/** A, B, ... Z, AA, AB, ... */
const letters = (i: number): string => (i >= 26 ? letters(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26))

function linkUnderlays(topology: Topology): ReadonlyMap<Link, LinkPlan['underlay']> {
  const local = new Map<string, string>()
  for (const as of topology.ases)
    for (const router of as.routers) for (const i of router.interfaces) local.set(`${as.isdAs}#${i.ifId}`, i.local)
  return new Map(topology.links.map(link => [link, local.get(`${link.a.isdAs}#${link.a.ifId}`)?.startsWith('[') ? 'ipv6' : 'ipv4']))
}

function hostsOf(as: As, allocated: As): HostPlan[] {
  // The default host is not the author's: reading makes it again.
  if (as.hosts.length === 1 && as.hosts[0]!.name === defaultHostName(as.isdAs)) return []
  return as.hosts.map(({ name, address }, i) => (address === allocated.hosts[i]!.address ? { name } : { name, address }))
}

type Field = readonly [key: string, value: string | undefined]

const flow = (fields: readonly Field[]): string =>
  `{${fields.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`])).join(', ')}}`

const unless = <T>(usual: T, value: T, write: (value: T) => string): string | undefined => (value === usual ? undefined : write(value))

const asFields = (as: AsPlan): Field[] => [
  ['core', unless(false, as.core, String)],
  ['voting', unless(false, as.voting, String)],
  ['authoritative', unless(false, as.authoritative, String)],
  ['issuing', unless(false, as.issuing, String)],
  ['cert_issuer', unless(undefined, as.certIssuer, JSON.stringify)],
  ['mtu', unless(defaultMtu, as.mtu, String)],
  ['underlay', unless('ipv4', as.underlay, () => 'UDP/IPv6')],
  ['hosts', as.hosts.length === 0 ? undefined : writeHosts(as.hosts)],
  ['internal_delay', unless(defaultInternalDelayNs, as.internalDelayNs, formatDurationNs)],
  ['note', unless(undefined, as.note, JSON.stringify)],
]

const writeHosts = (hosts: readonly HostPlan[]): string =>
  hosts.every(h => h.address === undefined)
    ? `[${hosts.map(h => JSON.stringify(h.name)).join(', ')}]`
    : `{${hosts.map(h => `${JSON.stringify(h.name)}: ${h.address === undefined ? '' : JSON.stringify(h.address)}`).join(', ')}}`

const linkFields = (link: LinkPlan): Field[] => [
  ['a', writeEnd(link.a)],
  ['b', writeEnd(link.b)],
  ['linkAtoB', link.type.toUpperCase()],
  ['mtu', unless(defaultMtu, link.mtu, String)],
  ['underlay', unless('ipv4', link.underlay, () => 'UDP/IPv6')],
  ...shapeFields(link.shape),
  ['note', unless(undefined, link.note, JSON.stringify)],
]

const writeEnd = ({ isdAs, tag, ifId }: EndPlan): string => `"${isdAs}${tag === undefined ? '' : `-${tag}`}#${ifId}"`

const shapeFields = (shape: LinkShape): Field[] => [
  ['bw', unless(Infinity, shape.rateBps, formatRateBps)],
  ['delay', unless(defaultShape.delayNs, shape.delayNs, formatDurationNs)],
  ['jitter', unless(0, shape.jitterNs, formatDurationNs)],
  ['loss', unless(0, shape.loss, String)],
  ['queue', shape.rateBps === Infinity ? undefined : unless(defaultQueuePackets, shape.queuePackets, String)],
]
