import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStates, statesOf } from '#proofs/engines/states.ts'

const dump = 'State 1:\n/\\ s = {"é"}\n/\\ x = 0\n\nState 2:\n/\\ s = {}\n/\\ x = 1\n\n'
const states = [
  { s: new Set(['é']), x: 0 },
  { s: new Set(), x: 1 },
]

test('every state, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: dump.length }), at => {
      expect([...statesOf([dump.slice(0, at), dump.slice(at)])]).toEqual(states)
    }),
  )
})

test('a file is read to its end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-states-'))
  try {
    const file = join(folder, 'a.dump')
    writeFileSync(file, dump.repeat(20_000))
    let count = 0
    for (const { x } of readStates(file)) expect(x).toBe(count++ % 2)
    expect(count).toBe(40_000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a dump that is cut, or none at all, is refused with its line', () => {
  const refusal = (text: string): unknown => {
    try {
      return [...statesOf([text], 'a.dump')]
    } catch (error) {
      return (error as { text: string }).text.split('\n')[0]
    }
  }
  expect(refusal(dump.slice(0, -1))).toBe('a.dump:5: expected an empty line after each state; this file is cut')
  expect(refusal(`${dump}digraph {\n\n`)).toBe('a.dump:9: expected "State 1:", but there is "digraph {"')
  expect(refusal(dump.replace('x = 1', 'x : 1'))).toBe('a.dump:7:6: expected "=", but there is ": 1"')
})
