/** A user's own beaconing algorithm: a module (.ts, .js) that exports `algorithm`. Whoever names a file runs its code. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BeaconingAlgorithm } from '#control/beacon/algorithm.ts'
import { algorithmNamed } from '#control/beacon/algorithms/named.ts'
import { isFile } from '#sim/sweep/sweep.ts'
import { UserError } from '#wire/error.ts'

/** Throws `UserError` when the module cannot be loaded, or exports no algorithm. */
export async function loadAlgorithm(file: string): Promise<BeaconingAlgorithm> {
  const { algorithm } = await load(file)
  if (isAlgorithm(algorithm)) return algorithm
  throw new UserError('exports no algorithm', 'export const algorithm = { name, propagate(candidates, context) { ... } }', { file })
}

/** One of ours by its name, or a file. */
export const findAlgorithm = async (nameOrFile: string): Promise<BeaconingAlgorithm> =>
  isFile(nameOrFile) ? loadAlgorithm(nameOrFile) : algorithmNamed(nameOrFile)

/** Node 20 needs tsx for a `.ts`, and the bundle does without. */
let typeScript: Promise<unknown> | undefined

async function load(file: string): Promise<{ readonly algorithm?: unknown }> {
  try {
    await (typeScript ??= import('tsx/esm/api').then(tsx => tsx.register()))
    return await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('\n')
    throw new UserError(`cannot be loaded: ${message}`, undefined, { file })
  }
}

function isAlgorithm(value: unknown): value is BeaconingAlgorithm {
  if (value === null || typeof value !== 'object') return false
  const { name, propagate, register } = value as Partial<BeaconingAlgorithm>
  return typeof name === 'string' && typeof propagate === 'function' && (register === undefined || typeof register === 'function')
}
