/**
 * Sends to each neighbour AS what shares few links with what it already got, while that is still valid, and sends a way again only when the
 * beacon sent before nears its end. After "Deployment and Scalability of an Inter-Domain Multi-Path Routing Infrastructure" (Krähenbühl et
 * al., CoNEXT'21), its path-diversity-based path construction; constants as in its authors' simulator.
 */
import type { Interface } from '#topology/model.ts'
import { firstIsdAs } from '../../segment/segment.ts'
import { type BeaconingAlgorithm, type BeaconingContext, type Candidate, isNewTo, type Sending } from '../algorithm.ts'
import { linksOf } from '../select.ts'

/** Geometric mean of the uses of a way's links from which on it counts as nothing new. */
const maxJointness = 2
/** Not even a way without a used link is worth everything. */
const bestDiversity = 0.95
/** How fast a beacon loses worth as it ages. */
const alpha = 12
/** One that was sent is worth sending again when about 1/beta of the new one's life is left to it; gamma makes that sharp. */
const beta = 6
const gamma = 11
/** Below this nothing is sent. */
const threshold = 0.9

/** A candidate by one interface. */
interface Way extends Sending {
  /** all links on it, our own last */
  readonly links: readonly string[]
}

/** How often each link is used by the ways chosen so far. */
type Uses = Map<string, number>
function use(uses: Uses, links: readonly string[]): void {
  for (const link of links) uses.set(link, (uses.get(link) ?? 0) + 1)
}

/** From 0, most links are used by what was chosen, to `bestDiversity`, none is. */
function diversityOf(links: readonly string[], uses: Uses): number {
  const product = links.reduce((p, link) => p * (1 + (uses.get(link) ?? 0)), 1)
  return (bestDiversity * Math.max(0, maxJointness - product ** (1 / links.length))) / (maxJointness - 1)
}

const diversityWhenSent = new WeakMap<Candidate, Map<number, number>>()

const isStillThere = ({ candidate, egress }: Sending, nowS: number): boolean => (candidate.sent.get(egress)?.expiryS ?? 0) > nowS

/** 0..1: the new are worth more the more diverse and the younger they are; the sent, the less life is left to what was sent. */
function scoreOf(way: Way, uses: Uses, nowS: number): number {
  const { candidate, egress, links } = way
  const { beacon, expiryS } = candidate
  if (isStillThere(way, nowS)) {
    const left = (candidate.sent.get(egress)!.expiryS - nowS) / Math.max(1, expiryS - nowS)
    return (diversityWhenSent.get(candidate)?.get(egress) ?? 0) ** ((beta * left) ** gamma)
  }
  const diversity = diversityOf(links, uses)
  return diversity === 0 ? 0 : diversity ** ((alpha * Math.max(0, nowS - beacon.timestamp)) / (expiryS - beacon.timestamp))
}

function remember({ candidate, egress, links }: Way, uses: Uses): void {
  const known = diversityWhenSent.get(candidate) ?? new Map<number, number>()
  diversityWhenSent.set(candidate, known.set(egress, diversityOf(links, uses)))
  use(uses, links)
}

/** The best way, again and again, until what is left is not worth its bytes. */
function* toNeighbor(candidates: readonly Candidate[], egresses: readonly Interface[], context: BeaconingContext): Generator<Sending> {
  const uses: Uses = new Map()
  const ways = egresses.flatMap(egress =>
    candidates
      .filter(c => isNewTo(c, egress, context))
      .map((candidate): Way => {
        const links = [...linksOf(candidate.beacon), `${context.isdAs} ${egress.ifId}`]
        return { candidate, egress: egress.ifId, links }
      }),
  )
  for (const way of ways) if (isStillThere(way, context.nowS)) use(uses, way.links)
  for (let n = 0; n < context.policy.bestSetSize; n++) {
    const scores = ways.map(way => scoreOf(way, uses, context.nowS))
    const best = scores.indexOf(Math.max(...scores))
    if (best < 0 || scores[best]! < threshold) return
    const [way] = ways.splice(best, 1)
    if (!isStillThere(way!, context.nowS)) remember(way!, uses)
    yield way!
  }
}

function groupsOf<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return [...groups.values()]
}

export const diversityAlgorithm: BeaconingAlgorithm = {
  name: 'diversity',
  propagate: (candidates, context) =>
    groupsOf(context.egresses, i => i.neighbor).flatMap(egresses =>
      groupsOf(candidates, c => firstIsdAs(c.beacon)).flatMap(ofOrigin => [...toNeighbor(ofOrigin, egresses, context)]),
    ),
  register(candidates, { policy }) {
    const uses: Uses = new Map()
    const left = candidates.map(candidate => ({ candidate, links: linksOf(candidate.beacon) }))
    return Array.from({ length: Math.min(policy.bestSetSize, left.length) }, () => {
      const scores = left.map(({ links }) => diversityOf(links, uses))
      const [best] = left.splice(scores.indexOf(Math.max(...scores)), 1)
      use(uses, best!.links)
      return best!.candidate
    })
  },
}
