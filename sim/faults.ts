/** What breaks and what is mended, as data: links, their shapes, routers, control services, whole ASes, their clocks. */
import type { As, Link, LinkEnd, LinkShape, Topology } from '#topology/model.ts'
import { defaultQueuePackets } from '#topology/plan.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isdOf, parseIsdAs } from '#wire/isdas.ts'
import type { Network, RouterNode, ServiceNode, StoreFate } from './network.ts'

/**
 * `link`: one of its ends, "1-ff00:0:110#1". `router`, `service`: by id, "br1-ff00_0_110-1". `as`: all its routers and control services.
 * `partition`: every link between the two sides, of ISDs ("1") and ASes; without `b` between `a` and all others.
 */
export type Fault =
  | { readonly kind: 'cut' | 'mend'; readonly link: string }
  | { readonly kind: 'shape'; readonly link: string; readonly shape: Partial<LinkShape> }
  | { readonly kind: 'stopRouter' | 'startRouter'; readonly router: string }
  | { readonly kind: 'stopService'; readonly service: string }
  | { readonly kind: 'startService'; readonly service: string; readonly store?: StoreFate | undefined }
  | { readonly kind: 'stopAs'; readonly as: IsdAs }
  | { readonly kind: 'startAs'; readonly as: IsdAs; readonly store?: StoreFate | undefined }
  | { readonly kind: 'partition' | 'heal'; readonly a: Side; readonly b?: Side | undefined }
  /** the clocks of an AS, seconds before (or, negative, behind) the right time */
  | { readonly kind: 'clock'; readonly as: IsdAs; readonly aheadS: number }

/** "1" an ISD, "1-ff00:0:110" an AS */
export type Side = readonly string[]

/** Applies the fault now. Throws `UserError` when there is no such link, router, service, ISD or AS. */
export function applyFault(network: Network, fault: Fault): void {
  const { topology, routers, services } = network
  switch (fault.kind) {
    case 'cut':
    case 'mend':
      network.setLink(findLink(network, fault.link).index, fault.kind === 'mend')
      break
    case 'shape':
      reshape(network, findLink(network, fault.link), fault.shape)
      break
    case 'stopRouter':
    case 'startRouter':
      network[fault.kind](findRouter(network, fault.router))
      break
    case 'stopService':
      network.stopService(findService(network, fault.service))
      break
    case 'startService':
      network.startService(findService(network, fault.service), fault.store)
      break
    case 'stopAs':
      for (const router of nodesOf(routers, fault.as)) network.stopRouter(router)
      for (const service of nodesOf(services, fault.as)) network.stopService(service)
      break
    case 'startAs':
      for (const router of nodesOf(routers, fault.as)) network.startRouter(router)
      for (const service of nodesOf(services, fault.as)) network.startService(service, fault.store)
      break
    case 'partition':
    case 'heal':
      for (const link of linksBetween(topology, fault.a, fault.b)) network.setLink(link.index, fault.kind === 'heal')
      break
    case 'clock':
      network.setClock(fault.as, fault.aheadS)
  }
}

const nodesOf = <T extends { readonly as: As }>(nodes: readonly T[], isdAs: IsdAs): T[] => nodes.filter(n => n.as.isdAs === isdAs)

/** Throws `UserError` for an ISD or AS there is not, and when no link joins the sides. */
export function linksBetween(topology: Topology, a: Side, b: Side | undefined): Link[] {
  const left = membersOf(topology, a)
  const right = b === undefined ? others(topology, left) : membersOf(topology, b)
  const joins = ({ a: x, b: y }: Link): boolean => (left.has(x.isdAs) && right.has(y.isdAs)) || (left.has(y.isdAs) && right.has(x.isdAs))
  const found = topology.links.filter(joins)
  if (found.length === 0) throw new UserError('no link joins the two sides')
  return found
}

function membersOf({ ases }: Topology, side: Side): Set<IsdAs> {
  const members = side.map(name => {
    const found = ases.map(as => as.isdAs).filter(isdAs => isdAs === name || String(isdOf(isdAs)) === name)
    if (found.length > 0) return found
    throw new UserError(`the network has no ISD or AS "${name}"`, `it has ISDs ${[...new Set(ases.map(as => isdOf(as.isdAs)))].join(', ')}`)
  })
  return new Set(members.flat())
}

const others = ({ ases }: Topology, members: ReadonlySet<IsdAs>): Set<IsdAs> =>
  new Set(ases.map(as => as.isdAs).filter(isdAs => !members.has(isdAs)))

function reshape(network: Network, link: Link, shape: Partial<LinkShape>): void {
  for (const direction of network.directions[link.index]!) direction.shape = withQueue({ ...direction.shape, ...shape })
}

/** Only what has a rate has a queue, and a finite one. */
export function withQueue(shape: LinkShape): LinkShape {
  if (shape.rateBps === Infinity) return { ...shape, queuePackets: Infinity }
  return shape.queuePackets === Infinity ? { ...shape, queuePackets: defaultQueuePackets } : shape
}

/** The link by one of its ends, "1-ff00:0:110#1"; throws `UserError`. */
export function findLink(network: Pick<Network, 'topology'>, end: string): Link {
  const { isdAs, ifId } = parseEnd(end)
  const isEnd = (e: LinkEnd): boolean => e.isdAs === isdAs && e.ifId === ifId
  const { links } = network.topology
  const found = links.find(l => isEnd(l.a) || isEnd(l.b))
  if (found !== undefined) return found
  const ends = links.flatMap(l => [l.a, l.b]).filter(e => e.isdAs === isdAs)
  const known = ends.map(e => `${isdAs}#${e.ifId}`)
  throw new UserError(`no link ends at ${end}`, known.length === 0 ? `${isdAs} has no links` : `known: ${some(known)}`)
}

/** Does the text name this end? Throws `UserError` when it names none. */
export function isEndOf(text: string, end: LinkEnd): boolean {
  const { isdAs, ifId } = parseEnd(text)
  return end.isdAs === isdAs && end.ifId === ifId
}

function parseEnd(text: string): { readonly isdAs: IsdAs; readonly ifId: number } {
  const [, name, ifId] = /^([^#]+)#(\d+)$/.exec(text) ?? []
  if (name === undefined) throw new UserError(`"${text}" is no end of a link`, 'expected ISD-AS#INTERFACE, like 1-ff00:0:110#1')
  return { isdAs: parseIsdAs(name), ifId: Number(ifId) }
}

function findRouter(network: Network, id: string): RouterNode {
  const found = network.routers.find(r => r.router.state.id === id)
  if (found === undefined) throw new UserError(`there is no router "${id}"`, `known: ${some(network.routers.map(r => r.router.state.id))}`)
  return found
}

function findService(network: Network, id: string): ServiceNode {
  const found = network.services.find(s => s.service.state.id === id)
  if (found === undefined)
    throw new UserError(`there is no control service "${id}"`, `known: ${some(network.services.map(s => s.service.state.id))}`)
  return found
}

const some = (names: readonly string[]): string => (names.length > 8 ? `${names.slice(0, 8).join(', ')}, ...` : names.join(', '))
