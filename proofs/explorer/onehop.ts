/**
 * One-hop paths: the sender's router checks the first hop field, the neighbour's writes the second. So these are also the only packets into which a
 * router writes a MAC, for whatever SegID, timestamp and ExpTime they bring: who can send them to a neighbour can have hop fields there that lead
 * in from the sender and no further.
 */
import type { IsdAs } from '#wire/isdas.ts'
import type { Draft } from './draft.ts'
import type { Place, World } from './world.ts'

/** Would the router of this AS make such a hop field for one of those who send what they like? */
export type Completes = (isdAs: IsdAs, consIngress: number, consEgress: number) => boolean

export const nobodyCompletes: Completes = () => false

/** `senders`: ASes whose hosts and routers, or whose hosts with the key, make any first hop field. */
export const completedFor =
  ({ farEnd }: Pick<World, 'farEnd'>, senders: ReadonlySet<IsdAs>): Completes =>
  (isdAs, ingress, egress) =>
    ingress !== 0 && egress === 0 && senders.has(farEnd(isdAs, ingress)?.place.as.isdAs)

/** For nobody, for the AS it is in, or for the neighbour it is about to leave for. */
export function* addressed(draft: Draft, { as, router }: Place): Generator<Draft> {
  yield draft
  yield { ...draft, dst: as.isdAs }
  const neighbour = router.state.links.neighborOf[draft.hops[0]!.consEgress]
  if (neighbour !== undefined) yield { ...draft, dst: neighbour }
}
