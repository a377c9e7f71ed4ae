/**
 * Where ASes stand in a drawing: a box per ISD, in it the core ASes above and customers below their providers. The same network gives the same
 * picture. Units are SVG pixels, y grows downwards.
 */
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Topology } from './model.ts'
import { append, indexNetwork, type Network } from './network.ts'
import { rankAses } from './rank.ts'
import { placeRows, type Row } from './rows.ts'

/** The rectangle of an AS. */
export const nodeWidth = 96
export const nodeHeight = 32
const gapX = 52
const rowHeight = 96
const boxPadding = 28
const boxTitle = 30
const boxGap = 56

export interface Spot {
  /** middle of the AS's rectangle */
  readonly x: number
  readonly y: number
  readonly isd: number
  /** rows and places are counted inside the ISD */
  readonly row: number
  readonly column: number
}

export interface IsdBox {
  readonly isd: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly IsdBox[]
  readonly spots: ReadonlyMap<IsdAs, Spot>
}

export function layOut(topology: Topology): Layout {
  const network = indexNetwork(topology)
  const inner = rowsByIsd(network).map(([isd, rows]) => ({ isd, rows, ...sizeOf(rows) }))
  const boxes = shelve(inner)
  const spots = new Map<IsdAs, Spot>()
  boxes.forEach((box, i) => {
    for (const [isdAs, spot] of spotsIn(box, inner[i]!.rows)) spots.set(isdAs, spot)
  })
  const width = boxes.reduce((max, b) => Math.max(max, b.x + b.width), 0)
  const height = boxes.reduce((max, b) => Math.max(max, b.y + b.height), 0)
  return { width, height, boxes, spots }
}

function rowsByIsd(network: Network): (readonly [isd: number, rows: readonly Row[]])[] {
  const ranks = rankAses(network)
  const members = new Map<number, IsdAs[]>()
  for (const { isdAs } of network.topology.ases) append(members, isdOf(isdAs), isdAs)
  return [...members].sort(([a], [b]) => a - b).map(([isd, ases]) => [isd, placeRows(splitRows(ases, ranks), network, nodeWidth + gapX)])
}

/** One row a rank; a rank with many ASes takes several rows, so that no box becomes a ribbon. */
function splitRows(ases: readonly IsdAs[], ranks: ReadonlyMap<IsdAs, number>): IsdAs[][] {
  const most = Math.max(5, Math.ceil(1.5 * Math.sqrt(ases.length)))
  const byRank = new Map<number, IsdAs[]>()
  for (const isdAs of ases) append(byRank, ranks.get(isdAs)!, isdAs)
  return [...byRank].sort(([a], [b]) => a - b).flatMap(([, row]) => chunks(row, Math.ceil(row.length / Math.ceil(row.length / most))))
}

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

function sizeOf(rows: readonly Row[]): { readonly left: number; readonly width: number; readonly height: number } {
  const left = rows.reduce((min, row) => Math.min(min, row.xs[0]!), Infinity) - nodeWidth / 2
  const right = rows.reduce((max, row) => Math.max(max, row.xs.at(-1)!), -Infinity) + nodeWidth / 2
  const height = (rows.length - 1) * rowHeight + nodeHeight + boxTitle + 2 * boxPadding
  return { left, width: right - left + 2 * boxPadding, height }
}

interface Placed extends IsdBox {
  /** leftmost x of the rows, before the box was moved */
  readonly left: number
}

/** Boxes in lines like books on shelves, in the order of their ISD, as wide together as a screen is. */
function shelve(
  boxes: readonly { readonly isd: number; readonly left: number; readonly width: number; readonly height: number }[],
): Placed[] {
  const area = boxes.reduce((sum, b) => sum + (b.width + boxGap) * (b.height + boxGap), 0)
  // Up to three stand side by side whatever their shape: core links then run above them all.
  const limit = boxes.length <= 3 ? Infinity : boxes.reduce((max, b) => Math.max(max, b.width), Math.sqrt(area * 2.2))
  let [x, y, shelfHeight] = [0, 0, 0]
  return boxes.map(({ isd, left, width, height }) => {
    if (x > 0 && x + width > limit) {
      y += shelfHeight + 2 * boxGap
      x = 0
      shelfHeight = 0
    }
    const placed = { isd, left, x, y, width, height }
    x += width + boxGap
    shelfHeight = Math.max(shelfHeight, height)
    return placed
  })
}

function* spotsIn(box: Placed, rows: readonly Row[]): Generator<readonly [IsdAs, Spot]> {
  for (const [row, { ases, xs }] of rows.entries())
    for (const [column, isdAs] of ases.entries()) {
      const x = box.x + boxPadding + xs[column]! - box.left
      yield [isdAs, { x, y: box.y + boxTitle + boxPadding + nodeHeight / 2 + row * rowHeight, isd: box.isd, row, column }]
    }
}
