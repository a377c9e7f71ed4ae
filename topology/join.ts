/**
 * From the topology.json of every AS back to the network: interfaces are paired by their underlay addresses. What these files do not say
 * (roles in the TRC, issuers, hosts, delays) gets defaults.
 */
import { UserError } from '#wire/error.ts'
import { formatIp, parseIp } from '#wire/ip.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { defaultHostName } from './build.ts'
import { type As, type AsTopology, defaultShape, type Interface, interfacesOf, type Link, type Topology } from './model.ts'
import { defaultInternalDelayNs } from './plan.ts'

/** Throws `UserError` for an interface without its other end, and for ends that contradict each other. */
export function joinTopologies(name: string, parts: readonly AsTopology[]): Topology {
  const ends = new Map<string, End>()
  const known = new Set<IsdAs>()
  for (const as of parts) {
    if (known.has(as.isdAs)) throw new UserError(`${as.isdAs} is there twice`, 'give one topology.json per AS')
    known.add(as.isdAs)
    for (const { router, interface: own } of interfacesOf(as))
      ends.set(endKey(as.isdAs, own), { isdAs: as.isdAs, routerId: router.id, interface: own })
  }
  const links = joinEnds(ends)
  const neighborIfIds = new Map(
    links.flatMap(({ a, b }) => [[`${a.isdAs}#${a.ifId}`, b.ifId] as const, [`${b.isdAs}#${b.ifId}`, a.ifId] as const]),
  )
  const cores = new Map([...parts].reverse().flatMap(as => (as.core ? [[isdOf(as.isdAs), as.isdAs] as const] : [])))
  return { name, ases: parts.map(as => completeAs(as, cores.get(isdOf(as.isdAs)), neighborIfIds)), links }
}

interface End {
  readonly isdAs: IsdAs
  readonly routerId: string
  readonly interface: Interface
}

/** Both ends of a link have the other's key when local and remote are exchanged. */
const endKey = (isdAs: IsdAs, { neighbor, local, remote }: Interface): string => `${isdAs} ${neighbor} ${local} ${remote}`
const otherKey = ({ isdAs, interface: { neighbor, local, remote } }: End): string => `${neighbor} ${isdAs} ${remote} ${local}`

const opposite = { core: 'core', peer: 'peer', child: 'parent', parent: 'child' } as const

function joinEnds(ends: ReadonlyMap<string, End>): Link[] {
  const links: Link[] = []
  const done = new Set<End>()
  for (const end of ends.values()) {
    if (done.has(end)) continue
    const other = ends.get(otherKey(end))
    if (other === undefined || other === end) throw new UserError(...missingEnd(end))
    if (other.interface.linkType !== opposite[end.interface.linkType]) throw contradiction(end, other, 'link_to')
    if ((end.interface.neighborIfId ?? other.interface.ifId) !== other.interface.ifId)
      throw contradiction(end, other, 'remote_interface_id')
    if ((other.interface.neighborIfId ?? end.interface.ifId) !== end.interface.ifId) throw contradiction(other, end, 'remote_interface_id')
    done.add(end).add(other)
    links.push(makeLink(links.length, ...(end.interface.linkType === 'parent' ? ([other, end] as const) : ([end, other] as const))))
  }
  return links
}

const missingEnd = ({ isdAs, interface: i }: End): [message: string, hint: string] => [
  `interface ${i.ifId} of ${isdAs} has no other end: ${i.neighbor} has no interface with underlay local ${i.remote}, remote ${i.local}`,
  'give the topology.json of every AS',
]

const contradiction = (end: End, other: End, field: string): UserError =>
  new UserError(
    `${field} of interface ${end.interface.ifId} of ${end.isdAs} contradicts interface ${other.interface.ifId} of ${other.isdAs}`,
  )

function makeLink(index: number, a: End, b: End): Link {
  const type = a.interface.linkType === 'child' ? 'child' : a.interface.linkType === 'core' ? 'core' : 'peer'
  const linkEnd = ({ isdAs, routerId, interface: { ifId } }: End) => ({ isdAs, routerId, ifId })
  return { index, type, a: linkEnd(a), b: linkEnd(b), mtu: Math.min(a.interface.mtu, b.interface.mtu), shape: defaultShape }
}

function completeAs(as: AsTopology, issuer: IsdAs | undefined, neighborIfIds: ReadonlyMap<string, number>): As {
  const { core } = as
  const nodes = [...as.routers.map(r => r.internalAddress), ...as.controlServices.map(s => s.address)].map(a => parseUnderlay(a).ip)
  return {
    ...as,
    routers: as.routers.map(router => ({
      ...router,
      interfaces: router.interfaces.map(i => ({ ...i, neighborIfId: neighborIfIds.get(`${as.isdAs}#${i.ifId}`)! })),
    })),
    voting: core,
    authoritative: core,
    issuing: core,
    ...(core || issuer === undefined ? {} : { certIssuer: issuer }),
    underlay: nodes[0]?.includes(':') ? 'ipv6' : 'ipv4',
    hosts: [{ name: defaultHostName(as.isdAs), address: freeAddress(nodes) }],
    internalDelayNs: defaultInternalDelayNs,
  }
}

/** The first IP above those of an AS's routers and services that none of them has. */
function freeAddress(taken: readonly string[]): string {
  const bytes = Uint8Array.from(parseIp(taken[0] ?? '10.0.0.0')?.bytes ?? [])
  do for (let i = bytes.length - 1; i >= 0 && ++bytes[i]! === 256; ) i--
  while (taken.includes(formatIp(bytes)))
  return formatIp(bytes)
}
