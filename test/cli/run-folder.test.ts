import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRunFolder } from '#cli/run-folder.ts'
import { UserError } from '#wire/error.ts'

let top: string
let folder: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'hopproof-run-'))
  folder = join(top, 'runs', 'x-1')
})
afterEach(() => rmSync(top, { recursive: true }))

const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
const manifest = () => JSON.parse(text('manifest.json'))

test('makes its folders with the first file; the manifest names every file, itself too', () => {
  const run = openRunFolder(folder)
  expect(existsSync(folder)).toBe(false)
  run.write('b.csv', 'two')
  run.append('a.ndjson', 'one')
  run.end({ name: 'x', seed: 1 })
  expect(manifest()).toEqual({ name: 'x', seed: 1, files: ['a.ndjson', 'b.csv', 'manifest.json'] })
  expect([text('a.ndjson'), text('b.csv')]).toEqual(['one', 'two'])
})

test('pieces of texts and of bytes come in their order, in few writes, none held for long', () => {
  const run = openRunFolder(folder)
  run.append('t', 'grüße ')
  run.append('t', Uint8Array.of(0x31, 0x32))
  expect(statSync(join(folder, 't')).size).toBe(0)
  const piece = 'x'.repeat(1000)
  for (let i = 0; i < 200; i++) {
    run.append('t', piece)
    run.append('other', `${i}\n`)
  }
  const written = statSync(join(folder, 't')).size
  expect(written).toBeGreaterThan(200_000 - 64 * 1024)
  run.end({})
  expect(text('t')).toBe(`grüße 12${piece.repeat(200)}`)
  expect(text('other')).toBe(Array.from({ length: 200 }, (_, i) => `${i}\n`).join(''))
})

test('what an earlier run has left goes, what is not its own stays', () => {
  const first = openRunFolder(folder)
  first.append('trace.ndjson', 'old')
  first.write('flows.csv', 'old')
  first.end({})
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  const second = openRunFolder(folder)
  expect(readdirSync(folder)).toEqual(['notes.txt'])
  second.append('trace.ndjson', 'new')
  second.end({})
  expect([text('trace.ndjson'), text('notes.txt')]).toEqual(['new', 'mine'])
})

test('a file left by a run that never ended is begun anew, not continued', () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'trace.ndjson'), 'half')
  const run = openRunFolder(folder)
  run.append('trace.ndjson', 'whole')
  run.end({})
  expect(text('trace.ndjson')).toBe('whole')
})

test.each([['../outside', '..', '.', '', '.hidden', 'sub/inside', 7, null], 'no list', undefined])(
  'a manifest that names %j removes nothing elsewhere',
  files => {
    mkdirSync(join(folder, 'sub'), { recursive: true })
    const others = [join(top, 'runs', 'outside'), join(folder, '.hidden'), join(folder, 'sub', 'inside')]
    for (const file of others) writeFileSync(file, 'mine')
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files }))
    openRunFolder(folder)
    expect(others.map(file => existsSync(file))).toEqual([true, true, true])
  },
)

test.each(['', 'null', '[]', '{"files":', '7'])('a manifest %j is no manifest', content => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'manifest.json'), content)
  expect(() => openRunFolder(folder).end({ seed: 1 })).not.toThrow()
  expect(manifest().seed).toBe(1)
})

test('a symbolic link in the manifest is removed, not what it shows', () => {
  mkdirSync(folder, { recursive: true })
  const precious = join(top, 'precious')
  writeFileSync(precious, 'mine')
  symlinkSync(precious, join(folder, 'trace.ndjson'))
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: ['trace.ndjson'] }))
  openRunFolder(folder).append('trace.ndjson', 'new')
  expect(readFileSync(precious, 'utf8')).toBe('mine')
})

test('folders in the place of files are told with their name', () => {
  mkdirSync(join(folder, 'manifest.json'), { recursive: true })
  mkdirSync(join(folder, 'taken'))
  const told = (file: string) => expect.objectContaining({ place: { file: join(folder, file) } })
  expect(() => openRunFolder(folder).end({})).toThrow(told('manifest.json'))
  expect(() => openRunFolder(folder).append('taken', 'x')).toThrow(told('taken'))
  rmSync(join(folder, 'manifest.json'), { recursive: true })
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: ['taken'] }))
  expect(() => openRunFolder(folder)).toThrow(told('taken'))
  expect(() => openRunFolder(folder)).toThrow(UserError)
})

test('a file that goes away while it grows, or a folder that is a file', () => {
  const run = openRunFolder(folder)
  run.append('t', 'x')
  rmSync(folder, { recursive: true })
  expect(() => run.end({})).toThrow(UserError)
  writeFileSync(folder, '')
  expect(() => openRunFolder(folder).write('a', '')).toThrow(UserError)
})
