/** Which cases are run: by name, by level, one part of many. */
import { UserError } from '#wire/error.ts'
import type { SuiteCase } from '../suite/read.ts'

export interface Selection {
  /** ids, with * for any characters; none = all */
  readonly only: readonly string[]
  readonly level?: SuiteCase['level']
  readonly shard?: Shard
}

/** Part `index` (from 1) of `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** In the suite's order. Throws `UserError` when nothing is left, or a pattern fits nothing. */
export function selectCases(cases: readonly SuiteCase[], { only, level, shard }: Selection): SuiteCase[] {
  const patterns = only.map(pattern => ({ pattern, fits: globOf(pattern) }))
  for (const { pattern, fits } of patterns)
    if (!cases.some(c => fits.test(c.id))) throw new UserError(`no case is called "${pattern}"`, 'see them all with: hopproof conform list')
  const named = patterns.length === 0 ? cases : cases.filter(c => patterns.some(p => p.fits.test(c.id)))
  const selected = named
    .filter(c => level === undefined || c.level === level)
    .filter((_, i) => shard === undefined || i % shard.count === shard.index - 1)
  if (selected.length === 0) throw new UserError('no case is selected', 'see them all with: hopproof conform list')
  return selected
}

const globOf = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`)

/** "2/5". Throws `UserError`. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text)
  const [index, count] = [Number(match?.[1]), Number(match?.[2])]
  if (index >= 1 && index <= count) return { index, count }
  throw new UserError(`"${text}" is no part of a whole`, 'expected I/N, like 1/3')
}
