/** All vector formats we can replay; a file is given to the first that recognises it. */
import type { VectorFormat } from './outcome.ts'
import { addrVectors } from './vectors/addr.ts'
import { beaconSelectVectors } from './vectors/beacon-select.ts'
import { combinatorVectors } from './vectors/combinator.ts'
import { drkeyVectors } from './vectors/drkey.ts'
import { epicVectors } from './vectors/epic.ts'
import { pathpolVectors } from './vectors/pathpol.ts'
import { routerVectors } from './vectors/router.ts'
import { scmpVectors } from './vectors/scmp.ts'
import { segmentsVectors } from './vectors/segments.ts'
import { slayersVectors } from './vectors/slayers.ts'
import { spaoVectors } from './vectors/spao.ts'
import { staticInfoVectors } from './vectors/staticinfo.ts'
import { trcVectors } from './vectors/trc.ts'

export const vectorFormats: readonly VectorFormat[] = [
  addrVectors,
  beaconSelectVectors,
  drkeyVectors,
  epicVectors,
  routerVectors,
  scmpVectors,
  slayersVectors,
  spaoVectors,
  staticInfoVectors,
  combinatorVectors,
  pathpolVectors,
  trcVectors,
  segmentsVectors,
]
