/** Where a packet was seen: which router it comes to and by which of its links, told by underlay addresses or guessed from its path. */
import { type AsTopology, type BorderRouter, type Interface, interfacesOf } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { checkEpic, epicScionAt } from '#wire/epic.ts'
import { checkHeader, dstIsdAs, headerLength, pathAt, pathType, pathTypes, srcIsdAs } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { checkOneHop, firstHopAt } from '#wire/onehop.ts'
import { checkPath, consEgress, currHf, hopAt, infOfHf, infoAt, isLastHop, numHops } from '#wire/path.ts'
import { type HopMacs, type Standing, standingByPointers, travelEgress, travelIngress } from './hops.ts'
import { farInterface, findInterface, type Knowledge } from './knowledge.ts'
import { asesOfPath, standingByMac } from './path-view.ts'

/** The link of a router a packet comes in by. */
export type Ingress =
  | { readonly kind: 'external'; readonly ifId: number }
  | { readonly kind: 'sibling'; readonly routerId: string }
  | { readonly kind: 'internal' }

export type Place =
  | {
      readonly kind: 'router'
      readonly as: AsTopology
      readonly routerId: string
      readonly ingress: Ingress
      readonly from: UnderlayAddress
    }
  /** inside an AS, on its way to a host or service: no router rules on it */
  | { readonly kind: 'inside'; readonly isdAs: IsdAs; readonly to: string }
  /** on the link into an AS whose topology is not known */
  | { readonly kind: 'onLink'; readonly isdAs: IsdAs }
  | { readonly kind: 'unknown' }

export const standingAt = (place: Place): Standing | undefined => {
  switch (place.kind) {
    case 'router':
      return place.ingress.kind === 'external' ? 'onLink' : 'inside'
    case 'unknown':
      return undefined
    default:
      return place.kind
  }
}

export const isdAsAt = (place: Place): IsdAs | undefined =>
  place.kind === 'router' ? place.as.isdAs : place.kind === 'unknown' ? undefined : place.isdAs

type Owner =
  | { readonly kind: 'external'; readonly as: AsTopology; readonly router: BorderRouter; readonly interface: Interface }
  | { readonly kind: 'internal'; readonly as: AsTopology; readonly router: BorderRouter }
  | { readonly kind: 'service'; readonly as: AsTopology; readonly id: string }

/** Tells the place of a datagram by its underlay source and destination. */
export type Locator = (src: UnderlayAddress, dst: UnderlayAddress) => Place

export function createLocator(known: Knowledge): Locator {
  const owners = new Map<UnderlayAddress, Owner>()
  const own = (address: UnderlayAddress, owner: Owner): void => {
    if (!owners.has(address)) owners.set(address, owner)
  }
  for (const as of known.ases.values()) {
    for (const router of as.routers) own(router.internalAddress, { kind: 'internal', as, router })
    for (const { router, interface: i } of interfacesOf(as)) own(i.local, { kind: 'external', as, router, interface: i })
    for (const { id, address } of [...as.controlServices, ...as.discoveryServices]) own(address, { kind: 'service', as, id })
  }
  return (src, dst) => placeBetween(owners.get(src), owners.get(dst), src, dst)
}

function placeBetween(src: Owner | undefined, dst: Owner | undefined, from: UnderlayAddress, to: UnderlayAddress): Place {
  switch (dst?.kind) {
    case 'external':
      return { kind: 'router', as: dst.as, routerId: dst.router.id, ingress: { kind: 'external', ifId: dst.interface.ifId }, from }
    case 'internal': {
      const isSibling = src?.kind === 'internal' && src.as === dst.as && src.router !== dst.router
      const ingress: Ingress = isSibling ? { kind: 'sibling', routerId: src.router.id } : { kind: 'internal' }
      return { kind: 'router', as: dst.as, routerId: dst.router.id, ingress, from }
    }
    case 'service':
      return { kind: 'inside', isdAs: dst.as.isdAs, to: dst.id }
    case undefined:
      if (src === undefined) return { kind: 'unknown' }
      return src.kind === 'external' ? { kind: 'onLink', isdAs: src.interface.neighbor } : { kind: 'inside', isdAs: src.as.isdAs, to }
  }
}

/** Where a packet would be that nobody saw: at the router that receives it next, by its path. */
export function placeByPath(b: Bytes, known: Knowledge, macs: HopMacs): Place {
  if (checkHeader(b) !== undefined) return { kind: 'unknown' }
  const [at, end] = [pathAt(b), headerLength(b)]
  switch (pathType(b)) {
    case pathTypes.scion:
      return checkPath(b, at, end) === undefined ? placeOnPath(b, at, known, macs) : { kind: 'unknown' }
    case pathTypes.epic: {
      const path = epicScionAt(at)
      return (checkEpic(b, at, end) ?? checkPath(b, path, end)) === undefined ? placeOnPath(b, path, known, macs) : { kind: 'unknown' }
    }
    case pathTypes.oneHop:
      return checkOneHop(b, at, end) === undefined ? placeOnOneHop(b, at, known) : { kind: 'unknown' }
    case pathTypes.empty:
      return dstIsdAs(b) === srcIsdAs(b) ? { kind: 'inside', isdAs: dstIsdAs(b), to: 'the destination host' } : { kind: 'unknown' }
    default:
      return { kind: 'unknown' }
  }
}

function placeOnPath(b: Bytes, path: number, known: Knowledge, macs: HopMacs): Place {
  const hf = currHf(b, path)
  if (hf >= numHops(b, path)) return { kind: 'unknown' }
  const isdAs = asesOfPath(b, path, known, undefined)[hf]
  const as = isdAs === undefined ? undefined : known.ases.get(isdAs)
  if (isdAs === undefined || as === undefined) return { kind: 'unknown' }
  const isInside = (standingByPointers(b, path) ?? standingByMac(b, path, isdAs, macs)) === 'inside'
  if (isInside && hf > 0 && isLastHop(b, path) && isdAs === dstIsdAs(b)) return { kind: 'inside', isdAs, to: 'the destination host' }
  const { entry, exit } = interfacesOfHop(b, path)
  const [owner, next] = [entry, exit].map(ifId => findInterface(known, isdAs, ifId)?.router.id)
  const routerId = isInside ? (next ?? owner) : owner
  return routerId === undefined ? { kind: 'unknown' } : arrivalAt(b, path, known, as, routerId, isInside ? 'inside' : 'onLink')
}

/** The interfaces of the current AS by which the packet came, 0 = from inside, and goes. */
function interfacesOfHop(b: Bytes, path: number): { readonly entry: number; readonly exit: number } {
  const hf = currHf(b, path)
  const ingressOf = (i: number): number => travelIngress(b, infoAt(path, infOfHf(b, path, i)), hopAt(b, path, i))
  const crossed = hf > 0 && standingByPointers(b, path) === 'inside'
  return {
    entry: hf === 0 ? 0 : ingressOf(crossed ? hf - 1 : hf),
    exit: travelEgress(b, infoAt(path, infOfHf(b, path, hf)), hopAt(b, path, hf)),
  }
}

/** How the packet comes to this router, by its path. `standing`: where it stands, if that is known. */
function arrivalAt(b: Bytes, path: number, known: Knowledge, as: AsTopology, routerId: string, standing?: Standing): Place {
  const { entry } = interfacesOfHop(b, path)
  const owner = findInterface(known, as.isdAs, entry)
  if (owner !== undefined && owner.router.id !== routerId) return siblingPlace(as, routerId, owner.router)
  if (owner === undefined || standing === 'inside') return internalPlace(as, routerId)
  return externalPlace(as, routerId, owner.interface)
}

const externalPlace = (as: AsTopology, routerId: string, i: Interface): Place => ({
  kind: 'router',
  as,
  routerId,
  ingress: { kind: 'external', ifId: i.ifId },
  from: i.remote,
})

const siblingPlace = (as: AsTopology, routerId: string, sibling: BorderRouter): Place => ({
  kind: 'router',
  as,
  routerId,
  ingress: { kind: 'sibling', routerId: sibling.id },
  from: sibling.internalAddress,
})

/** Nothing tells which host it comes from: the address is the one its answer would go to. */
const internalPlace = (as: AsTopology, routerId: string): Place => ({
  kind: 'router',
  as,
  routerId,
  ingress: { kind: 'internal' },
  from: 'a host',
})

/** A one-hop packet is next seen by the neighbour's router. */
function placeOnOneHop(b: Bytes, at: number, known: Knowledge): Place {
  const [src, dst] = [srcIsdAs(b), dstIsdAs(b)]
  const out = findInterface(known, src, consEgress(b, firstHopAt(at)))
  const far = out === undefined ? undefined : farInterface(known, out.interface)
  const as = known.ases.get(dst)
  return far === undefined || as === undefined ? { kind: 'unknown' } : externalPlace(as, far.router.id, far.interface)
}

/** A router named by the user. `ingress`: also named (and there), else by the packet's path. */
export function placeAtRouter(b: Bytes, known: Knowledge, as: AsTopology, routerId: string, ingress?: Ingress): Place {
  if (ingress?.kind === 'external') return externalPlace(as, routerId, findInterface(known, as.isdAs, ingress.ifId)!.interface)
  if (ingress?.kind === 'sibling') return siblingPlace(as, routerId, as.routers.find(r => r.id === ingress.routerId)!)
  if (ingress?.kind === 'internal' || checkHeader(b) !== undefined) return internalPlace(as, routerId)
  if (pathType(b) === pathTypes.oneHop) {
    const place = checkOneHop(b, pathAt(b), headerLength(b)) === undefined ? placeOnOneHop(b, pathAt(b), known) : undefined
    return place?.kind === 'router' && place.as === as && place.routerId === routerId ? place : internalPlace(as, routerId)
  }
  const at = pathType(b) === pathTypes.epic ? epicScionAt(pathAt(b)) : pathAt(b)
  const hasPath = pathType(b) === pathTypes.scion || pathType(b) === pathTypes.epic
  const isReadable = hasPath && checkPath(b, at, headerLength(b)) === undefined && currHf(b, at) < numHops(b, at)
  return isReadable ? arrivalAt(b, at, known, as, routerId) : internalPlace(as, routerId)
}
