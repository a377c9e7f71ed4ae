/** Names say what a thing is: no utils, helpers, manager, no I-prefix; no enums and no default exports. */
import ts from 'typescript'
import { type Finding, findingAt, nodesOf, type Source, type TidyRule } from './repo.ts'

const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'managers'])
const wordsOf = (name: string): string[] => name.split(/[^A-Za-z0-9]|(?<=[a-z0-9])(?=[A-Z])/).map(w => w.toLowerCase())
const emptyWord = (name: string): string | undefined => wordsOf(name).find(w => emptyWords.has(w))

export const fileNames: TidyRule = {
  name: 'no file named utils, helpers or manager',
  find: repo =>
    repo.files
      .filter(path => emptyWord(path) !== undefined)
      .map(path => ({ path, text: `"${emptyWord(path)}" says nothing: name what it holds` })),
}

export const declaredNames: TidyRule = {
  name: 'no declaration named utils, helpers or manager, no I-prefix',
  find: repo => repo.sources.flatMap(emptyNames),
}

const emptyNames = (source: Source): Finding[] =>
  [...nodesOf(source.tree)].flatMap(node => {
    if (!isNamed(node) || node.name === undefined) return []
    const name = node.name.getText()
    if (emptyWord(name) !== undefined) return [findingAt(source, node, `${name}: "${emptyWord(name)}" says nothing`)]
    const prefixed = (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && /^I(?!P)[A-Z][a-z]/.test(name)
    return prefixed ? [findingAt(source, node, `${name}: no I-prefix`)] : []
  })

const isNamed = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isFunctionDeclaration(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isClassDeclaration(node)

export const bannedForms: TidyRule = {
  name: 'no default exports (tool configurations apart), no enums',
  find: repo => repo.sources.flatMap(bannedIn),
}

const bannedIn = (source: Source): Finding[] =>
  [...nodesOf(source.tree)].flatMap(node => {
    if (ts.isEnumDeclaration(node)) return [findingAt(source, node, 'an enum: use a record `as const`')]
    return isDefaultExport(node) && !source.path.endsWith('.config.ts')
      ? [findingAt(source, node, 'a default export: export it by name')]
      : []
  })

const isDefaultExport = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) ||
  (ts.isExportSpecifier(node) && node.name.text === 'default') ||
  (ts.canHaveModifiers(node) && node.modifiers?.some(m => m.kind === ts.SyntaxKind.DefaultKeyword) === true)
