/** All vector formats we can replay; a file is given to the first that recognises it. */
import type { VectorFormat } from './outcome.ts'
import { epicVectors } from './vectors/epic.ts'
import { spaoVectors } from './vectors/spao.ts'

export const vectorFormats: readonly VectorFormat[] = [epicVectors, spaoVectors]
