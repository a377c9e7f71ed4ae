/** The reference's beaconing: the best set, shortest and a little diverse, goes everywhere.   control/beaconing/propagator.go */
import { type BeaconingAlgorithm, everywhere } from '../algorithm.ts'
import { chooseBest } from '../select.ts'

export const referenceAlgorithm: BeaconingAlgorithm = {
  name: 'reference',
  propagate: (candidates, context) => everywhere(chooseBest(candidates, context), context),
}
