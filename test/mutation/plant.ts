/** A vite plugin that plants every mutant of the files (Stryker's mutators) behind a switch, and writes the list of them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import type { Plugin } from 'vitest/config'

export interface Mutant {
  readonly id: string
  readonly file: string
  readonly line: number
  readonly mutator: string
  readonly was: string
  readonly is: string
}

const quiet = Object.assign(() => undefined, {})
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
}

const textAt = (source: string, { start, end }: { start: { line: number; column: number }; end: { line: number; column: number } }): string => {
  const lines = source.split('\n').slice(start.line, end.line + 1)
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column)
  return lines.join('\n').slice(start.column)
}

/** `files`: paths below the root. `list`: where the mutants are written, as JSON. */
export async function plantMutants(files: readonly string[], list: string): Promise<Plugin> {
  const sources = new Map(files.map(file => [file, readFileSync(file, 'utf8')]))
  const instrumenter = new Instrumenter(logger as never)
  const planted = await instrumenter.instrument(
    files.map(name => ({ name, mutate: true, content: sources.get(name)! })),
    { plugins: [], excludedMutations: [], ignorers: [], mutator: {} } as never,
  )
  const mutants = planted.mutants.map(
    (m): Mutant => ({
      id: m.id,
      file: m.fileName,
      line: m.location.start.line + 1,
      mutator: m.mutatorName,
      was: textAt(sources.get(m.fileName)!, m.location),
      is: m.replacement,
    }),
  )
  writeFileSync(list, JSON.stringify(mutants))
  const code = new Map(planted.files.map(f => [f.name, f.content]))
  return {
    name: 'plant-mutants',
    enforce: 'pre',
    transform(_, id) {
      const planted = code.get(relative(process.cwd(), id.split('?')[0]!))
      return planted === undefined ? undefined : { code: planted, map: null }
    },
  }
}
