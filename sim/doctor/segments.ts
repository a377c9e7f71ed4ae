/**
 * The segments a way takes, and the beacons that must have become them. What a way uses of an up or down segment may be its lower end only, at
 * a shortcut or peering link: then any beacon that came along there will do.
 */
import type { SegmentKind } from '#control/path/graph.ts'
import type { Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Step, stepsOf, type Way } from './ways.ts'

/** One AS of a segment, interfaces in construction direction; 0 at the ends. */
export interface SegmentHop {
  readonly isdAs: IsdAs
  readonly ingress: number
  readonly egress: number
}

/** In construction direction, whole: the first AS is core. At least two ASes. */
export type BeaconWay = readonly SegmentHop[]

export interface Need {
  readonly kind: SegmentKind
  /** one of these is needed; the shortest first, none when no beacon can come there */
  readonly ways: readonly BeaconWay[]
  /** the AS where the way leaves or joins the segment */
  readonly top: IsdAs
}

/** As `Segment.key` of the first `count` hops. */
export const keyOf = (way: BeaconWay, count = way.length): string =>
  way
    .slice(0, count)
    .map(h => `${h.isdAs} ${h.ingress} ${h.egress}`)
    .join(',')

/** In the order of the way. */
export function needsOf(topology: Topology, way: Way): Need[] {
  const steps = (wanted: Step['type']): Step[] => way.filter(s => s.type === wanted)
  const [ups, cores, peers, downs] = [steps('parent'), steps('core'), steps('peer'), steps('child')]
  const [start, end] = [way[0]!.from.isdAs, way.at(-1)!.to.isdAs]
  const needs: Need[] = []
  if (ups.length + peers.length > 0) needs.push(needOf(topology, 'up', turned(ups), start))
  if (cores.length > 0) needs.push(needOf(topology, 'core', turned(cores), start))
  if (downs.length + peers.length > 0) needs.push(needOf(topology, 'down', downs, end))
  return needs
}

const opposite = { parent: 'child', child: 'parent', core: 'core', peer: 'peer' } as const
const turned = (steps: readonly Step[]): Step[] => steps.toReversed().map(s => ({ ...s, from: s.to, to: s.from, type: opposite[s.type] }))

/** `tail`: steps in construction direction, ending at the AS that registers; none: that AS, `last`, alone. */
function needOf(topology: Topology, kind: SegmentKind, tail: readonly Step[], last: IsdAs): Need {
  const top = tail[0]?.from.isdAs ?? last
  const avoided = new Set(tail.map(s => s.to.isdAs))
  return { kind, top, ways: headsTo(topology, top, avoided).map(head => hopsOf([...head, ...tail])) }
}

const hopsOf = (steps: readonly Step[]): BeaconWay => [
  ...steps.map(({ from }, i) => ({ isdAs: from.isdAs, ingress: steps[i - 1]?.to.ifId ?? 0, egress: from.ifId })),
  { isdAs: steps.at(-1)!.to.isdAs, ingress: steps.at(-1)!.to.ifId, egress: 0 },
]

/** More beacons are not looked at for the end of a segment. */
const maxHeads = 50

/** Ways from core ASes down to `top`, the shortest first; one of no steps where it is core itself. */
function headsTo(topology: Topology, top: IsdAs, avoided: ReadonlySet<IsdAs>): (readonly Step[])[] {
  const steps = stepsOf(topology)
  const core = new Set(topology.ases.filter(as => as.core).map(as => as.isdAs))
  if (core.has(top)) return [[]]
  const heads: (readonly Step[])[] = []
  let front: (readonly Step[])[] = [[]]
  while (front.length > 0 && heads.length < maxHeads) {
    const next: typeof front = []
    for (const head of front)
      for (const step of steps.get(head[0]?.from.isdAs ?? top)!) {
        const above = step.to.isdAs
        if (step.type !== 'parent' || above === top || avoided.has(above) || head.some(s => s.from.isdAs === above)) continue
        const longer = [...turned([step]), ...head]
        if (core.has(above)) heads.push(longer)
        else if (next.length < maxHeads) next.push(longer)
      }
    front = next
  }
  return heads.slice(0, maxHeads)
}
