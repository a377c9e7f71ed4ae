/** Which modules of proofs/spec a check reads, and a hash of them all: whether a recorded verdict still speaks of what is there. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '#wire/error.ts'
import type { Check } from './check.ts'

export const specFolder = fileURLToPath(new URL('../spec', import.meta.url))

/** Modules both checkers carry themselves; Log, which is made of each log, and Mutants, made of mutants. */
const standard = new Set(
  'Naturals Integers Reals Sequences FiniteSets Bags TLC TLCExt Toolbox Json Randomization Apalache Variants Option Log Mutants'.split(' '),
)

/** The names after EXTENDS and INSTANCE, outside of comments and strings. */
export function modulesNamedIn(text: string): string[] {
  const code = codeOf(text)
  const extended = [...code.matchAll(/\bEXTENDS\s+(\w+(?:\s*,\s*\w+)*)/g)].flatMap(m => m[1]!.split(/\s*,\s*/))
  const instances = [...code.matchAll(/\bINSTANCE\s+(\w+)/g)].map(m => m[1]!)
  return [...new Set([...extended, ...instances])]
}

/** Without strings too. Comments nest: `(* (* *) *)`; what is in a string begins none. */
function codeOf(text: string): string {
  let depth = 0
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\(\*|\*\)|\\\*[^\n]*|[^"(*\\]+|./gs, token => {
    if (token === '(*') depth++
    const isCode = depth === 0 && !token.startsWith('\\*') && !/^".+"$/s.test(token)
    if (token === '*)') depth = Math.max(0, depth - 1)
    return isCode ? token : ' '
  })
}

/** Files the check reads, of `folder`: modules by EXTENDS and INSTANCE to the end, and its configuration. Throws `UserError` for one that is not there. */
export function filesReadBy(check: Check, folder = specFolder): string[] {
  const files = new Set<string>()
  const visit = (module: string, by: string): void => {
    const file = `${module}.tla`
    if (files.has(file) || (standard.has(module) && !existsSync(join(folder, file)))) return
    const text = readSpec(folder, file, by)
    files.add(file)
    for (const name of modulesNamedIn(text)) visit(name, file)
  }
  for (const module of 'modules' in check ? check.modules : [check.module]) visit(module, `check ${check.id}`)
  if (check.engine === 'tlc') files.add(`${check.config}.cfg`)
  return [...files].sort()
}

function readSpec(folder: string, file: string, by: string): string {
  if (!existsSync(join(folder, file))) throw new UserError(`${by} names ${file}, which is not in proofs/spec`, 'a module is <name>.tla')
  return readFileSync(join(folder, file), 'utf8')
}

/** sha256 of names and texts of all the files a check reads. */
export function hashOf(check: Check, folder = specFolder): string {
  const hash = createHash('sha256')
  for (const file of filesReadBy(check, folder)) hash.update(`${file}\0${readSpec(folder, file, `check ${check.id}`)}\0`)
  return hash.digest('hex')
}
