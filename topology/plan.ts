/** What a network's author says, before interface ids, routers and addresses are assigned. Readers and generators make plans; build.ts makes networks. */
import type { IsdAs } from '#wire/isdas.ts'
import type { Host, Link, LinkShape } from './model.ts'

export interface AsPlan {
  readonly isdAs: IsdAs
  readonly core: boolean
  readonly voting: boolean
  readonly authoritative: boolean
  readonly issuing: boolean
  readonly certIssuer?: IsdAs
  /** bytes */
  readonly mtu: number
  readonly underlay: 'ipv4' | 'ipv6'
  /** empty: the AS gets one default host */
  readonly hosts: readonly HostPlan[]
  readonly internalDelayNs: number
  readonly note?: string
}

export type HostPlan = Pick<Host, 'name'> & Partial<Host>

export interface EndPlan {
  readonly isdAs: IsdAs
  /** Ends of an AS with the same tag are on one router; an end without gets a router of its own. */
  readonly tag?: string
  readonly ifId?: number
}

export interface LinkPlan {
  /** as in `Link` */
  readonly type: Link['type']
  readonly a: EndPlan
  readonly b: EndPlan
  /** bytes */
  readonly mtu: number
  readonly underlay: 'ipv4' | 'ipv6'
  readonly shape: LinkShape
  readonly note?: string
}

export interface Plan {
  readonly name: string
  readonly note?: string
  /** IPv4 network the addresses come from, like "10.0.0.0/8"; default 127.0.0.0/8 */
  readonly subnet?: string
  readonly ases: readonly AsPlan[]
  readonly links: readonly LinkPlan[]
}

/** between any two nodes of an AS, nanoseconds */
export const defaultInternalDelayNs = 100_000
/** packets that wait for a link of finite rate */
export const defaultQueuePackets = 100
/** What the reference generator writes; its shim dispatcher serves the rest. */
export const defaultDispatchedPorts = { first: 31000, last: 32767 } as const
export const maxIfId = 0xffff
