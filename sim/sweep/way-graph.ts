/**
 * What a topology allows: ways that go up to providers, over core links, and down to customers, in this order, with a turn at a common AS or a
 * peering link instead of the core. Each AS is three nodes, one for each stage of a way, so that every walk through the graph is such a way.
 *
 *   up ──────> up        to a provider                  down ──> down      to a customer
 *   up ──────> down      turn in the AS, or over a peering link
 *   up ──────> core ──> core ──> down                   in core ASes
 *
 * Links in each direction are arcs that hold one way; what is inside an AS holds any number. ISD loops and ASes met twice are not looked at:
 * what the graph allows is an upper bound of what beaconing can find.
 */
import type { Link, Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

interface Arc {
  readonly from: number
  readonly to: number
  /** "1-ff00:0:110#1": the interface a way leaves by; `undefined` inside an AS */
  readonly egress: string | undefined
  readonly delayNs: number
}

export interface WayGraph {
  readonly arcs: readonly Arc[]
  /** indices of arcs by the node they leave */
  readonly leaving: readonly (readonly number[])[]
  /** indices of arcs by the node they enter */
  readonly entering: readonly (readonly number[])[]
  readonly indexOf: ReadonlyMap<IsdAs, number>
}

const stages = 3
const [up, core, down] = [0, 1, 2]

export function createWayGraph({ ases, links }: Topology): WayGraph {
  const indexOf = new Map(ases.map((as, i) => [as.isdAs, i]))
  const node = (isdAs: IsdAs, stage: number): number => stages * indexOf.get(isdAs)! + stage
  const inside = (isdAs: IsdAs, from: number, to: number): Arc => ({
    ...{ from: node(isdAs, from), to: node(isdAs, to), egress: undefined, delayNs: 0 },
  })
  const across = ({ a, b, shape }: Link, back: boolean, from: number, to: number): Arc => {
    const [near, far] = back ? [b, a] : [a, b]
    const egress = `${near.isdAs}#${near.ifId}`
    return { from: node(near.isdAs, from), to: node(far.isdAs, to), egress, delayNs: shape.delayNs }
  }
  const arcs = [
    ...ases.flatMap(({ isdAs, core: isCore }) => [
      inside(isdAs, up, down),
      ...(isCore ? [inside(isdAs, up, core), inside(isdAs, core, down)] : []),
    ]),
    ...links.flatMap(link => {
      if (link.type === 'child') return [across(link, false, down, down), across(link, true, up, up)]
      const [from, to] = link.type === 'core' ? [core, core] : [up, down]
      return [across(link, false, from!, to!), across(link, true, from!, to!)]
    }),
  ]
  const leaving: number[][] = Array.from({ length: stages * ases.length }, () => [])
  const entering: number[][] = Array.from({ length: stages * ases.length }, () => [])
  arcs.forEach((arc, i) => {
    leaving[arc.from]!.push(i)
    entering[arc.to]!.push(i)
  })
  return { arcs, leaving, entering, indexOf }
}

const startOf = ({ indexOf }: WayGraph, isdAs: IsdAs): number => stages * indexOf.get(isdAs)! + up!
const endOf = ({ indexOf }: WayGraph, isdAs: IsdAs): number => stages * indexOf.get(isdAs)! + down!

/** The lowest delay of links from `src` to every AS there is a way to, nanoseconds. */
export function lowestDelays(graph: WayGraph, src: IsdAs): Map<IsdAs, number> {
  const best = new Array<number>(graph.leaving.length).fill(Infinity)
  const queue = [startOf(graph, src)]
  best[queue[0]!] = 0
  // Each node anew whenever its delay has fallen: a few times each in networks of this kind.
  for (let i = 0; i < queue.length; i++)
    for (const index of graph.leaving[queue[i]!]!) {
      const { from, to, delayNs } = graph.arcs[index]!
      if (best[from]! + delayNs >= best[to]!) continue
      best[to] = best[from]! + delayNs
      queue.push(to)
    }
  const delays = [...graph.indexOf.keys()].map(isdAs => [isdAs, best[endOf(graph, isdAs)]!] as const)
  return new Map(delays.filter(([, delayNs]) => delayNs < Infinity))
}

/**
 * How many ways from `src` to `dst` there are that share no link in the same direction: the maximum flow, which is the minimum cut. `usable`:
 * only over the links left by these interfaces; default all. Edmonds-Karp.
 */
export function disjointWays(graph: WayGraph, src: IsdAs, dst: IsdAs, usable?: ReadonlySet<string>): number {
  const [start, end] = [startOf(graph, src), endOf(graph, dst)]
  const flow = new Int32Array(graph.arcs.length)
  const hasRoom = (index: number): boolean => {
    const { egress } = graph.arcs[index]!
    return egress === undefined || (flow[index]! < 1 && (usable === undefined || usable.has(egress)))
  }
  let ways = 0
  for (;;) {
    const cameBy = search(graph, start, end, hasRoom, flow)
    if (cameBy === undefined) return ways
    for (let node = end; node !== start; ) {
      const step = cameBy.get(node)!
      const arc = graph.arcs[step.index]!
      flow[step.index]! += step.forward ? 1 : -1
      node = step.forward ? arc.from : arc.to
    }
    ways++
  }
}

interface Passage {
  readonly index: number
  /** along the arc, or back over what flows there already */
  readonly forward: boolean
}

/** Breadth first; how each node on the way was reached. */
function search(
  { arcs, leaving, entering }: WayGraph,
  start: number,
  end: number,
  hasRoom: (index: number) => boolean,
  flow: Int32Array,
): ReadonlyMap<number, Passage> | undefined {
  const cameBy = new Map<number, Passage>()
  const queue = [start]
  const reach = (node: number, passage: Passage): void => {
    if (node === start || cameBy.has(node)) return
    cameBy.set(node, passage)
    queue.push(node)
  }
  for (let i = 0; i < queue.length && !cameBy.has(end); i++) {
    for (const index of leaving[queue[i]!]!) if (hasRoom(index)) reach(arcs[index]!.to, { index, forward: true })
    for (const index of entering[queue[i]!]!) if (flow[index]! > 0) reach(arcs[index]!.from, { index, forward: false })
  }
  return cameBy.has(end) ? cameBy : undefined
}
