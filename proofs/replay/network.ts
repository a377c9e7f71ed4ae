/** What the constants of Router.tla say of one network: its routers and links, and every MAC that somebody knows. */
import type { ModelPacket, SegId, Tag } from '#proofs/model/step.ts'
import type { Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** A valid hop field MAC, as an element of `Macs`. */
export interface MacRecord {
  readonly as: IsdAs
  /** half seconds */
  readonly ts: number
  readonly exp: number
  readonly in: number
  readonly eg: number
  readonly segId: SegId
  readonly tag: Tag
}

/** A valid EPIC field, as an element of `Hvfs`. */
export interface HvfRecord {
  /** tag of the hop field it was made with */
  readonly mac: Tag
  readonly ts: number
  readonly sentAt: number
  readonly src: IsdAs
  readonly payload: ModelPacket['payload']
  readonly hvf: Tag
}

export interface ReplayNetwork {
  readonly name: string
  readonly topology: Topology
  readonly macs: readonly MacRecord[]
  readonly hvfs: readonly HvfRecord[]
  /** external interfaces whose link is down */
  readonly downLinks: readonly { readonly as: IsdAs; readonly id: number }[]
  /** siblings a router cannot reach */
  readonly downSiblings: readonly { readonly as: IsdAs; readonly router: string; readonly sibling: string }[]
  /** ASes whose forwarding key the attacker has */
  readonly leaked: readonly IsdAs[]
  /** a MAC made with a leaked key: valid for whatever it stands in */
  readonly forgedTags: readonly Tag[]
}
