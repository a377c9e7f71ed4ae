/** The algorithms a user can name. */
import { UserError } from '#wire/error.ts'
import type { BeaconingAlgorithm } from '../algorithm.ts'
import { diversityAlgorithm } from './diversity.ts'
import { newestAlgorithm } from './newest.ts'
import { referenceAlgorithm } from './reference.ts'
import { shortestAlgorithm } from './shortest.ts'

export const algorithms: readonly BeaconingAlgorithm[] = [referenceAlgorithm, shortestAlgorithm, diversityAlgorithm, newestAlgorithm]

/** Throws `UserError` when there is none of this name. */
export function algorithmNamed(name: string): BeaconingAlgorithm {
  const found = algorithms.find(a => a.name === name)
  if (found === undefined)
    throw new UserError(`there is no beaconing algorithm "${name}"`, `known: ${algorithms.map(a => a.name).join(', ')}`)
  return found
}
