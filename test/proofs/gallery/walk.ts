/** An attack of the gallery in process: from router to router by `router.process`, without a network between them. */
import type { GalleryEntry, Injection } from '#proofs/gallery/entry.ts'
import { galleryNetwork } from '#proofs/gallery/network.ts'
import { type Guard, rulesFor } from '#proofs/gallery/play.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { createRouter, type Router } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import type { Network } from '#sim/network.ts'
import { type Fate, fateOf } from '#sim/witness.ts'
import { internalPort } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** Made from the network as it should be, decided by weakened routers: keys and beacons are the same. */
export const strong = galleryNetwork(ruleSet)
const workshop = openWorkshop(strong)

/** What became of the packet that is judged. */
export function walk(entry: GalleryEntry, guard: Guard): Fate {
  const made = entry.make(workshop)
  const city = build(strong, rulesFor(entry, guard))
  let now = strong.loop.now
  let fate: Fate = { end: 'lost', events: [] }
  for (const injection of made) {
    now += injection.afterNs ?? 0
    fate = follow(city, enter(injection), now)
  }
  return fate
}

interface City {
  readonly routers: readonly Router[]
  readonly events: TraceEvent[]
}

interface At {
  readonly router: (r: Router) => boolean
  readonly port: number
  readonly from: string
  readonly bytes: Bytes
}

function build(network: Network, rules: RuleSet): City {
  const events: TraceEvent[] = []
  const observer = traceDecisions(event => events.push(event))
  const { clock, topology } = network
  const routers = topology.ases.flatMap(as =>
    as.routers.map(({ id }) => createRouter({ as, id, key: network.keyOf(as.isdAs), clock, random: () => 0, rules, observer })),
  )
  return { routers, events }
}

const has = (isdAs: IsdAs, ifId: number) => (r: Router) => r.state.isdAs === isdAs && r.state.links.byIfId[ifId]?.kind === 'external'

/** The other end of the link of an interface. */
function farEnd(isdAs: IsdAs, ifId: number): Pick<At, 'router' | 'port'> {
  const ends = strong.topology.links.flatMap(({ a, b }) => [[a, b] as const, [b, a] as const])
  const [, far] = ends.find(([near]) => near.isdAs === isdAs && near.ifId === ifId)!
  return { router: has(far.isdAs, far.ifId), port: far.ifId }
}

function enter({ entrance, bytes }: Injection): At {
  if (entrance.by === 'link') return { ...farEnd(entrance.isdAs, entrance.ifId), from: '', bytes: bytes.slice() }
  const router = (r: Router): boolean => r.state.links.internal.address === entrance.router
  return { router, port: internalPort, from: 'a host', bytes: bytes.slice() }
}

function follow({ routers, events }: City, start: At, now: number): Fate {
  events.length = 0
  for (let at: At | undefined = start; at !== undefined; ) {
    const here: At = at
    const router = routers.find(here.router)!
    const { verdict } = router.process(router.linkOf(here.port, here.from), here.from, here.bytes, now)
    const address = router.state.links.internal.address
    if (verdict.kind === 'forward') at = { ...farEnd(router.state.isdAs, verdict.link.ifId), from: '', bytes: here.bytes }
    else if (verdict.kind === 'handOver') {
      const to = verdict.link.address
      at = { router: r => r.state.links.internal.address === to, port: internalPort, from: address, bytes: here.bytes }
    } else at = undefined
  }
  return fateOf(events.at(-1)!, [...events])
}
