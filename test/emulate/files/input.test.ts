import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { maxInputLength, readInputBytes, readInputJson, readInputText } from '#emulate/files/input.ts'
import { UserError } from '#wire/error.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-input-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function complaint(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError) return error.text.replaceAll(`${folder}/`, '')
    throw error
  }
  throw new Error('no complaint')
}

test('reads bytes, text and JSON', () => {
  expect(readInputBytes(file('bytes', Uint8Array.of(0, 255, 1)))).toEqual(Uint8Array.of(0, 255, 1))
  expect(readInputText(file('text', '\ufeffgrüße'))).toBe('grüße')
  expect(readInputText(file('empty', ''))).toBe('')
  expect(readInputJson(file('value.json', '{"a": [1]}'))).toEqual({ a: [1] })
})

test('reads more than one chunk whole', () => {
  const bytes = new Uint8Array(2_500_000).map((_, i) => i % 251)
  expect(Buffer.compare(readInputBytes(file('big', bytes)), bytes)).toBe(0)
})

test('a missing file, a directory, a circle of links, a NUL in the name', () => {
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  expect(complaint(() => readInputBytes(join(folder, 'none')))).toMatch(/^none: no such file\n {2}hint: /)
  expect(complaint(() => readInputBytes(join(file('plain', 'x'), 'y')))).toMatch(/^plain\/y: no such file/)
  expect(complaint(() => readInputBytes(folder))).toMatch(/: is a directory\n/)
  expect(complaint(() => readInputBytes(join(folder, 'loop')))).toMatch(/^loop: no such file/)
  expect(complaint(() => readInputBytes('a\0b'))).toMatch(/NUL/)
})

test('more than 64 MiB is refused, endless devices included', () => {
  const path = file('huge', '')
  truncateSync(path, maxInputLength + 1)
  expect(complaint(() => readInputBytes(path))).toMatch(/^huge: is larger than 64 MiB/)
  expect(complaint(() => readInputBytes('/dev/zero'))).toMatch(/larger than 64 MiB/)
})

test('bytes that are no UTF-8', () => {
  expect(complaint(() => readInputText(file('latin1', Uint8Array.of(0x67, 0xfc))))).toMatch(/^latin1: is not UTF-8 text/)
})

test('broken JSON is named with its place', () => {
  expect(complaint(() => readInputJson(file('cut.json', '{\n  "a": 1,\n  "b": [1, 2')))).toMatch(/^cut.json(:3:\d+)?: is not JSON: /)
  expect(complaint(() => readInputJson(file('text.json', 'hello')))).toMatch(/^text.json.*: is not JSON: /)
  expect(complaint(() => readInputJson(file('none.json', '')))).toMatch(/^none.json.*: is not JSON: /)
})

test('JSON nested a million deep neither crashes nor hangs', () => {
  const path = file('deep.json', '['.repeat(1_000_000))
  expect(complaint(() => readInputJson(path))).toMatch(/is not JSON/)
})
