import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { bundle } from '#emulate/program/bundle.mjs'

let root: string
let cache: string

const write = (path: string, text: string): void => writeFileSync(join(root, path), text)
const run = (file: string | undefined): string => execFileSync(process.execPath, [file!], { encoding: 'utf8' })

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hopproof-bundle-'))
  cache = join(root, 'cache')
  mkdirSync(join(root, 'cli'))
  mkdirSync(join(root, 'wire'))
  write('package.json', JSON.stringify({ imports: { '#cli/*': './cli/*', '#wire/*': './wire/*' } }))
  write('cli/main.ts', `import { word } from '#wire/word.ts'\nconsole.log(word satisfies string, import.meta.url)`)
  write('wire/word.ts', `export const word = 'first'`)
})

afterEach(() => rmSync(root, { recursive: true }))

test('it runs, and knows where its sources are', async () => {
  const file = await bundle(root, [cache])
  expect(run(file)).toBe(`first ${pathToFileURL(join(root, 'cli/main.ts')).href}\n`)
})

test('made once, and again when a source has changed', async () => {
  const files = await Promise.all([bundle(root, [cache]), bundle(root, [cache]), bundle(root, [cache])])
  expect(new Set(files).size).toBe(1)
  expect(await bundle(root, [cache])).toBe(files[0])
  expect(readdirSync(cache)).toHaveLength(1)
  write('wire/word.ts', `export const word = 'the second'`)
  expect(run(await bundle(root, [cache]))).toMatch(/^the second /)
})

test('where the first folder cannot be written the next one is taken, and without any there is none', async () => {
  write('file', '')
  const impossible = join(root, 'file/cache')
  expect(await bundle(root, [impossible, cache])).toMatch(cache)
  expect(await bundle(root, [impossible])).toBeUndefined()
})

test('sources that are wrong make none', async () => {
  write('wire/word.ts', `export const word = `)
  expect(await bundle(root, [cache])).toBeUndefined()
})

test('a part that is loaded later is a file of its own, and knows where it came from', async () => {
  write('cli/main.ts', `const { word } = await import('#wire/word.ts')\nconsole.log(word)`)
  write('wire/word.ts', `export const word: string = import.meta.url`)
  const file = await bundle(root, [cache])
  expect(run(file)).toBe(`${pathToFileURL(join(root, 'wire/word.ts')).href}\n`)
  expect(readdirSync(dirname(file!)).length).toBe(2)
})

test('old ones are forgotten when a new one is made', async () => {
  const first = await bundle(root, [cache])
  const anHour = Date.now() / 1000 - 3600
  for (const [at, isThere] of [
    [anHour, true],
    [anHour - 24 * 3600, false],
  ] as const) {
    utimesSync(dirname(first!), at, at)
    write('wire/word.ts', `export const word = '${at}'`)
    await bundle(root, [cache])
    expect(existsSync(first!)).toBe(isThere)
  }
})

test.skipIf(process.getuid?.() !== 0)('what another user has put into a folder outside is not run', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'hopproof-outside-'))
  onTestFinished(() => rmSync(outside, { recursive: true }))
  const file = await bundle(root, [outside])
  expect(await bundle(root, [outside, cache])).toBe(file)
  chownSync(dirname(file!), 65_534, 65_534)
  expect(await bundle(root, [outside, cache])).toMatch(cache)
})
