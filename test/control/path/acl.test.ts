import { expect, test } from 'vitest'
import { aclAllows, formatAcl, parseAcl } from '#control/path/acl.ts'
import { UserError } from '#wire/error.ts'

/** 1-1 #1 -> #2 1-2 #3 -> #4 2-1 */
const way = [
  { isdAs: '1-1', ifId: 1 },
  { isdAs: '1-2', ifId: 2 },
  { isdAs: '1-2', ifId: 3 },
  { isdAs: '2-1', ifId: 4 },
] as const
const allows = (...acl: string[]): boolean => aclAllows(parseAcl(acl), way)

test('the first entry that matches an interface decides, and every interface must be allowed', () => {
  expect(allows('+')).toBe(true)
  expect(allows('-')).toBe(false)
  expect(allows('- 2', '+')).toBe(false)
  expect(allows('+ 2-1', '- 2', '+')).toBe(true)
  expect(allows('- 2', '+ 2-1', '+')).toBe(false)
  expect(allows('+ 1', '- 0')).toBe(false)
  expect(allows('+ 1', '+ 2', '- 0-0#0')).toBe(true)
})

test('interfaces are matched in travel direction', () => {
  expect(allows('- 1-2#2,0', '+')).toBe(false)
  expect(allows('- 1-2#3,1', '+')).toBe(true)
  expect(allows('- 1-2#9,3', '+')).toBe(false)
  expect(allows('- 1-1#1,9', '+')).toBe(true)
})

test('a path without interfaces is allowed', () => {
  expect(aclAllows(parseAcl(['-']), [])).toBe(true)
})

test('an ACL ends with its only default', () => {
  expect(() => parseAcl([])).toThrow('has no default')
  expect(() => parseAcl(['+ 1'])).toThrow('has no default')
  expect(() => parseAcl(['+ 0', '- 1'])).toThrow('after the default "+ 0-0#0"')
  for (const entry of ['', '*', '* 1', '++', '+ 1 2', '+  1', '+ 1#1']) expect(() => parseAcl([entry, '+']), entry).toThrow(UserError)
})

test('written out again', () => {
  expect(formatAcl(parseAcl(['+ 1', '- 2-FF00:0:1#1,2', '-']))).toEqual(['+ 1-0#0', '- 2-ff00:0:1#1,2', '-'])
})
