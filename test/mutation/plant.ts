/** Plants every mutant of a file behind a switch, as Stryker does: its mutators, its instrumenter. */
import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import type { Plugin } from 'vitest/config'
import { type Mutant, writeMutants } from './mutants.ts'

const below = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter(f => f.endsWith('.ts')).map(f => `${folder}/${f}`)

/** What is mutated: wire, router and the hop MAC. `router/explain` words what the rules decide, and decides nothing. */
export const mutatedFiles = (): string[] =>
  [...below('wire'), ...below('router'), 'crypto/mac.ts'].filter(f => !f.startsWith('router/explain/')).sort()

interface Range {
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
}

function textIn(source: string, { start, end }: Range): string {
  const lines = source.split('\n').slice(start.line, end.line + 1)
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column)
  return lines.join('\n').slice(start.column)
}

const silent = new Proxy({}, { get: () => () => false })

/** A plugin that hands out the files with their mutants planted; the list of mutants is written down. */
export async function plantMutants(files: readonly string[]): Promise<Plugin> {
  const sources = new Map(files.map(file => [file, readFileSync(file, 'utf8')]))
  const inputs = files.map(name => ({ name, mutate: true, content: sources.get(name)! }))
  const options = { plugins: [], excludedMutations: [], ignorers: [], mutator: {} }
  const planted = await new Instrumenter(silent as never).instrument(inputs, options as never)
  writeMutants(
    planted.mutants.map(({ id, fileName, location, mutatorName, replacement }): Mutant => {
      const was = textIn(sources.get(fileName)!, location)
      return { id, file: fileName, line: location.start.line + 1, mutator: mutatorName, was, is: replacement }
    }),
  )
  const code = new Map(planted.files.map(f => [f.name, f.content]))
  return {
    name: 'plant-mutants',
    enforce: 'pre',
    transform(_, id) {
      const changed = code.get(relative(process.cwd(), id.split('?')[0]!))
      return changed === undefined ? undefined : { code: changed, map: null }
    },
  }
}
