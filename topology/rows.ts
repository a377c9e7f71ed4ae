/**
 * The order of ASes in their rows and how far apart they stand: each as near as possible to the middle of its neighbours in other rows
 * (barycentre sweeps), without overlap.
 */
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Network } from './network.ts'

export interface Row {
  readonly ases: readonly IsdAs[]
  /** middle of each, ascending */
  readonly xs: readonly number[]
}

const sweeps = 8

/** `rows`: the ASes of one ISD, top row first. `pitch`: least distance of two middles. */
export function placeRows(rows: readonly (readonly IsdAs[])[], { up, down }: Network, pitch: number): Row[] {
  const placed = rows.map(ases => ({ ases: [...ases], xs: ases.map((_, i) => (i - (ases.length - 1) / 2) * pitch) }))
  const x = new Map<IsdAs, number>()
  const settle = (row: { ases: IsdAs[]; xs: number[] }): void => row.ases.forEach((isdAs, i) => void x.set(isdAs, row.xs[i]!))
  placed.forEach(settle)
  const above = (isdAs: IsdAs): IsdAs[] => (up.get(isdAs) ?? []).map(link => link.a.isdAs)
  const below = (isdAs: IsdAs): IsdAs[] => (down.get(isdAs) ?? []).map(link => link.b.isdAs)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const downwards = sweep % 2 === 1
    for (const row of downwards ? placed : [...placed].reverse()) {
      arrange(row, isdAs => middle(isdAs, downwards ? above : below, x), pitch)
      settle(row)
    }
  }
  return placed
}

/** Mean x of the neighbours in the same ISD; where there are none, the AS stays. */
function middle(isdAs: IsdAs, neighbors: (isdAs: IsdAs) => readonly IsdAs[], x: ReadonlyMap<IsdAs, number>): number {
  const near = neighbors(isdAs).filter(n => isdOf(n) === isdOf(isdAs) && n !== isdAs)
  return near.length === 0 ? x.get(isdAs)! : near.reduce((sum, n) => sum + x.get(n)!, 0) / near.length
}

function arrange(row: { ases: IsdAs[]; xs: number[] }, wish: (isdAs: IsdAs) => number, pitch: number): void {
  const wishes = new Map(row.ases.map(isdAs => [isdAs, wish(isdAs)]))
  // Sorting is stable: equal wishes keep their order.
  row.ases.sort((p, q) => wishes.get(p)! - wishes.get(q)!)
  row.xs = spread(
    row.ases.map(isdAs => wishes.get(isdAs)!),
    pitch,
  )
}

/** Positions at least `pitch` apart with the least sum of squared distances to the wishes (pool adjacent violators). */
export function spread(wishes: readonly number[], pitch: number): number[] {
  // In coordinates where i * pitch is taken off, "apart" becomes "not descending".
  const blocks: { sum: number; count: number }[] = []
  wishes.forEach((wish, i) => {
    let block = { sum: wish - i * pitch, count: 1 }
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      block = { sum: last.sum + block.sum, count: last.count + block.count }
      blocks.pop()
    }
    blocks.push(block)
  })
  return blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count)).map((x, i) => x + i * pitch)
}
