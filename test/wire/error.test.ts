import { expect, test } from 'vitest'
import { assert, UserError } from '#wire/error.ts'

test('the text names the place as editors understand it, and the hint', () => {
  expect(new UserError('bad link', 'write CORE', { file: 'a.topo', line: 3, column: 7 }).text).toBe(
    'a.topo:3:7: bad link\n  hint: write CORE',
  )
  expect(new UserError('bad link', undefined, { file: 'a.topo' }).text).toBe('a.topo: bad link')
  expect(new UserError('bad link').text).toBe('bad link')
  expect(String(new UserError('bad link'))).toBe('UserError: bad link')
})

test('a broken invariant is not a message to the user', () => {
  expect(() => assert(true, 'all is well')).not.toThrow()
  expect(() => assert(0, 'zero is true')).toThrow('broken invariant: zero is true')
  expect(() => assert(false, '')).not.toThrow(UserError)
})
