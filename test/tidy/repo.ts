/** The repository as the tidy rules see it: its files, and the syntax tree of each TypeScript file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export interface Source {
  /** from the repository's root, with slashes: "wire/path.ts" */
  readonly path: string
  /** the top folder; "" for a file in the root */
  readonly folder: string
  readonly text: string
  readonly tree: ts.SourceFile
}

export interface Repo {
  readonly files: readonly string[]
  readonly sources: readonly Source[]
  /** `undefined` = no such file */
  read(path: string): string | undefined
}

export interface Finding {
  readonly path: string
  /** 1-based */
  readonly line?: number
  readonly text: string
}

/** A rule finds nothing in a tidy repository. */
export interface TidyRule {
  readonly name: string
  find(repo: Repo): readonly Finding[]
}

const skipped = new Set(['node_modules', 'runs', 'coverage'])

function listFiles(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith('.') ? [] : listFiles(root, path)
    return [path]
  })
}

export const readRepo = (root: string): Repo => makeRepo(listFiles(root), path => readFileSync(join(root, path), 'utf8'))

/** A repository of these files: what the rules' own tests plant violations in. */
export const plantRepo = (files: Readonly<Record<string, string>>): Repo => makeRepo(Object.keys(files), path => files[path]!)

function makeRepo(files: readonly string[], read: (path: string) => string): Repo {
  const sources = files
    .filter(path => path.endsWith('.ts'))
    .map(path => {
      const text = read(path)
      return { path, folder: topFolder(path), text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) }
    })
  return { files, sources, read: path => (files.includes(path) ? read(path) : undefined) }
}

export const topFolder = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')

export const lineOf = (source: Source, node: ts.Node): number =>
  source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1

export const findingAt = (source: Source, node: ts.Node, text: string): Finding => ({ path: source.path, line: lineOf(source, node), text })

/** All nodes of a tree, outer before inner. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, child => {
    children.push(child)
  })
  for (const child of children) yield* nodesOf(child)
}

export const formatFinding = (f: Finding): string => `${f.path}${f.line === undefined ? '' : `:${f.line}`}: ${f.text}`
