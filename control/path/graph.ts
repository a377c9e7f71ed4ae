/**
 * Which segments fit together: a multigraph whose edges are pieces of segments, and all ways through it.   private/path/combinator/graph.go
 *
 *   vertices  an AS, or a peering link (upper AS's end, lower AS's end)
 *   up        the segment's last AS -> each earlier AS, and -> each peering link any of its ASes announces
 *   core      last AS -> first AS
 *   down      mirror image of up
 *
 * A way takes at most one edge of each kind, in this order.
 */
import type { IsdAs } from '#wire/isdas.ts'
import { firstIsdAs, lastIsdAs, type Segment, segmentId } from '../segment/segment.ts'

/** Segments to combine, each in construction direction: ups and downs begin at a core AS, cores begin at the far core AS. */
export interface Segments {
  readonly ups: readonly Segment[]
  readonly cores: readonly Segment[]
  readonly downs: readonly Segment[]
}

const order = { up: 0, core: 1, down: 2 } as const
export type SegmentKind = keyof typeof order
export const segmentKinds = Object.keys(order) as SegmentKind[]

export interface Edge {
  readonly segment: Segment
  readonly kind: SegmentKind
  /** the segment is used from its last entry to this one; 0 = whole */
  readonly shortcut: number
  /** 1-based index into the peer entries of the entry at `shortcut`; 0 = none */
  readonly peer: number
  /** links used */
  readonly weight: number
}

export interface Solution {
  readonly edges: readonly Edge[]
  readonly weight: number
}

type Vertex = string
/** One edge for a segment between two vertices, the last one added: where a segment reaches a vertex twice, the earlier entry wins. */
type Graph = Map<Vertex, Map<Vertex, Map<object, Edge>>>

function addEdge(graph: Graph, from: Vertex, to: Vertex, piece: object, edge: Edge): void {
  const row = graph.get(from) ?? graph.set(from, new Map()).get(from)!
  const cell = row.get(to) ?? row.set(to, new Map()).get(to)!
  cell.set(piece, edge)
}

const peering = (upper: IsdAs, upperIfId: number, lower: IsdAs, lowerIfId: number): Vertex => `${upper}#${upperIfId}-${lower}#${lowerIfId}`

function addCore(graph: Graph, segment: Segment): void {
  const edge = { segment, kind: 'core' as const, shortcut: 0, peer: 0, weight: segment.entries.length - 1 }
  addEdge(graph, lastIsdAs(segment), firstIsdAs(segment), {}, edge)
}

/** Ups lead from their last AS away, downs towards it; the peering link counts once, on the down side. */
function addUpOrDown(graph: Graph, segment: Segment, kind: 'up' | 'down'): void {
  const piece = {}
  const end = lastIsdAs(segment)
  const add = (vertex: Vertex, edge: Edge): void =>
    kind === 'up' ? addEdge(graph, end, vertex, piece, edge) : addEdge(graph, vertex, end, piece, edge)
  for (let i = segment.entries.length - 1; i >= 0; i--) {
    const entry = segment.entries[i]!
    const links = segment.entries.length - 1 - i
    if (links > 0) add(entry.isdAs, { segment, kind, shortcut: i, peer: 0, weight: links })
    entry.peers.forEach(({ peer, peerIfId, hop }, p) => {
      const vertex = kind === 'up' ? peering(entry.isdAs, hop.ingress, peer, peerIfId) : peering(peer, peerIfId, entry.isdAs, hop.ingress)
      add(vertex, { segment, kind, shortcut: i, peer: p + 1, weight: kind === 'up' ? links : links + 1 })
    })
  }
}

function buildGraph({ ups, cores, downs }: Segments): Graph {
  const graph: Graph = new Map()
  for (const s of ups) addUpOrDown(graph, s, 'up')
  for (const s of cores) addCore(graph, s)
  for (const s of downs) addUpOrDown(graph, s, 'down')
  return graph
}

/** No more ways are followed: a hostile answer may hold segments for millions. Honest ones stay far below. */
const maxWays = 100_000

/** All ways from `src` to `dst`, in the reference's order. A way ends the first time it reaches `dst`. */
export function findSolutions(src: IsdAs, dst: IsdAs, segments: Segments): Solution[] {
  const graph = buildGraph(segments)
  const solutions: Solution[] = []
  // Breadth first, at most three edges deep because kinds only ascend.
  let reached: { readonly at: Vertex; readonly solution: Solution }[] = [{ at: src, solution: { edges: [], weight: 0 } }]
  while (reached.length > 0) {
    const next: typeof reached = []
    for (const { at, solution } of reached)
      for (const [to, edges] of graph.get(at) ?? [])
        for (const edge of edges.values()) {
          if (!follows(solution.edges.at(-1), edge) || solutions.length + next.length >= maxWays) continue
          const longer = { edges: [...solution.edges, edge], weight: solution.weight + edge.weight }
          if (to === dst) solutions.push(longer)
          else next.push({ at: to, solution: longer })
        }
    reached = next
  }
  return sortSolutions(solutions)
}

const follows = (last: Edge | undefined, edge: Edge): boolean => last === undefined || order[edge.kind] > order[last.kind]

/** Weight, number of segments, then segment id, shortcut and peer of each segment. */
function sortSolutions(solutions: Solution[]): Solution[] {
  const ids = new Map<Segment, string>()
  const idOf = (s: Segment): string => ids.get(s) ?? ids.set(s, segmentId(s)).get(s)!
  const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const compareEdge = (a: Edge, b: Edge): number =>
    (a.segment === b.segment ? 0 : compareText(idOf(a.segment), idOf(b.segment))) || a.shortcut - b.shortcut || a.peer - b.peer
  const compareEdges = (a: readonly Edge[], b: readonly Edge[]): number => {
    for (const [i, edge] of a.entries()) {
      const difference = compareEdge(edge, b[i]!)
      if (difference !== 0) return difference
    }
    return 0
  }
  return solutions.sort((a, b) => a.weight - b.weight || a.edges.length - b.edges.length || compareEdges(a.edges, b.edges))
}
