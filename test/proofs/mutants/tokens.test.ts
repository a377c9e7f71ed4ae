import { expect, test } from 'vitest'
import { definitionsOf, elementsOf, matching, operandEnd, tokensOf } from '#proofs/mutants/tokens.ts'

const texts = (text: string): string[] => tokensOf(text).map(t => t.text)
const between = (text: string, from: number, to: number): string =>
  tokensOf(text)
    .slice(from, to)
    .map(t => t.text)
    .join(' ')

test('tokens, without comments', () => {
  expect(texts('a.b \\in {1, "x y"} /\\ ~c (* no (* nor *) this *) <=> d \\* nor this\n[] e')).toEqual([
    'a',
    '.',
    'b',
    '\\in',
    '{',
    '1',
    ',',
    '"x y"',
    '}',
    '/\\',
    '~',
    'c',
    '<=>',
    'd',
    '[]',
    'e',
  ])
})

test('where a token stands', () => {
  expect(tokensOf('a\n  /\\ b')).toMatchObject([
    { column: 0, isFirst: true, start: 0, end: 1 },
    { column: 2, isFirst: true, start: 4, end: 6 },
    { column: 5, isFirst: false, start: 7, end: 8 },
  ])
})

test('what a module defines', () => {
  const text = '---- MODULE M ----\nEXTENDS N\nA == 1\nB(x) ==\n  LET y == x\n  IN y\n----\nRECURSIVE C(_)\nC(x) == 2\n===='
  const found = definitionsOf(text).map(d => [d.name, d.line, d.body.map(t => t.text).join(' ')])
  expect(found).toEqual([
    ['A', 3, '1'],
    ['B', 4, 'LET y == x IN y'],
    ['C', 9, '2'],
  ])
})

test('the bracket that closes another, and what is between its commas', () => {
  const tokens = tokensOf('{<<1, 2>>, f(3, 4), 5} \\ {}')
  expect(matching(tokens, 0)).toBe(15)
  expect(matching(tokens, 15, -1)).toBe(0)
  expect(elementsOf(tokens, 0)).toEqual([
    [1, 6],
    [7, 13],
    [14, 15],
  ])
  expect(elementsOf(tokens, 17)).toEqual([])
})

test('how far the operand of a logical operator goes', () => {
  const text = 'x == p.a + 1 < f(q, r) /\\ g(s) \\in {t, u} => v'
  const and = texts(text).indexOf('/\\')
  const tokens = tokensOf(text)
  expect(between(text, operandEnd(tokens, and - 1, -1) + 1, and)).toBe('p . a + 1 < f ( q , r )')
  expect(between(text, and + 1, operandEnd(tokens, and + 1, 1))).toBe('g ( s ) \\in { t , u }')
})

test('an operand that is an IF goes as far as it can, one before a definition does not take its name', () => {
  const whole = tokensOf('a /\\ IF b THEN c /\\ d ELSE e)')
  expect(operandEnd(whole, 2, 1)).toBe(whole.length - 1)
  const text = 'LET a == b /\\ c.d\n  e == f IN g'
  expect(between(text, 5, operandEnd(tokensOf(text), 5, 1))).toBe('c . d')
})
