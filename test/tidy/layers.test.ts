import { expect, test } from 'vitest'
import { biomeAgrees, everyFolderHasALayer, importDirections } from './layers.ts'
import { formatFinding, plantRepo } from './repo.ts'

const findings = (path: string, text: string) => importDirections.find(plantRepo({ [path]: text })).map(formatFinding)

test.each([
  ['an import', `import { x } from '#router/x.ts'`],
  ['a type import', `import type { X } from '#router/x.ts'`],
  ['a re-export', `export * from '#router/x.ts'`],
  ['an import()', `const f = () => import('#router/x.ts')`],
  ['an import type', `type X = import('#router/x.ts').X`],
  ['a require', `const x = require('#router/x.ts')`],
])('%s against the arrows is caught', (_, text) => {
  expect(findings('control/a.ts', `\n${text}`)).toEqual([
    'control/a.ts:2: "#router/x.ts": control/ may import only: wire, crypto, topology',
  ])
  expect(findings('sim/a.ts', text)).toEqual([])
})

test('leaving a folder by a relative path is caught, moving inside it is not', () => {
  expect(findings('router/a.ts', `import '../wire/bytes.ts'`)).toHaveLength(1)
  expect(findings('router/rules/a.ts', `import '../../wire/bytes.ts'`)).toHaveLength(1)
  expect(findings('router/rules/a.ts', `import '../rule.ts'`)).toEqual([])
})

test('a module name that is computed is caught outside test/ and the file that loads what a user names', () => {
  expect(findings('sim/a.ts', `await import(name)`)).toEqual(['sim/a.ts:1: the module of an import() is not written out'])
  expect(findings('test/a.ts', `await import(name)`)).toEqual([])
  expect(findings('cli/sim/algorithm-file.ts', `await import(name)`)).toEqual([])
})

test('packages and the own folder are free', () => {
  expect(findings('wire/a.ts', `import './bytes.ts'\nimport '#wire/bytes.ts'\nimport 'yaml'`)).toEqual([])
})

test('a folder without a place in the layers is caught', () => {
  expect(everyFolderHasALayer.find(plantRepo({ 'extras/a.ts': '', 'vitest.config.ts': '', 'wire/a.ts': '' })).map(f => f.path)).toEqual([
    'extras',
  ])
})

test('a biome.json that says less or more than the layers is caught', () => {
  const restrict = (folder: string, ...group: string[]) => ({
    includes: [`${folder}/**`],
    linter: { rules: { style: { noRestrictedImports: { options: { patterns: [{ group: group.map(g => `#${g}/**`) }] } } } } },
  })
  const agreement = (...overrides: object[]) =>
    biomeAgrees.find(plantRepo({ 'biome.json': JSON.stringify({ overrides }) })).map(f => f.text.split('/')[0])
  const emulate = ['conformance', 'proofs', 'cli', 'test', 'bench']
  expect(agreement(restrict('emulate', ...emulate))).not.toContain('emulate')
  expect(agreement(restrict('emulate', ...emulate.slice(1)))).toContain('emulate')
  expect(agreement(restrict('emulate', ...emulate, 'sim'))).toContain('emulate')
  expect(agreement()).toContain('emulate')
})
