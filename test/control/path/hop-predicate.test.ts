import { expect, test } from 'vitest'
import { formatHopPredicate, isIn, matchesAll, matchesInterface, parseHopPredicate } from '#control/path/hop-predicate.ts'
import { UserError } from '#wire/error.ts'

const there = { isdAs: '1-ff00:0:110', ifId: 7 } as const

test('what a predicate leaves out is any, and its text says all', () => {
  expect(parseHopPredicate('0')).toEqual({ isd: 0, as: '0', ifIds: [0n] })
  expect(parseHopPredicate('1-FF00:0:110#1,2')).toEqual({ isd: 1, as: 'ff00:0:110', ifIds: [1n, 2n] })
  const texts = { '1': '1-0#0', '1-64512': '1-64512#0', '1-0:0:5#07': '1-5#7', '0-0#0,0': '0-0#0,0' }
  for (const [text, full] of Object.entries(texts)) expect(formatHopPredicate(parseHopPredicate(text)), text).toBe(full)
  expect(formatHopPredicate(parseHopPredicate('1-2#18446744073709551615'))).toBe('1-2#18446744073709551615')
})

test('what is none is refused', () => {
  for (const text of [
    '',
    ' ',
    '-',
    '1-',
    '-1',
    '65536',
    '1#2',
    '1,2',
    '1-2,3',
    '1-2#',
    '1-2#1,',
    '1-2#,1',
    '1-2#1,2,3',
    '1-2-3',
    '1-2#1#2',
  ])
    expect(() => parseHopPredicate(text), text).toThrow(UserError)
  expect(() => parseHopPredicate('1-0#1')).toThrow('"1-0#1" has an interface of any AS')
  expect(() => parseHopPredicate('1-2#18446744073709551616')).toThrow(/no interface/)
  expect(() => parseHopPredicate(`1-2#${'9'.repeat(1e6)}`)).toThrow(/no interface/)
})

test('one interface is in or out, two are in and out', () => {
  const matches = (text: string, enters: boolean): boolean => matchesInterface(parseHopPredicate(text), there, enters)
  for (const text of ['0', '1', '0-ff00:0:110', '1-ff00:0:110#7', '1-ff00:0:110#0,0'])
    for (const enters of [true, false]) expect(matches(text, enters), text).toBe(true)
  for (const text of ['2', '1-ff00:0:111', '1-ff00:0:110#8', '2-ff00:0:110#7', '1-ff00:0:110#8,9'])
    for (const enters of [true, false]) expect(matches(text, enters), text).toBe(false)
  expect([matches('1-ff00:0:110#7,8', true), matches('1-ff00:0:110#7,8', false)]).toEqual([true, false])
  expect([matches('1-ff00:0:110#8,7', true), matches('1-ff00:0:110#8,7', false)]).toEqual([false, true])
})

test('every interface of every AS', () => {
  for (const text of ['0', '0-0', '0-0#0', '0-0#0,0']) expect(matchesAll(parseHopPredicate(text)), text).toBe(true)
  for (const text of ['1', '0-1']) expect(matchesAll(parseHopPredicate(text)), text).toBe(false)
  expect([isIn(0, '0', '3-1'), isIn(3, '0', '3-1'), isIn(0, '1', '3-1'), isIn(3, '2', '3-1')]).toEqual([true, true, true, false])
})
