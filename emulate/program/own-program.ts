/** How `hopproof` starts itself again, as many processes. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

/** Many processes share the machine: each collects its short-lived garbage at 4 MiB, not at 16, which costs no time that can be measured. */
const flags = ['--max-semi-space-size=4']

/** Program and first arguments; those of `hopproof` follow. All processes run the same code, even if sources change in the meantime. */
export async function ownProgram(): Promise<readonly string[]> {
  // In a bundle this file's folder is the bundle's.
  const running = join(import.meta.dirname, 'main.mjs')
  // Made once, before there are many who would make it at the same time.
  const file = existsSync(running) ? running : await bundle()
  return [process.execPath, ...flags, file ?? fileURLToPath(new URL('../../cli/hopproof.mjs', import.meta.url))]
}
