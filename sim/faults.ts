/** What breaks and what is mended, as data: links, their shapes, routers, control services. */
import type { Link, LinkEnd, LinkShape } from '#topology/model.ts'
import { defaultQueuePackets } from '#topology/plan.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import type { Network, RouterNode, ServiceNode } from './network.ts'

/** `link`: one of its ends, "1-ff00:0:110#1". `router`, `service`: by id, "br1-ff00_0_110-1". */
export type Fault =
  | { readonly kind: 'cut' | 'mend'; readonly link: string }
  | { readonly kind: 'shape'; readonly link: string; readonly shape: Partial<LinkShape> }
  | { readonly kind: 'stopRouter' | 'startRouter'; readonly router: string }
  | { readonly kind: 'stopService' | 'startService'; readonly service: string }

/** Applies the fault now. Throws `UserError` when there is no such link, router or service. */
export function applyFault(network: Network, fault: Fault): void {
  if ('router' in fault) network[fault.kind](findRouter(network, fault.router))
  else if ('service' in fault) network[fault.kind](findService(network, fault.service))
  else if (fault.kind === 'shape') reshape(network, findLink(network, fault.link), fault.shape)
  else network.setLink(findLink(network, fault.link).index, fault.kind === 'mend')
}

function reshape(network: Network, link: Link, shape: Partial<LinkShape>): void {
  for (const direction of network.directions[link.index]!) direction.shape = withQueue({ ...direction.shape, ...shape })
}

/** Only what has a rate has a queue, and a finite one. */
function withQueue(shape: LinkShape): LinkShape {
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
