import { expect, test } from 'vitest'
import { linksLeadToFiles, maxReadmeLines, mirrorTests, readmes, readmesNameRealFiles } from './folders.ts'
import { plantRepo } from './repo.ts'

test('a folder without a README, or with a long one, is caught', () => {
  const repo = (files: Record<string, string>) => readmes.find(plantRepo(files)).length
  expect(repo({ 'wire/a.ts': '', 'package.json': '' })).toBe(1)
  expect(repo({ 'wire/rules/a.ts': '', 'wire/README.md': 'x\n'.repeat(maxReadmeLines) })).toBe(0)
  expect(repo({ 'wire/README.md': 'x\n'.repeat(maxReadmeLines + 1) })).toBe(1)
})

test('a README that names a file that is gone is caught', () => {
  const repo = plantRepo({ 'wire/README.md': 'See `path.ts`, `wire/path.ts`, `#wire/path.ts`, then `gone.ts`.', 'wire/path.ts': '' })
  expect(readmesNameRealFiles.find(repo).map(f => f.text)).toEqual(['names gone.ts, which is not there'])
})

test('a link to a file that is gone is caught', () => {
  const text =
    '[a](../wire/path.ts) [b](#here) [c](https://x.org/y) [d](../wire) [e](../wire/#top) [f](gone.md) [g](gone.md#part "title") [h](/a.md)'
  const repo = plantRepo({ 'docs/tour.md': text, 'wire/path.ts': '', 'a.md': '[i](docs/tour.md)' })
  expect(linksLeadToFiles.find(repo).map(f => f.text)).toEqual([
    'links to gone.md, which is not there',
    'links to /a.md, which is not there',
  ])
})

test('a source without a mirror test is caught, a file of types is not', () => {
  const code = 'export const a = 1'
  const repo = (...tests: string[]) =>
    mirrorTests.find(plantRepo(Object.fromEntries([['wire/rules/a.ts', code], ...tests.map(t => [t, ''])]))).length
  expect(repo()).toBe(1)
  expect(repo('test/wire/a.test.ts')).toBe(1)
  for (const kind of ['test', 'long', 'system']) expect(repo(`test/wire/rules/a.${kind}.ts`), kind).toBe(0)
  expect(
    mirrorTests.find(plantRepo({ 'wire/types.ts': `import type { B } from './b.ts'\nexport interface A { b: B }\nexport type C = A` })),
  ).toEqual([])
})
