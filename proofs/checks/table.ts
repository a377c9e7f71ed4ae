/** All checks, in the order they are shown: each layer of the specification, then the bridges to the code. */
import type { Check } from './check.ts'
import { dataplaneChecks } from './rows/dataplane.ts'
import { flatChecks } from './rows/flat.ts'
import { pathAuthChecks } from './rows/path-auth.ts'
import { progressChecks } from './rows/progress.ts'
import { refinementChecks } from './rows/refinement.ts'
import { replayChecks } from './rows/replay.ts'
import { routerChecks } from './rows/router.ts'
import { sliceChecks } from './rows/slices.ts'

export const checks: readonly Check[] = [
  ...pathAuthChecks,
  ...dataplaneChecks,
  ...flatChecks,
  ...refinementChecks,
  ...progressChecks,
  ...routerChecks,
  ...replayChecks,
  ...sliceChecks,
]
