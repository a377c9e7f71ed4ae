/** Which beacons are worth passing on and registering.   control/beacon/selection_algo.go, beacon.go */
import type { Segment } from '../segment/segment.ts'

/** A selection algorithm: at most `size` of the candidates, which come shortest first. What it returns must be among them. */
export type SelectBeacons = (candidates: readonly Segment[], size: number) => readonly Segment[]

/**
 * The shortest, but the last place goes to the candidate most different from the very best, if it is more different than any chosen so far.
 */
export const selectShortestAndDiverse: SelectBeacons = (candidates, size) => {
  if (candidates.length <= size) return candidates
  // Divergence: for size 1 the reference panics.
  if (size <= 1) return candidates.slice(0, size)
  const served = candidates.slice(0, size - 1)
  const best = candidates[0]!
  const farthestServed = Math.max(...served.map(s => diversity(best, s)))
  const other = mostDiverse(best, candidates.slice(size - 1))
  return [...served, diversity(best, other) > farthestServed ? other : candidates[size - 1]!]
}

function mostDiverse(best: Segment, rest: readonly Segment[]): Segment {
  let [winner, highest] = [rest[0]!, diversity(best, rest[0]!)]
  for (const s of rest) {
    const d = diversity(best, s)
    if (d > highest || (d === highest && s.entries.length < winner.entries.length)) [winner, highest] = [s, d]
  }
  return winner
}

/** How many links of `best` (ISD-AS and ConsEgress) `other` does not use. */
export function diversity(best: Segment, other: Segment): number {
  const links = new Set(other.entries.map(linkOf))
  return best.entries.filter(e => !links.has(linkOf(e))).length
}

const linkOf = (e: Segment['entries'][number]): string => `${e.isdAs} ${e.hop.egress}`
