/** The network that is explored: every border router of the topology, with its real key, and where each of its links leads. */
import type { CipherFactory } from '#crypto/aes.ts'
import type { RouterLink } from '#router/links.ts'
import { createRouter, type Router, type RouterObserver } from '#router/router.ts'
import type { RuleSet } from '#router/rules.ts'
import type { As, LinkEnd, Topology } from '#topology/model.ts'
import type { Clock, UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { KnownHops } from './known.ts'

export interface Place {
  readonly index: number
  readonly as: As
  readonly router: Router
}

/** Where a packet that leaves by an interface comes in. */
export interface FarEnd {
  readonly place: Place
  readonly link: RouterLink
  readonly from: UnderlayAddress
}

export interface World {
  readonly topology: Topology
  readonly clock: Clock
  readonly places: readonly Place[]
  readonly known: KnownHops
  keyOf(isdAs: IsdAs): Bytes
  /** for the tables of leaked keys; a router decides one packet at a time, for which a call to the platform costs too much */
  readonly cipher: CipherFactory
  placeOf(isdAs: IsdAs, routerId: string): Place
  farEnd(isdAs: IsdAs, ifId: number): FarEnd
}

export interface WorldOptions extends Pick<World, 'topology' | 'clock' | 'known' | 'keyOf' | 'cipher'> {
  readonly rules: RuleSet
  readonly observer?: RouterObserver
}

export function createWorld({ rules, observer, ...rest }: WorldOptions): World {
  const { topology, clock, keyOf } = rest
  const places = topology.ases
    .flatMap(as => as.routers.map(({ id }) => ({ as, id })))
    .map(({ as, id }, index): Place => {
      const config = { as, id, key: keyOf(as.isdAs), clock, random: () => 0, rules, ...(observer && { observer }) }
      return { index, as, router: createRouter(config) }
    })
  const byName = new Map(places.map(p => [`${p.as.isdAs} ${p.router.state.id}`, p]))
  const placeOf = (isdAs: IsdAs, routerId: string): Place => byName.get(`${isdAs} ${routerId}`)!
  const endAt = (end: LinkEnd): FarEnd => {
    const place = placeOf(end.isdAs, end.routerId)
    const link = place.router.state.links.byIfId[end.ifId]!
    return { place, link, from: link.kind === 'external' ? link.remote : '' }
  }
  const ends = topology.links.flatMap(({ a, b }): [string, FarEnd][] => [
    [`${a.isdAs} ${a.ifId}`, endAt(b)],
    [`${b.isdAs} ${b.ifId}`, endAt(a)],
  ])
  const farEnds = new Map(ends)
  return { ...rest, places, placeOf, farEnd: (isdAs, ifId) => farEnds.get(`${isdAs} ${ifId}`)! }
}
