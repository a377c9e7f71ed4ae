import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { writeDeep, writeResult } from '#cli/write-file.ts'
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
