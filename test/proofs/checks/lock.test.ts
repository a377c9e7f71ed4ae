import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LockRecord, parseLock, readLock, saysTheSame, writeLock } from '#proofs/checks/lock.ts'
import { withFolder } from '../engines/fakes.ts'

const record: LockRecord = {
  hash: 'ab'.repeat(32),
  command: 'java',
  tool: 'TLC 2.15',
  bounds: 'small',
  verdict: 'holds',
  count: 7,
  seconds: 1.5,
  date: '2026-11-25',
}

test('what is written is read again, one line a check', () =>
  withFolder(folder => {
    const file = join(folder, 'lock.json')
    expect(readLock(file)).toEqual({})
    writeLock({ b: record, a: record }, file)
    expect(readLock(file)).toEqual({ a: record, b: record })
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5)
  }))

test('a file that is no lock is refused', () =>
  withFolder(folder => {
    const file = join(folder, 'lock.json')
    writeFileSync(file, '{')
    expect(() => readLock(file)).toThrow('no JSON')
    expect(() => parseLock(JSON.stringify({ a: { ...record, hash: 'short' } }), file)).toThrow(/hash|string/)
    expect(() => parseLock(JSON.stringify({ a: { ...record, date: 'yesterday' } }), file)).toThrow(/date/i)
  }))

test('another day, speed or tool is no other finding', () => {
  expect(saysTheSame(record, { ...record, date: '2026-11-26', seconds: 9, tool: 'TLC 2.19' })).toBe(true)
  expect(saysTheSame(record, { ...record, count: 8 })).toBe(false)
})
