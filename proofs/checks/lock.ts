/** `PROOFS.lock.json`: what each check said when it last ran, and of which specification. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { UserError } from '#wire/error.ts'

export const lockFile = fileURLToPath(new URL('PROOFS.lock.json', import.meta.url))

const record = z.strictObject({
  /** of all modules and the configuration it reads */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  command: z.string(),
  /** `TLC 2.15 (d5b5a7f), Java 17.0.15` */
  tool: z.string(),
  bounds: z.string(),
  verdict: z.string(),
  /** distinct states, transitions or slices; of a symbolic check 0 */
  count: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  /** YYYY-MM-DD */
  date: z.iso.date(),
})

export type LockRecord = Readonly<z.infer<typeof record>>
export type Lock = Readonly<Record<string, LockRecord>>

/** Throws `UserError` when it is not such a file. A file that is not there is an empty lock. */
export function readLock(file = lockFile): Lock {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return {}
  }
  return parseLock(text, file)
}

export function parseLock(text: string, file: string): Lock {
  const hint = 'npm run proofs -- --record writes it anew'
  try {
    const { success, data, error } = z.record(z.string(), record).safeParse(JSON.parse(text))
    if (success) return data
    throw new UserError(z.prettifyError(error).split('\n')[0]!, hint, { file })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`no JSON: ${(error as Error).message}`, hint, { file })
  }
}

/** One line a check, in the order of the identifiers: a change of one is a change of one line. */
export function writeLock(lock: Lock, file = lockFile): void {
  const lines = Object.keys(lock)
    .sort()
    .map(id => `  ${JSON.stringify(id)}: ${JSON.stringify(lock[id])}`)
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
}

/** The same finding on the same specification: nothing to record, whatever the day and the speed. */
export const saysTheSame = (a: LockRecord, b: LockRecord): boolean =>
  (['hash', 'command', 'bounds', 'verdict', 'count'] as const).every(field => a[field] === b[field])
