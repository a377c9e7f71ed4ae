/** The flags of `npm run proofs`. */
import { parseArgs } from 'node:util'
import { UserError } from '#wire/error.ts'
import type { Check } from './check.ts'

const usage = `npm run proofs -- [--only REGEX] [--record] [--list] [--format text|json] [--jobs N]

  --only REGEX   the checks whose identifier, theorem or engine matches
  --record       write what they say to proofs/checks/PROOFS.lock.json, if it is what is expected
  --list         the checks, without running them
  --format json  for programs
  --jobs N       how many at once (2)`

interface Flags {
  readonly only: RegExp
  readonly record: boolean
  readonly list: boolean
  readonly json: boolean
  readonly jobs: number
}

export function readFlags(args: readonly string[]): Flags {
  const { only = '', record = false, list = false, format = 'text', jobs = '2' } = parse(args)
  if (format !== 'text' && format !== 'json') throw new UserError(`--format ${format} is neither text nor json`, usage)
  if (!/^[1-9]\d?$/.test(jobs)) throw new UserError(`--jobs ${jobs} is no number from 1 to 99`, usage)
  try {
    return { only: new RegExp(only, 'i'), record, list, json: format === 'json', jobs: Number(jobs) }
  } catch {
    throw new UserError(`--only ${only} is no regular expression`, usage)
  }
}

function parse(args: readonly string[]) {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  try {
    return parseArgs({ args: [...args], options: { only: text, record: flag, list: flag, format: text, jobs: text } }).values
  } catch (error) {
    throw new UserError((error as Error).message, usage)
  }
}

export function chosen(all: readonly Check[], only: RegExp): Check[] {
  const found = all.filter(({ id, engine, theorems }) => [id, engine, ...theorems].some(text => only.test(text)))
  if (found.length === 0) throw new UserError(`no check matches ${only.source}`, 'npm run proofs -- --list shows them all')
  return found
}
