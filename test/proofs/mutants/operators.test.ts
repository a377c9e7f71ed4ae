import { expect, test } from 'vitest'
import { mutantsOf } from '#proofs/mutants/mutants.ts'
import { operators } from '#proofs/mutants/operators.ts'

/** What an operator makes of the body of a definition. */
const made = (operator: string, body: string): string[] =>
  mutantsOf(`A == ${body}\n`)
    .filter(mutant => mutant.operator === operator)
    .map(mutant => mutant.text.slice('A == '.length, -1))

test.each([
  ['relation', 'a < b', ['a <= b']],
  ['relation', 'a.now <= b', ['a.now < b']],
  ['relation', 'a = b', ['a # b']],
  ['relation', '\\E i \\in S : i \\in T', ['\\E i \\in S : i \\notin T']],
  ['relation', '{x \\in S : x # y}', ['{x \\in S : x = y}']],
  ['relation', '[c EXCEPT !.hops[c.currHf + 1].x = d = e]', ['[c EXCEPT !.hops[c.currHf + 1].x = d # e]']],
  ['number', 'a + 1', ['a + 2', 'a + 0']],
  ['number', '0', ['1', '(-1)']],
  ['sum', 'a + -2', ['a - -2']],
  ['sum', '(1 + a) * 675', ['(1 - a) * 675', '(1 + a) + 675']],
  ['sum', '(a \\ b) \\cup c', ['(a \\cup b) \\cup c', '(a \\ b) \\cap c']],
  ['truth', '[x |-> TRUE]', ['[x |-> FALSE]']],
  ['junction', 'a /\\ ~b.c \\/ (d)', ['(a \\/ ~b.c) \\/ (d)', 'a /\\ (~b.c /\\ (d))']],
  ['junction', '\n  /\\ a = 1\n  /\\ f(b)', ['\n  /\\ TRUE (* a = 1 *)\n  /\\ f(b)', '\n  /\\ a = 1\n  /\\ TRUE (* f(b) *)']],
  [
    'junction',
    'LET x == \\/ a\n         \\/ b\n  IN x',
    ['LET x == \\/ FALSE (* a *)\n         \\/ b\n  IN x', 'LET x == \\/ a\n         \\/ FALSE (* b *)\n  IN x'],
  ],
  ['implication', '~a => b', ['a => b', '~a <=> b']],
  ['condition', 'IF a THEN b ELSE c', ['IF TRUE THEN b ELSE c', 'IF FALSE THEN b ELSE c']],
  ['condition', 'Check(c, f(a, b), "r")', ['Check(c, TRUE, "r")', 'Check(c, FALSE, "r")']],
  ['list', '{"a", "b"}', ['{"b"}', '{"a"}']],
  ['list', '<<"a", "b">>', ['<<"b">>', '<<"a">>', '<<"b", "a">>']],
  ['list', '{<<"a", "b">>, <<"c", "d">>}', ['{<<"c", "d">>}', '{<<"a", "b">>}']],
  ['list', '<<x, y>> \\in {1, 2}', []],
  ['string', 'a = "b"', ['a = ""']],
  ['update', '[c EXCEPT !.a = b]', ['c']],
  ['update', '[F(c, [d]) EXCEPT !.a = f(@, 1), !.b = 2]', ['[F(c, [d]) EXCEPT !.b = 2]', '[F(c, [d]) EXCEPT !.a = f(@, 1)]']],
  ['name', '[consIngress |-> h.consIngress]', ['[consIngress |-> h.consEgress]']],
])('%s: %s', (operator, body, expected) => expect(made(operator, body)).toEqual(expected))

test('each operator says what it does', () => {
  expect(new Set(operators.map(o => o.name)).size).toBe(operators.length)
  expect(operators.every(o => o.what.length > 0)).toBe(true)
})
