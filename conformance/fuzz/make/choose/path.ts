/**
 * A path through the AS of the router under test, its hop fields there as good as beaconing makes them: transit, first or last hop; within a
 * segment, from one to the next, or over a peering link; entering here or at a sibling router.
 */
import type { LinkType } from '#topology/model.ts'
import { below, pickFrom } from '#topology/random.ts'
import type { Random } from '#wire/actor.ts'
import { expUnitS } from '#wire/path.ts'
import { linksOf, type Site, type SiteLink } from '../../site.ts'
import type { HopPlan, ScionPlan, SegmentPlan } from '../recipe.ts'

/** How a packet goes through the AS. */
export interface Way {
  /** the link by which it entered the AS; none: its source is here */
  readonly from: SiteLink | undefined
  /** the link by which it leaves; none: its destination is here */
  readonly to: SiteLink | undefined
  readonly plan: ScionPlan
}

type Form = 'within' | 'cross' | 'peering'

/** One time in `n`. */
export const rarely = (random: Random, n: number): boolean => below(random, n) === 0

const anyIfId = (random: Random): number => 1 + below(random, 0xffff)

const withinPairs: readonly string[] = ['core core', 'child parent', 'parent child']
const crossPairs: readonly string[] = ['core child', 'child core', 'child child']
const peeringPairs: readonly string[] = ['child peer', 'peer child']

function formOf(random: Random, from: LinkType | undefined, to: LinkType | undefined): Form {
  if (rarely(random, 12)) return pickFrom(random, ['within', 'cross', 'peering'] as const)
  if (from === undefined || to === undefined) return (from ?? to) === 'peer' ? 'peering' : 'within'
  const pair = `${from} ${to}`
  if (withinPairs.includes(pair)) return 'within'
  if (crossPairs.includes(pair)) return 'cross'
  return peeringPairs.includes(pair) ? 'peering' : pickFrom(random, ['within', 'cross', 'peering'] as const)
}

/** One that packets may take, most of the time. */
function chooseLinks(random: Random, links: readonly SiteLink[]): readonly [SiteLink | undefined, SiteLink | undefined] {
  const kind = below(random, 10)
  if (kind < 2) return [undefined, pickFrom(random, links)]
  if (kind < 4) return [pickFrom(random, links), undefined]
  const from = pickFrom(random, links)
  const others = links.filter(l => l !== from)
  const legal = [...withinPairs, ...crossPairs, ...peeringPairs]
  const allowed = others.filter(l => legal.includes(`${from.linkType} ${l.linkType}`) && ownsOne(from, l))
  return [from, pickFrom(random, allowed.length > 0 && !rarely(random, 6) ? allowed : others)]
}

const ownsOne = (from: SiteLink, to: SiteLink): boolean => from.door.kind === 'external' || to.door.kind === 'external'

export function chooseWay(random: Random, site: Site): Way {
  const [from, to] = chooseLinks(random, linksOf(site))
  const form = formOf(random, from?.linkType, to?.linkType)
  return { from, to, plan: layOut(random, from, to, form) }
}

/** Segments around the hop (or two) of the AS. */
function layOut(random: Random, from: SiteLink | undefined, to: SiteLink | undefined, form: Form): ScionPlan {
  const ends = { from: from?.ifId ?? 0, to: to?.ifId ?? 0 }
  if (form === 'cross' && from !== undefined && to !== undefined) return crossing(random, from, to)
  if (form === 'peering') return peering(random, ends, from, to)
  const consDir = from?.linkType === 'parent' || to?.linkType === 'child' || ((from ?? to)!.linkType === 'core' && rarely(random, 2))
  const asPeer = rarely(random, 12)
  // Now and then a path ends here though its packet shall go on.
  const position = { first: from === undefined, last: to === undefined || rarely(random, 60), folded: folds(from) }
  const segment = around(random, consDir, asPeer, [ends], position)
  const others = asPeer ? 1 : below(random, 3)
  const before = from === undefined ? 0 : asPeer ? below(random, 2) : below(random, others + 1)
  const after = position.last ? 0 : others - before
  return place([...foreign(random, before, asPeer), segment, ...foreign(random, after, asPeer)], before, segment.own)
}

/** Does the neighbour at this link send SegIDs with our MAC folded in, when walked against construction? Siblings have taken it out. */
const folds = (from: SiteLink | undefined): boolean => from?.door.kind === 'external'

interface Built extends SegmentPlan {
  /** index of the AS's hop */
  readonly own: number
}

interface Ends {
  readonly from: number
  readonly to: number
}

interface Position {
  /** nothing comes before, behind, in this segment */
  readonly first: boolean
  readonly last: boolean
  readonly folded: boolean
}

/** A segment with a hop of ours somewhere in it. */
function around(random: Random, consDir: boolean, peer: boolean, [ends]: readonly [Ends], position: Position, alone = false): Built {
  // Only a peering path has segments of one hop.
  const isLonely = position.first && position.last && !alone
  const before = position.first ? 0 : 1 + hopCount(random)
  const after = position.last && !isLonely ? 0 : 1 + hopCount(random)
  const own = ownHop(random, consDir, ends)
  const hops = [...foreignHops(random, before), own, ...foreignHops(random, after)]
  const folded = position.folded && !consDir ? { folded: before } : {}
  return { consDir, peer, segId: below(random, 0x1_0000), ageS: chooseAge(random, own.expTime), hops, own: before, ...folded }
}

const hopCount = (random: Random): number => (rarely(random, 100) ? below(random, 30) : below(random, 3))

const ownHop = (random: Random, consDir: boolean, { from, to }: Ends): HopPlan => ({
  consIngress: consDir ? from : to,
  consEgress: consDir ? to : from,
  expTime: pickFrom(random, [0, 1, 63, 255, below(random, 256)]),
  alerts: rarely(random, 12) ? 1 + below(random, 3) : 0,
  mac: 'own',
})

const foreignHops = (random: Random, count: number): HopPlan[] =>
  Array.from({ length: count }, () => ({
    consIngress: rarely(random, 4) ? 0 : anyIfId(random),
    consEgress: rarely(random, 4) ? 0 : anyIfId(random),
    expTime: below(random, 256),
    alerts: rarely(random, 50) ? 1 + below(random, 3) : 0,
    mac: random() * 0x1_0000 + below(random, 0x1_0000),
  }))

/** Segments of other ASes; a peering path's carry the flag. */
const foreign = (random: Random, count: number, peer: boolean): SegmentPlan[] =>
  Array.from({ length: count }, () => ({
    consDir: rarely(random, 2),
    peer,
    segId: below(random, 0x1_0000),
    ageS: below(random, 20_000),
    hops: foreignHops(random, (peer ? 1 : 2) + hopCount(random)),
  }))

/** Mostly alive; now and then dead, seldom close to its last second, seldom from the future. */
function chooseAge(random: Random, expTime: number): number {
  const lifeS = (1 + expTime) * expUnitS
  if (rarely(random, 25)) return Math.ceil(lifeS) + 30 + below(random, 10_000)
  if (rarely(random, 50)) return Math.floor(lifeS) + pickFrom(random, [-20, -10, -6, 6, 10, 20])
  if (rarely(random, 50)) return -below(random, 400)
  return below(random, Math.max(1, Math.floor(lifeS) - 60))
}

function place(segments: readonly SegmentPlan[], currInf: number, own: number): ScionPlan {
  const before = segments.slice(0, currInf).reduce((n, s) => n + s.hops.length, 0)
  return { kind: 'scion', segments: segments.map(bare), currInf, currHf: before + own }
}

const bare = ({ consDir, peer, segId, ageS, hops, folded }: SegmentPlan): SegmentPlan => ({
  consDir,
  peer,
  segId,
  ...(folded === undefined ? {} : { folded }),
  ageS,
  hops,
})

/**
 * The last hop of one segment and the first of the next are ours. A hop at the top of its segment names no second interface; at a shortcut it
 * does. Behind a sibling router that has crossed over already the second hop is current.
 */
function crossing(random: Random, from: SiteLink, to: SiteLink): ScionPlan {
  const top = (): number => (rarely(random, 3) ? anyIfId(random) : 0)
  const upCons = from.linkType === 'core' && rarely(random, 2)
  const downCons = to.linkType !== 'core' || rarely(random, 2)
  const up = around(random, upCons, false, [{ from: from.ifId, to: top() }], { first: false, last: true, folded: folds(from) })
  const down = around(random, downCons, false, [{ from: top(), to: to.ifId }], { first: true, last: false, folded: false })
  const third = rarely(random, 3) ? foreign(random, 1, false) : []
  const segments = rarely(random, 2) ? [...third, up, down] : [up, down, ...third]
  const inf = segments.indexOf(up)
  const crossed = from.door.kind === 'sibling' && !rarely(random, 4)
  return crossed ? place(segments, inf + 1, down.own) : place(segments, inf, up.own)
}

/** Two segments with the Peer flag; ours is the last hop of the first, or the first of the second. */
function peering(random: Random, ends: Ends, from: SiteLink | undefined, to: SiteLink | undefined): ScionPlan {
  const second = to === undefined || from?.linkType === 'peer'
  const position = { first: second || from === undefined, last: !second || to === undefined, folded: false }
  const own = around(random, second, true, [ends], position, true)
  const other = foreign(random, 1, true)
  return second ? place([...other, own], 1, own.own) : place([own, ...other], 0, own.own)
}
