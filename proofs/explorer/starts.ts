/** Where the attacker's packets come from, and the shapes they begin with. */
import type { RouterLink } from '#router/links.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Draft, nowhere, unread, unreadHop } from './draft.ts'
import type { Place, World } from './world.ts'

/** Where bytes are handed to the first router. */
export interface Injection {
  readonly place: Place
  readonly link: RouterLink
  readonly from: UnderlayAddress
  /** the AS the attacker sits in; its interface where its router sends, 0: one of its hosts */
  readonly isdAs: IsdAs
  readonly ifId: number
}

/** Hosts of these ASes, and the routers of the bad ones. */
export function injectionsOf(world: World, hostsIn: readonly IsdAs[], bad: ReadonlySet<IsdAs>): Injection[] {
  const hosts = world.places
    .filter(({ as }) => hostsIn.includes(as.isdAs))
    .map((place): Injection => {
      const { internal } = place.router.state.links
      return { place, link: internal, from: hostSocket, isdAs: place.as.isdAs, ifId: 0 }
    })
  const links = world.places
    .filter(({ as }) => bad.has(as.isdAs))
    .flatMap(({ as, router }) =>
      router.state.links.external.map(({ ifId }) => ({ ...world.farEnd(as.isdAs, ifId), isdAs: as.isdAs, ifId })),
    )
    .filter(({ place }) => !bad.has(place.as.isdAs))
  return [...hosts, ...links]
}

/** An address no router has. */
const hostSocket = '203.0.113.1:30041'

/**
 * The shapes. A packet of three segments that begins in its second is one of two that begins in its first, but for peering, which only paths
 * of two segments have; what was passed before the beginning no router reads, but for whether it is nothing. Hosts send as their own AS, and
 * with `anySource` also as another. A pointer that lies, CurrHF in the second segment and CurrINF at the first, has the first router read the hop
 * field with an info field of its own; behind it they agree again. And a one-hop path, from who it says.
 */
export function startsAt({ isdAs, ifId }: Injection, anySource = false): Draft[] {
  const sources = ifId !== 0 ? [nowhere] : anySource ? [isdAs, nowhere] : [isdAs]
  const shapes = [
    { segments: 1, startInf: 0 },
    { segments: 2, startInf: 0 },
    { segments: 3, startInf: 0 },
    { segments: 2, startInf: 1 },
    { segments: 2, startInf: 0, lies: true },
    { segments: 3, startInf: 0, lies: true },
  ]
  const oneHop: Draft = {
    ...{ src: isdAs, dst: nowhere, segments: 1, lone: false, lens: [], infos: [], hops: [], startInf: 0, startHf: 0 },
    oneHop: true,
  }
  const scion = shapes.flatMap(({ segments, startInf, lies = false }) =>
    [false, true].flatMap(lone =>
      [0, 1].flatMap(skipped => {
        const lens = startInf === 0 && !lies ? [] : [lone ? 1 : 2]
        const startHf = lens.reduce((sum, n) => sum + n, skipped)
        const hops = Array.from({ length: startHf }, () => unreadHop)
        const infos = Array.from({ length: startInf }, () => unread)
        return sources.map((src): Draft => ({ src, dst: nowhere, segments, lone, lens, infos, hops, startInf, startHf }))
      }),
    ),
  )
  return [...scion, oneHop]
}
