/** What the constants of Router.tla say of one network: its routers and links, and every MAC that somebody knows. */
import type { HvfRecord, MacRecord, Tag } from '#proofs/model/step.ts'
import { authorise, type SegmentEntry } from '#proofs/networks/segments.ts'
import type { Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface ReplayNetwork {
  readonly name: string
  readonly topology: Topology
  readonly macs: readonly MacRecord[]
  /** what a validation field was made for, `undefined` for one that is nobody's */
  hvfOf(tag: Tag): Omit<HvfRecord, 'hvf'> | undefined
  /** external interfaces whose link is down */
  readonly downLinks: readonly { readonly as: IsdAs; readonly id: number }[]
  /** siblings a router cannot reach */
  readonly downSiblings: readonly { readonly as: IsdAs; readonly router: string; readonly sibling: string }[]
  /** ASes whose forwarding key the attacker has */
  readonly leaked: readonly IsdAs[]
  /** a MAC made with a leaked key: valid for whatever it stands in */
  readonly forgedTags: readonly Tag[]
}

/** The constants that a configuration (MC_Router_*.cfg) gives. */
export type Constants = Pick<ReplayNetwork, 'downLinks' | 'downSiblings' | 'leaked' | 'forgedTags'> & { readonly sentAt: number }

/** The network of proofs/networks under one configuration: what KnownMacs and EpicHvfs of Paths.tla are. */
export function replayNetwork(name: string, topology: Topology, constants: Constants): ReplayNetwork {
  const { segments, oneHops } = authorise(topology)
  const macOf = (ts: number, { as, exp, in: ingress, eg, segId, tag }: SegmentEntry): MacRecord => ({
    as,
    ts,
    exp,
    in: ingress,
    eg,
    segId,
    tag,
  })
  const ofSegments = segments.flatMap(s => s.hops.flatMap(h => [h, ...h.peers.map(p => p.entry)].map(e => macOf(s.ts, e))))
  const ofOneHops = oneHops.flatMap(o => [macOf(o.ts, o.entry), macOf(o.ts, o.completed)])
  const macs = [...new Map([...ofSegments, ...ofOneHops].map(m => [m.tag, m])).values()]
  const { sentAt, ...rest } = constants
  const ases = topology.ases.map(as => as.isdAs)
  return { name, topology, macs, hvfOf: tag => readHvfName(tag, ases, sentAt), ...rest }
}

/** `HvfName` of Paths.tla: 1,000,000 * number of the source AS + 1000 * timestamp of the first segment + MAC. */
function readHvfName(tag: Tag, ases: readonly IsdAs[], sentAt: number): Omit<HvfRecord, 'hvf'> | undefined {
  const src = ases[Math.floor(tag / 1_000_000) - 1]
  return src && { mac: tag % 1000, ts: Math.floor(tag / 1000) % 1000, sentAt, src, payload: 'udp' }
}
