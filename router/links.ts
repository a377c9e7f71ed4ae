/** The links of one border router: its own external interfaces, its siblings with theirs, and the AS-internal network. */

import { type AsTopology, type Interface, interfacesOf, type LinkType } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { BfdSession } from './bfd/session.ts'
import type { Verdict } from './verdict.ts'

export interface ExternalLink {
  readonly kind: 'external'
  readonly ifId: number
  readonly linkType: LinkType
  readonly neighbor: IsdAs
  readonly remote: UnderlayAddress
  up: boolean
  /** egress interface id -> `sameSegment` | `newSegment`: how a packet that came in here may go on there */
  readonly onward: Uint8Array
  /** the verdict that forwards over this link */
  readonly forward: Verdict
  /** none: the link counts as up until its driver says otherwise */
  session: BfdSession | undefined
  /** the verdict that hands a packet to the session */
  readonly hear: Verdict
}

/** A sibling border router of the AS, reached over the AS-internal network. */
export interface SiblingLink {
  readonly kind: 'sibling'
  /** 0: checks that speak of the ingress interface do not apply to packets from siblings */
  readonly ifId: 0
  readonly routerId: string
  readonly address: UnderlayAddress
  up: boolean
  readonly handOver: Verdict
  session: BfdSession | undefined
  readonly hear: Verdict
}

export interface InternalLink {
  readonly kind: 'internal'
  readonly ifId: 0
  readonly address: UnderlayAddress
  readonly up: true
  /** BFD runs between routers only */
  readonly session?: undefined
  readonly hear?: undefined
  readonly handOver?: undefined
}

export type RouterLink = ExternalLink | SiblingLink | InternalLink

export interface LinkTable {
  readonly internal: InternalLink
  readonly external: readonly ExternalLink[]
  readonly siblings: readonly SiblingLink[]
  /** interface id -> the link a packet for it leaves by: ours, or the sibling that owns it; 0 = the internal network */
  readonly byIfId: readonly (RouterLink | undefined)[]
  /** interface id -> the neighbour there, siblings' interfaces included */
  readonly neighborOf: readonly (IsdAs | undefined)[]
  readonly siblingAt: ReadonlyMap<UnderlayAddress, SiblingLink>
}

/** Bits of `ExternalLink.onward`. */
export const sameSegment = 1
export const newSegment = 2

/** Ingress link type -> the link types a packet may leave by, on the same segment and on a new one. {#process-router} */
const transitPairs: Readonly<Record<LinkType, readonly LinkType[]>> = {
  core: ['core'],
  child: ['parent', 'peer'],
  parent: ['child'],
  peer: ['child'],
}
const segmentChangePairs: Readonly<Record<LinkType, readonly LinkType[]>> = {
  core: ['child'],
  child: ['core', 'child'],
  parent: [],
  peer: [],
}

function onwardFrom(as: AsTopology, from: LinkType): Uint8Array {
  const all = [...interfacesOf(as)].map(({ interface: i }) => i)
  const onward = new Uint8Array(Math.max(0, ...all.map(i => i.ifId)) + 1)
  for (const { ifId, linkType } of all)
    onward[ifId] =
      (transitPairs[from].includes(linkType) ? sameSegment : 0) | (segmentChangePairs[from].includes(linkType) ? newSegment : 0)
  return onward
}

function external(as: AsTopology, i: Interface): ExternalLink {
  const { ifId, linkType, neighbor, remote } = i
  const link = {
    kind: 'external' as const,
    ifId,
    linkType,
    neighbor,
    remote,
    up: true,
    onward: onwardFrom(as, linkType),
    session: undefined,
  }
  const self = link as ExternalLink
  return Object.assign(link, { forward: { kind: 'forward' as const, link: self }, hear: { kind: 'bfd' as const, link: self } })
}

function sibling(routerId: string, address: UnderlayAddress): SiblingLink {
  const link = { kind: 'sibling' as const, ifId: 0 as const, routerId, address, up: true, session: undefined }
  const self = link as SiblingLink
  return Object.assign(link, { handOver: { kind: 'handOver' as const, link: self }, hear: { kind: 'bfd' as const, link: self } })
}

/** Links of router `id` in `as`; every link starts up, without a BFD session. */
export function buildLinks(as: AsTopology, id: string): LinkTable {
  const own = as.routers.find(r => r.id === id)
  assert(own !== undefined, `router ${id} is in the topology of ${as.isdAs}`)
  const links = own.interfaces.map(i => external(as, i))
  // Siblings that share an address are one link, as the reference de-duplicates them by remote address.
  const siblingAt = new Map<UnderlayAddress, SiblingLink>()
  for (const r of as.routers)
    if (r !== own && !siblingAt.has(r.internalAddress)) siblingAt.set(r.internalAddress, sibling(r.id, r.internalAddress))
  const internal: InternalLink = { kind: 'internal', ifId: 0, address: own.internalAddress, up: true }
  const byIfId: (RouterLink | undefined)[] = [internal]
  const neighborOf: (IsdAs | undefined)[] = []
  for (const r of as.routers)
    for (const i of r.interfaces) {
      byIfId[i.ifId] = r === own ? links.find(l => l.ifId === i.ifId) : siblingAt.get(r.internalAddress)
      neighborOf[i.ifId] = i.neighbor
    }
  return { internal, external: links, siblings: [...siblingAt.values()], byIfId, neighborOf, siblingAt }
}
