import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { writeDeep, writeNew, writeResult } from '#emulate/files/write-file.ts'
import { UserError } from '#wire/error.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-write-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('to a file, to stdout, and through folders that are not there', () => {
  writeResult('one', join(folder, 'a'))
  writeDeep('two', join(folder, 'b', 'c', 'd'))
  expect([readFileSync(join(folder, 'a'), 'utf8'), readFileSync(join(folder, 'b', 'c', 'd'), 'utf8')]).toEqual(['one', 'two'])
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  writeResult('three', undefined)
  writeResult('four', '-')
  expect(write.mock.calls.map(([text]) => text)).toEqual(['three', 'four'])
  write.mockRestore()
})

test('new files: all or none, secrets for their owner alone', () => {
  const [one, two] = [join(folder, 'new', 'one'), join(folder, 'new', 'two')]
  writeNew([{ path: one, text: '1' }], false)
  expect(() =>
    writeNew(
      [
        { path: two, text: '2' },
        { path: one, text: '3' },
      ],
      false,
    ),
  ).toThrow('is there already')
  expect([existsSync(two), readFileSync(one, 'utf8')]).toEqual([false, '1'])
  writeNew([{ path: one, text: '3', secret: true }], true)
  expect([readFileSync(one, 'utf8'), statSync(one).mode & 0o777]).toEqual(['3', 0o600])
})

test('what goes wrong is said with the file', () => {
  const text = (run: () => void): string => {
    try {
      run()
    } catch (error) {
      if (error instanceof UserError) return error.text
    }
    return 'no UserError'
  }
  expect(text(() => writeResult('', folder))).toBe(`${folder}: cannot be written: is a directory`)
  expect(text(() => writeResult('', join(folder, 'x', 'y')))).toContain('its folder is not there')
  expect(text(() => writeDeep('', join(folder, 'a', 'y')))).toContain('cannot be written')
})

test.runIf(existsSync('/proc/self'))('a place that takes no folders is told, not tried for ever', () => {
  expect(() => writeDeep('', '/proc/none/x/y')).toThrow(UserError)
})
