/** Only the shortest: by each interface the `bestSetSize` shortest beacons that the neighbour is not on. */
import { type BeaconingAlgorithm, isDue, isNewTo } from '../algorithm.ts'

export const shortestAlgorithm: BeaconingAlgorithm = {
  name: 'shortest',
  propagate: (candidates, context) =>
    context.egresses.flatMap(egress =>
      candidates
        .filter(c => isNewTo(c, egress, context))
        .slice(0, context.policy.bestSetSize)
        .filter(c => isDue(c, egress.ifId, context))
        .map(candidate => ({ candidate, egress: egress.ifId })),
    ),
  register: (candidates, { policy }) => candidates.slice(0, policy.bestSetSize),
}
