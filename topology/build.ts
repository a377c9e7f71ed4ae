/** From a plan to a network: interface ids, border routers, addresses, default hosts. The same plan gives the same network. */
import type { UnderlayAddress } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { formatIsdAs, type IsdAs } from '#wire/isdas.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import { type AddressSource, allocateAddresses } from './addresses.ts'
import type { As, BorderRouter, Host, Interface, Link, LinkEnd, LinkType, Topology } from './model.ts'
import { type AsPlan, defaultDispatchedPorts, type EndPlan, type HostPlan, type LinkPlan, maxIfId, type Plan } from './plan.ts'

/** Throws `UserError` when a link names an unknown AS, or ids or addresses run out. */
export function buildTopology(plan: Plan): Topology {
  const drafts = new Map(plan.ases.map(as => [as.isdAs, draftAs()]))
  reserveIfIds(plan.links, drafts)
  const addresses = allocateAddresses(plan.subnet)
  const links = plan.links.map((link, index) => buildLink(link, index, drafts, addresses))
  const ases = plan.ases.map(as => buildAs(as, drafts.get(as.isdAs)!, addresses))
  return { name: plan.name, ...(plan.note === undefined ? {} : { note: plan.note }), ases, links }
}

/** An AS while its links are being placed. */
interface Draft {
  /** interfaces of each router, in the order of first use */
  readonly routers: Interface[][]
  readonly routerOfTag: Map<string, number>
  readonly usedIfIds: Set<number>
  nextIfId: number
}

const draftAs = (): Draft => ({ routers: [], routerOfTag: new Map(), usedIfIds: new Set(), nextIfId: 1 })

function draftOf(drafts: ReadonlyMap<IsdAs, Draft>, isdAs: IsdAs): Draft {
  const draft = drafts.get(isdAs)
  if (draft === undefined)
    throw new UserError(`a link names AS ${isdAs}, which is not among the ASes`, 'add it to ASes or correct the link')
  return draft
}

// Ids that are given anywhere in the file are never assigned to an end without one.
function reserveIfIds(links: readonly LinkPlan[], drafts: ReadonlyMap<IsdAs, Draft>): void {
  for (const { a, b } of links)
    for (const end of [a, b]) {
      const draft = draftOf(drafts, end.isdAs)
      if (end.ifId !== undefined) draft.usedIfIds.add(end.ifId)
    }
}

function takeIfId(draft: Draft, end: EndPlan): number {
  if (end.ifId !== undefined) return end.ifId
  while (draft.usedIfIds.has(draft.nextIfId)) draft.nextIfId++
  if (draft.nextIfId > maxIfId) throw new UserError(`AS ${end.isdAs} has more than ${maxIfId} interfaces`)
  return draft.nextIfId++
}

/** Index of the end's router; a new one for a tag not seen yet and for an end without tag. */
function takeRouter(draft: Draft, tag: string | undefined): number {
  const known = tag === undefined ? undefined : draft.routerOfTag.get(tag)
  if (known !== undefined) return known
  const router = draft.routers.push([]) - 1
  if (tag !== undefined) draft.routerOfTag.set(tag, router)
  return router
}

const linkTypes: Readonly<Record<Link['type'], readonly [atA: LinkType, atB: LinkType]>> = {
  core: ['core', 'core'],
  child: ['child', 'parent'],
  peer: ['peer', 'peer'],
}

function buildLink(plan: LinkPlan, index: number, drafts: ReadonlyMap<IsdAs, Draft>, addresses: AddressSource): Link {
  const [a, b] = [placeEnd(plan.a, drafts), placeEnd(plan.b, drafts)]
  const [addressA, addressB] = [addresses.linkAddress(plan.underlay), addresses.linkAddress(plan.underlay)]
  const [typeA, typeB] = linkTypes[plan.type]
  a.attach(makeInterface(plan, a.end, b.end, typeA, addressA, addressB))
  b.attach(makeInterface(plan, b.end, a.end, typeB, addressB, addressA))
  return {
    index,
    type: plan.type,
    a: a.end,
    b: b.end,
    mtu: plan.mtu,
    shape: plan.shape,
    ...(plan.note === undefined ? {} : { note: plan.note }),
  }
}

function placeEnd(plan: EndPlan, drafts: ReadonlyMap<IsdAs, Draft>): { readonly end: LinkEnd; attach(i: Interface): void } {
  const draft = draftOf(drafts, plan.isdAs)
  const router = takeRouter(draft, plan.tag)
  const end = { isdAs: plan.isdAs, routerId: nodeId('br', plan.isdAs, router + 1), ifId: takeIfId(draft, plan) }
  return { end, attach: i => void draft.routers[router]!.push(i) }
}

const makeInterface = (
  plan: LinkPlan,
  own: LinkEnd,
  other: LinkEnd,
  linkType: LinkType,
  local: UnderlayAddress,
  remote: UnderlayAddress,
): Interface => ({ ifId: own.ifId, linkType, neighbor: other.isdAs, neighborIfId: other.ifId, local, remote, mtu: plan.mtu })

/** "br1-ff00_0_110-1" */
const nodeId = (kind: 'br' | 'cs', isdAs: IsdAs, n: number): string => `${kind}${fileForm(isdAs)}-${n}`
const fileForm = (isdAs: IsdAs): string => formatIsdAs(isdAs, { prefixes: false, separator: '_' })

/** "h-1-ff00_0_110", the host of an AS whose author names none: every AS can be pinged. */
export const defaultHostName = (isdAs: IsdAs): string => `h-${fileForm(isdAs)}`

// An address is set aside even when the author gives one: the others stay what they are when it is written out or left out.
const buildHost = (plan: HostPlan, allocated: string): Host => ({ name: plan.name, address: plan.address ?? allocated })

function buildAs(plan: AsPlan, draft: Draft, addresses: AddressSource): As {
  addresses.startBlock()
  // The control service has the AS's lowest port but stands behind the routers in the block, as in the reference.
  const controlPort = addresses.nodePort()
  const routers = draft.routers.map((interfaces, i): BorderRouter => {
    const internalAddress = joinHostPort(addresses.nodeIp(plan.underlay), addresses.nodePort())
    return { id: nodeId('br', plan.isdAs, i + 1), internalAddress, interfaces }
  })
  const service = { id: nodeId('cs', plan.isdAs, 1), address: joinHostPort(addresses.nodeIp(plan.underlay), controlPort) }
  const hosts = plan.hosts.length === 0 ? [{ name: defaultHostName(plan.isdAs) }] : plan.hosts
  return {
    isdAs: plan.isdAs,
    core: plan.core,
    mtu: plan.mtu,
    dispatchedPorts: defaultDispatchedPorts,
    routers,
    controlServices: [service],
    discoveryServices: [service],
    voting: plan.voting,
    authoritative: plan.authoritative,
    issuing: plan.issuing,
    ...(plan.certIssuer === undefined ? {} : { certIssuer: plan.certIssuer }),
    underlay: plan.underlay,
    hosts: hosts.map(h => buildHost(h, addresses.nodeIp(plan.underlay))),
    internalDelayNs: plan.internalDelayNs,
    ...(plan.note === undefined ? {} : { note: plan.note }),
  }
}
