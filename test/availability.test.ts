import { expect, test } from 'vitest'
import { describeWith, mustFail, type Need, node, scionProgram, shared, skipTitle } from './availability.ts'

const there: Need = { what: 'a thing', path: '/thing', why: '', how: '', obtainable: true }
const gone: Need = { what: 'another thing', path: undefined, why: 'not there', how: 'not at all', obtainable: false }

describeWith([there], 'with all it needs', (...paths) => {
  test('the suite gets the paths', () => expect(paths).toEqual(['/thing']))
})

test('a skipped suite says what is missing, why, and how to get it', () => {
  expect(skipTitle(gone)).toBe('cannot run: another thing | not there | not at all')
})

test('in CI only what no registry carries may be missing', () => {
  expect(mustFail(there, { CI: 'true' })).toBe(true)
  expect(mustFail(gone, { CI: 'true' })).toBe(false)
  expect(mustFail(there, {})).toBe(false)
})

test('programs of the reference may be missing in CI too', () => {
  expect(scionProgram('no-such-program')).toMatchObject({ path: undefined, obtainable: false })
})

test('shared data and other Nodes are looked for where they belong', () => {
  expect(shared('no/such/file').path).toBeUndefined()
  expect(node(99)).toMatchObject({ what: 'Node 99', path: undefined })
})
