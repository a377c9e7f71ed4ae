/** The reference's choice of the best beacons.   control/beacon/selection_algo.go, beacon.go */
import { type AsEntry, prefixes, type Segment } from '../segment/segment.ts'
import type { BeaconPolicy } from './policy.ts'

interface Selectable {
  readonly beacon: Segment
}

const chosen = new WeakMap<readonly Selectable[], { readonly size: number; readonly best: readonly Selectable[] }>()

/** The best of a candidates array, which is chosen from once. */
export function chooseBest<T extends Selectable>(candidates: readonly T[], { policy }: { readonly policy: BeaconPolicy }): readonly T[] {
  const size = policy.bestSetSize
  const known = chosen.get(candidates)
  if (known?.size === size) return known.best as readonly T[]
  const best = selectShortestAndDiverse(candidates, size)
  chosen.set(candidates, { size, best })
  return best
}

/**
 * At most `size` of the candidates, which come shortest first: the shortest, but the last place goes to the candidate most different from the
 * very best, if it is more different than any chosen so far.
 */
export function selectShortestAndDiverse<T extends Selectable>(candidates: readonly T[], size: number): readonly T[] {
  if (candidates.length <= size) return candidates
  // Divergence: for size 0, and for size 1 with more candidates, the reference panics.
  if (size <= 1) return candidates.slice(0, Math.max(0, size))
  const served = candidates.slice(0, size - 1)
  const best = candidates[0]!.beacon
  const farthestServed = Math.max(...served.map(s => diversity(best, s.beacon)))
  const other = mostDiverse(best, candidates.slice(size - 1))
  return [...served, diversity(best, other.beacon) > farthestServed ? other : candidates[size - 1]!]
}

function mostDiverse<T extends Selectable>(best: Segment, rest: readonly T[]): T {
  let [winner, highest] = [rest[0]!, diversity(best, rest[0]!.beacon)]
  for (const s of rest) {
    const d = diversity(best, s.beacon)
    if (d > highest || (d === highest && s.beacon.length < winner.beacon.length)) [winner, highest] = [s, d]
  }
  return winner
}

/** How many links of `best` (ISD-AS and ConsEgress) `other` does not use. */
export function diversity(best: Segment, other: Segment): number {
  let count = 0
  for (let at: Segment | undefined = best; at !== undefined; at = at.before) if (!uses(other, at.last)) count++
  return count
}

function uses(beacon: Segment, { isdAs, hop }: AsEntry): boolean {
  for (let at: Segment | undefined = beacon; at !== undefined; at = at.before)
    if (at.last.isdAs === isdAs && at.last.hop.egress === hop.egress) return true
  return false
}

/** Links by the end that beacons leave by: "1-ff00:0:110 3". */
export const linksOf = (beacon: Segment): string[] => prefixes(beacon).map(({ last }) => `${last.isdAs} ${last.hop.egress}`)
