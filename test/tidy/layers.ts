/** Which folder may import which: the arrows of the house go one way. biome.json says the same; here dynamic and type imports are seen too. */
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import { type Finding, findingAt, nodesOf, type Source, type TidyRule, topFolder } from './repo.ts'

const data = ['wire', 'crypto', 'topology']
const actors = [...data, 'router', 'control', 'host']
const everything = [...actors, 'sim', 'emulate', 'conformance', 'proofs']

/** Folder to the folders it may import, besides itself. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  crypto: ['wire'],
  topology: ['wire'],
  router: data,
  control: data,
  host: [...data, 'control'],
  sim: actors,
  emulate: [...actors, 'sim'],
  examples: everything,
  conformance: [...data, 'router', 'control'],
  proofs: [...actors, 'sim', 'emulate'],
  cli: everything,
  web: everything,
  bench: [...everything, 'cli'],
  test: [...everything, 'cli', 'web', 'bench'],
}

/** The module named by an import, export, `import()`, import type, `require` or `import =`; with the node to point at. */
export function* importsOf(source: Source): Generator<{ readonly node: ts.Node; readonly module: string | undefined }> {
  for (const node of nodesOf(source.tree)) {
    const named = moduleName(node)
    if (named !== undefined) yield { node, module: ts.isStringLiteralLike(named) ? named.text : undefined }
  }
}

function moduleName(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
  if (ts.isExternalModuleReference(node)) return node.expression
  if (!ts.isCallExpression(node)) return undefined
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isImport || (ts.isIdentifier(node.expression) && node.expression.text === 'require') ? node.arguments[0] : undefined
}

export const isBuiltin = (module: string): boolean => module.startsWith('node:') || builtinModules.includes(module)

/** Loads what a user names. */
const importsAnything = ['cli/sim/algorithm-file.ts']

function findWrongImport(source: Source, allowed: readonly string[], module: string | undefined): string | undefined {
  if (module === undefined)
    return source.folder === 'test' || importsAnything.includes(source.path) ? undefined : 'the module of an import() is not written out'
  if (leavesFolder(source, module)) return `"${module}": leave a folder by its #name/ import`
  const target = /^#([^/]+)\//.exec(module)?.[1]
  if (target === undefined || target === source.folder || allowed.includes(target)) return undefined
  return `"${module}": ${source.folder}/ may import only: ${allowed.join(', ') || 'nothing of ours'}`
}

const leavesFolder = (source: Source, module: string): boolean =>
  module.startsWith('.') && topFolder(join(dirname(source.path), module)) !== source.folder

export const importDirections: TidyRule = {
  name: 'import directions',
  find: repo => repo.sources.flatMap(wrongImports),
}

function wrongImports(source: Source): Finding[] {
  const allowed = layers[source.folder]
  if (allowed === undefined) return []
  return [...importsOf(source)].flatMap(({ node, module }) => {
    const text = findWrongImport(source, allowed, module)
    return text === undefined ? [] : [findingAt(source, node, text)]
  })
}

export const everyFolderHasALayer: TidyRule = {
  name: 'every folder with sources has its place in the layers',
  find: repo =>
    [...new Set(repo.sources.map(s => s.folder))]
      .filter(folder => folder !== '' && layers[folder] === undefined)
      .map(path => ({ path, text: 'is not in test/tidy/layers.ts' })),
}

interface BiomeOverride {
  readonly includes: readonly string[]
  readonly linter: {
    readonly rules: { readonly style?: { readonly noRestrictedImports?: { readonly options: { readonly patterns: readonly Pattern[] } } } }
  }
}
interface Pattern {
  readonly group: readonly string[]
}

/** Biome tells while one writes, this test holds: both must say the same. */
export const biomeAgrees: TidyRule = {
  name: 'biome.json restricts imports as the layers do',
  find: repo => {
    const { overrides } = JSON.parse(repo.read('biome.json') ?? '{"overrides":[]}') as { readonly overrides: readonly BiomeOverride[] }
    return restricted.flatMap(folder =>
      disagreement(
        folder,
        overrides.find(o => o.includes.includes(`${folder}/**`)),
      ),
    )
  },
}

/** cli/, web/, bench/, examples/ and test/ may import (nearly) everything: Biome has nothing to say there. */
const restricted = Object.keys(layers)
  .filter(f => layers[f]!.length > 0 || f === 'wire')
  .filter(f => !['cli', 'web', 'bench', 'examples', 'test'].includes(f))
const biomeKnows = [...everything, 'cli', 'test', 'bench']

function disagreement(folder: string, override: BiomeOverride | undefined): Finding[] {
  const groups = override?.linter.rules.style?.noRestrictedImports?.options.patterns.flatMap(p => p.group) ?? []
  const banned = groups.filter(g => g.startsWith('#')).map(g => g.slice(1, -3))
  const expected = biomeKnows.filter(f => f !== folder && !layers[folder]!.includes(f))
  const same = banned.length === expected.length && expected.every(f => banned.includes(f))
  return same ? [] : [{ path: 'biome.json', text: `${folder}/ must restrict exactly: ${expected.join(', ')}` }]
}
