/** How `hopproof` starts itself again, as many processes. */
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

/** Program and first arguments; those of `hopproof` follow. */
export async function ownProgram(): Promise<readonly string[]> {
  // Made once, before there are many who would make it at the same time.
  const file = await bundle()
  return [process.execPath, file ?? fileURLToPath(new URL('../../cli/hopproof.mjs', import.meta.url))]
}
