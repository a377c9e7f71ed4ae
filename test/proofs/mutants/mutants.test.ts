import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutantsOf } from '#proofs/mutants/mutants.ts'
import { definitionsOf } from '#proofs/mutants/tokens.ts'

const router = readFileSync(new URL('../../../proofs/spec/Router.tla', import.meta.url), 'utf8')

test('a mutant says where it is, and what stands there now', () => {
  expect(mutantsOf('A == 1\nB == a < b\n', name => name === 'B')).toEqual([
    { definition: 'B', operator: 'relation', line: 2, altered: 'B == a <= b', text: 'A == 1\nB == a <= b\n' },
  ])
})

test('every definition of Router.tla is altered, each time in one place, never twice the same', () => {
  const mutants = mutantsOf(router)
  const names = new Set(mutants.map(m => m.definition))
  expect(
    definitionsOf(router)
      .filter(d => !names.has(d.name))
      .map(d => d.name),
  ).toEqual(nothingToAlter)
  expect(new Set(mutants.map(m => m.text)).size).toBe(mutants.length)
  expect(mutants.length).toBeGreaterThan(1000)
})

/** They only name something. */
const nothingToAlter = ['ConsDir', 'TypeOf', 'RunScion', 'Process']
