/** The smallest example: the `bestSetSize` newest beacons leave by every interface, except to ASes they have been to. */
import { type BeaconingAlgorithm, everywhere } from '../algorithm.ts'

export const newestAlgorithm: BeaconingAlgorithm = {
  name: 'newest',
  propagate(candidates, context) {
    const newestFirst = candidates.toSorted((a, b) => b.beacon.timestamp - a.beacon.timestamp)
    return everywhere(newestFirst.slice(0, context.policy.bestSetSize), context)
  },
}
