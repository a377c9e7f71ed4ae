import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRunFolder } from '#cli/sim/run-folder.ts'
import { UserError } from '#wire/error.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'hopproof-run-')), 'deep', 'run')
})
afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true }))

const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const fill = (files: Readonly<Record<string, string>>): void => {
  const run = openRunFolder(folder)
  for (const [file, text] of Object.entries(files)) run.append(file, text)
  run.end({ seed: 1 })
}

test('whole files and growing ones, and a manifest that names them all', () => {
  const run = openRunFolder(folder)
  run.write('a.csv', 'x\n')
  run.append('t.ndjson', 'one\n')
  run.append('p.pcapng', Uint8Array.of(104, 105))
  run.append('t.ndjson', 'two\n')
  expect(read('t.ndjson')).toBe('')
  run.end({ seed: 1 })
  expect([read('a.csv'), read('t.ndjson'), read('p.pcapng')]).toEqual(['x\n', 'one\ntwo\n', 'hi'])
  expect(JSON.parse(read('manifest.json'))).toEqual({ seed: 1, files: ['a.csv', 'manifest.json', 'p.pcapng', 't.ndjson'] })
})

test('much is written while it comes', () => {
  const run = openRunFolder(folder)
  for (let i = 0; i < 10; i++) run.append('t', 'x'.repeat(20_000))
  expect(read('t').length).toBeGreaterThan(100_000)
  run.end({})
  expect(read('t').length).toBe(200_000)
})

test('a later run removes what an earlier one wrote, and nothing else', () => {
  fill({ 'trace.ndjson': 'old' })
  writeFileSync(join(folder, 'mine.txt'), 'keep')
  fill({ 'new.csv': 'new' })
  expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'mine.txt', 'new.csv'])
})

test('a manifest that names files elsewhere, or is none, removes nothing', () => {
  fill({})
  const outside = join(folder, '..', 'outside.txt')
  writeFileSync(outside, 'keep')
  for (const manifest of ['{"files": ["../outside.txt", ".", "", 7]}', 'no json', '{"files": 3}', 'null', '']) {
    writeFileSync(join(folder, 'manifest.json'), manifest)
    fill({})
    expect(existsSync(outside)).toBe(true)
  }
})

test('what cannot be written is an error of the user', () => {
  mkdirSync(join(folder, 'a.csv'), { recursive: true })
  expect(() => openRunFolder(folder).write('a.csv', 'x')).toThrow(/is a directory/)
})

test('a file left by a run that never ended is begun anew, not continued', () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'trace.ndjson'), 'half')
  const run = openRunFolder(folder)
  run.append('trace.ndjson', 'whole')
  run.end({})
  expect(read('trace.ndjson')).toBe('whole')
})

test('of a manifest only plain names of the folder itself count', () => {
  mkdirSync(join(folder, 'sub'), { recursive: true })
  const others = [join(folder, '..', 'outside'), join(folder, '.hidden'), join(folder, 'sub', 'inside')]
  for (const file of others) writeFileSync(file, 'mine')
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ files: ['../outside', '..', '.', '', '.hidden', 'sub/inside', 7, null] }))
  openRunFolder(folder)
  expect(others.map(file => existsSync(file))).toEqual([true, true, true])
})

test('a symbolic link in the manifest is removed, not what it shows', () => {
  mkdirSync(folder, { recursive: true })
  const precious = join(folder, '..', 'precious')
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
