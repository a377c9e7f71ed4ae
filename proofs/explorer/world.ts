/** The network that is explored: every border router of the topology, with its real key, and where each of its links leads. */
import type { CipherFactory } from '#crypto/aes.ts'
import type { RouterLink } from '#router/links.ts'
import { createRouter, type Router, type RouterObserver } from '#router/router.ts'
import type { RuleSet } from '#router/rules.ts'
import type { Verdict } from '#router/verdict.ts'
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

/** Where a packet comes to, by its interface or handed over by a sibling. */
export interface Onward extends FarEnd {
  /** interface by which it came into the AS; 0: made inside */
  readonly entered: number
  /** the router is the first of its AS to see it */
  readonly arrived: boolean
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

/** Where the verdict sends a packet that came into its AS by `entered`; undefined: nowhere, it is at its end. */
export function onwardFrom(world: World, { as: { isdAs }, router }: Place, entered: number, verdict: Verdict): Onward | undefined {
  if (verdict.kind === 'forward') {
    const far = world.farEnd(isdAs, verdict.link.ifId)
    return { ...far, entered: far.link.ifId, arrived: true }
  }
  if (verdict.kind !== 'handOver') return undefined
  const { id, links } = router.state
  const place = world.placeOf(isdAs, verdict.link.routerId)
  const link = place.router.state.links.siblings.find(s => s.routerId === id)!
  return { place, link, from: links.internal.address, entered, arrived: false }
}
