/** How good the paths are that an algorithm found, over pairs of ASes. */
import type { Path } from '#control/path/path.ts'
import type { Link, Topology } from '#topology/model.ts'
import { below } from '#topology/random.ts'
import type { Random } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { survivalName } from './metrics.ts'
import { createWayGraph, disjointWays, lowestDelays, type WayGraph } from './way-graph.ts'

export type Pair = readonly [src: IsdAs, dst: IsdAs]

/** All ordered pairs of different ASes, or, where there are more, `most` of them as chance has it. */
export function pairsOf({ ases }: Topology, most: number, random: Random): Pair[] {
  const others = ases.length - 1
  const pair = (index: number): Pair => {
    const [src, dst] = [Math.floor(index / others), index % others]
    return [ases[src]!.isdAs, ases[dst < src ? dst : dst + 1]!.isdAs]
  }
  return draw(ases.length * others, most, random).map(pair)
}

/** `most` different numbers of 0..n-1, all where there are no more, in rising order. */
function draw(n: number, most: number, random: Random): number[] {
  if (most >= n) return Array.from({ length: n }, (_, i) => i)
  const drawn = new Set<number>()
  // Floyd's: n need not be held.
  for (let i = n - most; i < n; i++) {
    const number = below(random, i + 1)
    drawn.add(drawn.has(number) ? i : number)
  }
  return [...drawn].sort((a, b) => a - b)
}

/** A path as what it passes. */
interface Way {
  /** indices of `Topology.links` */
  readonly links: readonly number[]
  /** "1-ff00:0:110#1", the interface each link is entered by */
  readonly egresses: readonly string[]
  /** nanoseconds, of the links */
  readonly delayNs: number
}

export type Quality = Readonly<Record<string, number | undefined>>

export interface QualityOptions {
  readonly failures: readonly number[]
  readonly draws: number
  /** draws the links that fail */
  readonly random: Random
}

/** `undefined` where no pair has a path. */
export function qualityOf(
  topology: Topology,
  pairs: readonly Pair[],
  paths: (pair: Pair) => readonly Path[],
  options: QualityOptions,
): Quality {
  const wayOf = createWayOf(topology)
  const found = pairs.map(pair => ({ pair, ways: paths(pair).map(wayOf) }))
  const connected = found.filter(({ ways }) => ways.length > 0)
  const hops = connected.map(({ ways }) => ways.map(w => w.links.length))
  return {
    pairs_connected_share: connected.length / pairs.length,
    paths_per_pair_mean: mean(found.map(({ ways }) => ways.length)),
    paths_per_pair_min: found.reduce((least, { ways }) => Math.min(least, ways.length), Infinity),
    shortest_path_links_mean: mean(hops.map(h => h.reduce((a, b) => Math.min(a, b)))),
    path_links_mean: mean(hops.map(h => mean(h)!)),
    ...beyondWays(createWayGraph(topology), connected),
    ...resilienceOf(topology, found, options),
  }
}

function createWayOf({ links }: Topology): (path: Path) => Way {
  const linkOf = new Map<string, Link>(links.flatMap(l => [l.a, l.b].map(end => [`${end.isdAs}#${end.ifId}`, l] as const)))
  return ({ interfaces }) => {
    const egresses = interfaces.filter((_, i) => i % 2 === 0).map(i => `${i.isdAs}#${i.ifId}`)
    const passed = egresses.map(egress => linkOf.get(egress)!)
    return { egresses, links: passed.map(l => l.index), delayNs: passed.reduce((sum, l) => sum + l.shape.delayNs, 0) }
  }
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length

interface Found {
  readonly pair: Pair
  readonly ways: readonly Way[]
}

/** Compared with the best the topology allows. */
function beyondWays(graph: WayGraph, connected: readonly Found[]): Quality {
  const delays = new Map<IsdAs, Map<IsdAs, number>>()
  const lowest = ([src, dst]: Pair): number => {
    if (!delays.has(src)) delays.set(src, lowestDelays(graph, src))
    return delays.get(src)!.get(dst)!
  }
  const stretches = connected
    .map(({ pair, ways }) => ways.reduce((least, w) => Math.min(least, w.delayNs), Infinity) / lowest(pair))
    .filter(Number.isFinite)
  const disjoint = connected.map(({ pair: [src, dst], ways }) => {
    const offered = disjointWays(graph, src, dst, new Set(ways.flatMap(w => w.egresses)))
    return { offered, share: offered / disjointWays(graph, src, dst) }
  })
  return {
    delay_stretch_mean: mean(stretches),
    disjoint_paths_mean: mean(disjoint.map(d => d.offered)),
    disjoint_paths_of_possible_share: mean(disjoint.map(d => d.share)),
  }
}

/** The share of the pairs that keep a path when so many links fail at once, over the draws. */
function resilienceOf({ links }: Topology, found: readonly Found[], { failures, draws, random }: QualityOptions): Quality {
  const shareAfter = (k: number): number => {
    let kept = 0
    for (let i = 0; i < draws; i++) {
      const failed = new Set(draw(links.length, k, random))
      kept += found.filter(({ ways }) => ways.some(w => !w.links.some(l => failed.has(l)))).length
    }
    return kept / (draws * found.length)
  }
  return Object.fromEntries(failures.map(k => [survivalName(k), shareAfter(k)]))
}
