/**
 * A beaconing algorithm of your own. This one sends each neighbour, from each origin, two ways only: the shortest, and of the others the one that
 * shares the fewest links with it. What was sent is sent again only when it is halfway to its end.
 *
 *   hopproof sim run SCENARIO --algorithm examples/algorithms/two-ways.ts
 *   hopproof sim sweep examples/sweeps/compare.yaml
 */
import { type BeaconingAlgorithm, type BeaconingContext, type Candidate, isNewTo, type Sending } from 'hopproof/control/beacon/algorithm'
import { linksOf } from 'hopproof/control/beacon/select'
import { firstIsdAs } from 'hopproof/control/segment/segment'

/** How many links of `way` are on `other` too. */
const shared = (way: Candidate, other: Candidate): number => linksOf(way.beacon).filter(link => linksOf(other.beacon).includes(link)).length

const originOf = ({ beacon }: Candidate): string => firstIsdAs(beacon)

/** What was sent by this interface still has half of its life. */
function isFresh({ sent, beacon }: Candidate, egress: number, { nowS }: BeaconingContext): boolean {
  const last = sent.get(egress)
  return last !== undefined && last.expiryS - nowS > (last.expiryS - beacon.timestamp) / 2
}

function twoWays(candidates: readonly Candidate[]): Candidate[] {
  const [shortest, ...others] = candidates
  if (shortest === undefined) return []
  const [other] = others.toSorted((a, b) => shared(a, shortest) - shared(b, shortest))
  return other === undefined ? [shortest] : [shortest, other]
}

export const algorithm: BeaconingAlgorithm = {
  name: 'two-ways',
  propagate: (candidates, context): Sending[] =>
    context.egresses.flatMap(egress => {
      const possible = candidates.filter(candidate => isNewTo(candidate, egress, context))
      const origins = new Set(possible.map(originOf))
      const chosen = [...origins].flatMap(origin => twoWays(possible.filter(candidate => originOf(candidate) === origin)))
      return chosen.filter(c => !isFresh(c, egress.ifId, context)).map(candidate => ({ candidate, egress: egress.ifId }))
    }),
}
