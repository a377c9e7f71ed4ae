/** The lines of a drawing: a Bezier curve per link that leaves an AS on the side that faces the other and keeps off the ASes between. */
import type { IsdAs } from '#wire/isdas.ts'
import { type Layout, nodeHeight, nodeWidth, type Spot } from './layout.ts'
import type { Link, LinkEnd, Topology } from './model.ts'
import { append } from './network.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Start, two control points, end; from a to b. */
export type Curve = readonly [Point, Point, Point, Point]

type Side = 'top' | 'bottom' | 'left' | 'right'

interface Ending {
  readonly link: Link
  readonly from: Spot
  readonly to: Spot
  readonly side: Side
}

const normals: Readonly<Record<Side, Point>> = {
  top: { x: 0, y: -1 },
  bottom: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
}
/** Of a side's length, how much links may use, and how far apart two of them stand. */
const usedWidth = nodeWidth - 14
const usedHeight = nodeHeight - 12
const anchorGap = 20

/** By link index. */
export function curveLinks(topology: Topology, { spots }: Layout): Curve[] {
  const endings = topology.links.map(link => bothEndings(link, spots.get(link.a.isdAs)!, spots.get(link.b.isdAs)!))
  const anchors = new Map<Ending, Point>()
  const sides = new Map<string, Ending[]>()
  topology.links.forEach((link, i) => {
    append(sides, sideKey(link.a, endings[i]![0].side), endings[i]![0])
    append(sides, sideKey(link.b, endings[i]![1].side), endings[i]![1])
  })
  for (const group of sides.values()) for (const [ending, anchor] of placeAnchors(group)) anchors.set(ending, anchor)
  return endings.map(([a, b]) => connect(a, anchors.get(a)!, b, anchors.get(b)!))
}

const sideKey = (end: LinkEnd, side: Side): `${IsdAs} ${Side}` => `${end.isdAs} ${side}`

const bothEndings = (link: Link, a: Spot, b: Spot): readonly [Ending, Ending] => [
  { link, from: a, to: b, side: sideOf(link, a, b) },
  { link, from: b, to: a, side: sideOf(link, b, a) },
]

function sideOf(link: Link, from: Spot, to: Spot): Side {
  if (to.y > from.y) return 'bottom'
  if (to.y < from.y) return 'top'
  if (from.isd === to.isd && Math.abs(from.column - to.column) === 1) return to.x > from.x ? 'right' : 'left'
  return link.type === 'core' ? 'top' : 'bottom'
}

/** The ends on one side of an AS, in an order that keeps lines from crossing. */
function placeAnchors(group: readonly Ending[]): (readonly [Ending, Point])[] {
  const { from, side } = group[0]!
  const normal = normals[side]
  const vertical = normal.x !== 0
  const ordered = vertical ? [...group].sort((p, q) => p.link.index - q.link.index) : [...group].sort(byDirection)
  const gap = Math.min(anchorGap, (vertical ? usedHeight : usedWidth) / Math.max(1, ordered.length - 1))
  return ordered.map((ending, i) => {
    const along = (i - (ordered.length - 1) / 2) * gap
    const x = from.x + (vertical ? (normal.x * nodeWidth) / 2 : along)
    const y = from.y + (vertical ? along : (normal.y * nodeHeight) / 2)
    return [ending, { x, y }]
  })
}

/** Leftmost target first. Of arcs to the same side, the wider stands further in at the start: they nest. */
function byDirection(p: Ending, q: Ending): number {
  const [dp, dq] = [p.to.x - p.from.x, q.to.x - q.from.x]
  const arcs = p.to.y === p.from.y && q.to.y === q.from.y && Math.sign(dp) === Math.sign(dq)
  return (arcs ? dq - dp : dp - dq) || p.link.index - q.link.index
}

function connect(a: Ending, from: Point, b: Ending, to: Point): Curve {
  const [dx, dy] = [Math.abs(from.x - to.x), Math.abs(from.y - to.y)]
  const arc = a.side === b.side
  const reach = arc
    ? Math.min(34 + dx * 0.16, 130)
    : a.side === 'left' || a.side === 'right'
      ? dx / 3
      : Math.max(30, Math.min(dy * 0.45, 160))
  return [from, pushed(from, a.side, reach, arc ? (to.x - from.x) / 6 : 0), pushed(to, b.side, reach, arc ? (from.x - to.x) / 6 : 0), to]
}

const pushed = ({ x, y }: Point, side: Side, reach: number, inwards: number): Point => ({
  x: x + normals[side].x * reach + inwards,
  y: y + normals[side].y * reach,
})

/** The point of a curve at 0..1. */
export function pointAt([p, q, r, s]: Curve, t: number): Point {
  const u = 1 - t
  const mix = (a: number, b: number, c: number, d: number): number => u ** 3 * a + 3 * u ** 2 * t * b + 3 * u * t ** 2 * c + t ** 3 * d
  return { x: mix(p.x, q.x, r.x, s.x), y: mix(p.y, q.y, r.y, s.y) }
}
