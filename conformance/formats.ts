/** All vector formats we can replay; a file is given to the first that recognises it. */
import type { VectorFormat } from './outcome.ts'

export const vectorFormats: readonly VectorFormat[] = []
