/** Time, chance, transport and Node are arguments: where the code must run the same everywhere, nothing may reach for them. */
import ts from 'typescript'
import { importsOf, isBuiltin } from './layers.ts'
import { type Finding, findingAt, nodesOf, type Source, type TidyRule } from './repo.ts'

const pureFolders = ['wire', 'crypto', 'topology', 'router', 'control', 'host', 'sim']

/** All of conformance/ but its runner, and of proofs/ what runs no other program: replaying a vector or a trace of the model reads no clock. */
const isPure = (path: string): boolean =>
  pureFolders.some(f => path.startsWith(`${f}/`)) ||
  /^(conformance\/(vectors\/|formats|outcome)|proofs\/(model|networks|replay|slices|explorer|gallery)\/)/.test(path)

const bannedGlobals = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process',
  'Buffer',
  'require',
  'fetch',
  '__dirname',
])
const bannedMembers = new Set([
  'Date.now',
  'performance.now',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'crypto.randomBytes',
])

export const nothingImpure: TidyRule = {
  name: 'no clock, chance, timer or node: where time and chance are arguments',
  find: repo => repo.sources.filter(s => isPure(s.path)).flatMap(impurities),
}

function impurities(source: Source): Finding[] {
  const own = declaredNames(source)
  const imports = [...importsOf(source)].filter(({ module }) => module !== undefined && isBuiltin(module))
  return [
    ...imports.map(({ node, module }) => findingAt(source, node, `"${module}": runs in a browser too, no Node modules`)),
    ...[...nodesOf(source.tree)].flatMap(node => {
      const name = impureName(node, own)
      return name === undefined ? [] : [findingAt(source, node, `${name}: time, chance and transport are arguments`)]
    }),
  ]
}

function impureName(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (ts.isIdentifier(node)) return bannedGlobals.has(node.text) && !own.has(node.text) && isReference(node) ? node.text : undefined
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && !node.arguments?.length ? 'new Date()' : undefined
  const member = memberName(node)
  return member !== undefined && bannedMembers.has(member) ? member : undefined
}

function memberName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return `${lastName(node.expression)}.${node.name.text}`
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return `${lastName(node.expression)}.${node.argumentExpression.text}`
  if (ts.isBindingElement(node) && ts.isVariableDeclaration(node.parent.parent))
    return `${node.parent.parent.initializer?.getText()}.${(node.propertyName ?? node.name).getText()}`
  return undefined
}

/** "Date" of `Date` and of `globalThis.Date`. */
const lastName = (node: ts.Expression): string => node.getText().replace(/^globalThis\??\./, '')

/** The identifier stands for a value, it is not the name of a member or key. */
function isReference(node: ts.Identifier): boolean {
  const p = node.parent
  if (ts.isPropertyAccessExpression(p) && p.name === node) return p.expression.getText() === 'globalThis'
  const isName = ts.isPropertyAssignment(p) || ts.isPropertySignature(p) || ts.isMethodSignature(p) || ts.isMethodDeclaration(p)
  return !(isName && p.name === node)
}

function declaredNames(source: Source): Set<string> {
  const names = new Set<string>()
  for (const node of nodesOf(source.tree)) if (isDeclaration(node) && node.name !== undefined) names.add(node.name.getText())
  return names
}

const isDeclaration = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isImportSpecifier(node) ||
  ts.isBindingElement(node)
