/** What a network needs of a machine: nodes, each a network namespace, and cables between their devices. Made from a topology alone. */
import type { As, Interface, Link, LinkEnd, LinkShape, Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { formatIsdAs, type IsdAs } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

/** `switch`: the network inside an AS. `wires`: where links are impaired. */
export type NodeKind = 'router' | 'control' | 'host' | 'switch' | 'wires'

export interface Node {
  /** unique in the network, as the topology has it: "br1-ff00_0_110-1", "alice" */
  readonly name: string
  readonly kind: NodeKind
  /** absent of `wires` */
  readonly isdAs?: IsdAs
}

/** An end of a cable. */
export interface Device {
  readonly node: string
  /** unique in the node, at most 15 characters */
  readonly name: string
  readonly ip?: string
  /** the only address behind it; without: every other */
  readonly peer?: string
  /** what the kernel does to packets that leave here; absent: nothing */
  readonly shape?: LinkShape
}

export interface Cable {
  readonly a: Device
  readonly b: Device
  /** bytes of IP packet */
  readonly mtu: number
}

/** Nodes, and every cable between them. */
export interface Layout {
  readonly nodes: readonly Node[]
  readonly cables: readonly Cable[]
}

export interface Wiring {
  readonly nodes: readonly Node[]
  /** inside ASes */
  readonly inner: readonly Cable[]
  /** by `Link.index` */
  readonly links: readonly LinkCable[]
}

export interface LinkCable extends Cable {
  readonly link: Link
}

/** What UDP and IP add to a SCION packet, bytes. */
export const overhead = (ip: string): number => (ip.includes(':') ? 48 : 28)
const minMtu = { v4: 68, v6: 1280 } as const

/** Throws `UserError` when two nodes of an AS have the same address: each is in a namespace of its own. */
export function wiringOf(topology: Topology): Wiring {
  const nameOf = nodeNames(topology)
  const ases = topology.ases.map(as => wireAs(as, nameOf))
  const interfaces = new Map(
    topology.ases.flatMap(as => as.routers.flatMap(r => r.interfaces.map(i => [`${as.isdAs}#${i.ifId}`, i] as const))),
  )
  const end = (e: LinkEnd, { shape }: Link): Device => ({
    ...linkDevice(nameOf(e.isdAs, e.routerId), interfaces.get(`${e.isdAs}#${e.ifId}`)!),
    shape,
  })
  return {
    nodes: ases.flatMap(as => as.nodes),
    inner: ases.flatMap(as => as.cables),
    links: topology.links.map(link => ({ ...cable(end(link.a, link), end(link.b, link), link.mtu), link })),
  }
}

/** Ids of routers and services leave the ISD out: where two ISDs have the same id, it comes before. */
export function nodeNames({ ases }: Topology): (isdAs: IsdAs, id: string) => string {
  const counts = new Map<string, number>()
  for (const name of ases.flatMap(namesIn)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return (isdAs, id) => (counts.get(id) === 1 ? id : `${isdAs.split('-')[0]}-${id}`)
}

const namesIn = (as: As): string[] => [...as.routers.map(r => r.id), ...as.controlServices.map(s => s.id), ...as.hosts.map(h => h.name)]

function linkDevice(node: string, { ifId, local, remote }: Interface): Device {
  return { node, name: `if${ifId}`, ip: parseUnderlay(local).ip, peer: parseUnderlay(remote).ip }
}

/** `mtu`: bytes of SCION packet. */
function cable(a: Device, b: Device, mtu: number): Cable {
  const ip = a.ip ?? b.ip ?? ''
  return { a, b, mtu: Math.max(mtu + overhead(ip), ip.includes(':') ? minMtu.v6 : minMtu.v4) }
}

/** Every node of the AS on one switch. */
function wireAs(as: As, nameOf: (isdAs: IsdAs, id: string) => string): { readonly nodes: Node[]; readonly cables: Cable[] } {
  const members = [
    ...as.routers.map(r => ({ kind: 'router' as const, id: r.id, ip: parseUnderlay(r.internalAddress).ip })),
    ...as.controlServices.map(s => ({ kind: 'control' as const, id: s.id, ip: parseUnderlay(s.address).ip })),
    ...as.hosts.map(h => ({ kind: 'host' as const, id: h.name, ip: h.address })),
  ]
  requireOwnAddresses(as.isdAs, members)
  const center: Node = { name: `net${formatIsdAs(as.isdAs, { prefixes: false, separator: '_' })}`, kind: 'switch', isdAs: as.isdAs }
  return {
    nodes: [center, ...members.map(({ kind, id }): Node => ({ name: nameOf(as.isdAs, id), kind, isdAs: as.isdAs }))],
    cables: members.map(({ id, ip }, i) => cable({ node: nameOf(as.isdAs, id), name: 'lan', ip }, portOf(center, i), as.mtu)),
  }
}

const portOf = ({ name }: Node, i: number): Device => ({ node: name, name: `port${i + 1}` })

function requireOwnAddresses(isdAs: IsdAs, members: readonly { readonly id: string; readonly ip: string }[]): void {
  const byIp = new Map<string, string>()
  for (const { id, ip } of members) {
    const other = byIp.get(ip)
    if (other !== undefined)
      throw new UserError(`${other} and ${id} of ${isdAs} have the same address ${ip}`, 'give each its own, or use "emulate loopback"')
    byIp.set(ip, id)
  }
}

/** The `ip` commands that set up a node once its cables are there, as `ip -batch` reads them. */
export function setUpCommands({ nodes, cables }: Layout, node: string): string[] {
  const { kind } = nodes.find(n => n.name === node)!
  const devices = cables.flatMap(c => [c.a, c.b].filter(d => d.node === node).map(device => ({ device, mtu: c.mtu })))
  const bridge = kind === 'switch' ? ['link add lan type bridge', 'link set lan addrgenmode none up'] : []
  return ['link set lo up', ...bridge, ...devices.flatMap(({ device, mtu }) => deviceCommands(kind, device, mtu))]
}

function deviceCommands(kind: NodeKind, { name, ip, peer }: Device, mtu: number): string[] {
  const on = `link set ${name} mtu ${mtu} addrgenmode none ${kind === 'switch' ? 'master lan ' : ''}up`
  if (ip === undefined) return [on]
  const far = peer === undefined ? '' : ` peer ${peer}`
  const [check, all] = ip.includes(':') ? [' nodad', '::/0'] : ['', '0.0.0.0/0']
  // All others of the AS are on the switch, whatever their address.
  return [on, `addr add ${ip}${far} dev ${name}${check}`, ...(peer === undefined ? [`route add ${all} dev ${name}`] : [])]
}
