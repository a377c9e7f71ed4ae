import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { openRecordFile } from '#emulate/record/record-file.ts'
import { temporaryFolder } from '../lab.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const never = (reason: string): void => expect.fail(reason)

test('each record is in the file at once; a file that is there is continued', () => {
  const file = join(temporaryFolder(), 'log')
  for (const line of ['one\n', 'two\n']) {
    const log = openRecordFile(file, never)
    log.write(bytes(line))
    expect(readFileSync(file, 'utf8').endsWith(line)).toBe(true)
    log.close()
    log.write(bytes('too late'))
  }
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
})

test('a file that cannot be opened', () => {
  expect(() => openRecordFile(join(temporaryFolder(), 'no', 'log'), never)).toThrow(EnvironmentError)
})

test.runIf(existsSync('/dev/full'))('a full disk: told once, and no more is tried', () => {
  const reasons: string[] = []
  const log = openRecordFile('/dev/full', reason => reasons.push(reason))
  log.write(bytes('x'))
  log.write(bytes('y'))
  expect(reasons).toEqual([expect.stringMatching(/^\/dev\/full takes no more: ENOSPC/)])
})
