import { expect, test } from 'vitest'
import { differMembers } from '#conformance/vectors/members.ts'

test('members are compared by name, deep, as text', () => {
  const recorded = { a: 1, big: '18446744073709551615', list: [1, { b: true }], empty: {} }
  expect(differMembers(recorded, { a: 1, big: 2n ** 64n - 1n, list: [1, { b: true }], more: 5 })).toEqual([])
  expect(differMembers(recorded, { a: 2, big: 1n, list: [1] })).toEqual([
    { field: 'a', expected: '1', actual: '2' },
    { field: 'big', expected: '18446744073709551615', actual: '1' },
    { field: 'list.1.b', expected: 'true', actual: 'undefined' },
  ])
})

test('of an error only its presence counts', () => {
  expect(differMembers({ error: 'too short', inc_path_error: 'at end' }, { inc_path_error: 'other words' })).toEqual([])
  expect(differMembers({ inc_path_error: 'at end' }, {})).toEqual([{ field: 'inc_path_error', expected: 'true', actual: 'false' }])
})
