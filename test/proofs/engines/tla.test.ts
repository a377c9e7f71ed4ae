import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain, readTla, readTlaState, type TlaRecord, type TlaValue, writeTla } from '#proofs/engines/tla.ts'

test('every kind of value as TLC prints it', () => {
  expect(readTla('TRUE')).toBe(true)
  expect(readTla(' -5 ')).toBe(-5)
  expect(readTla(String.raw`"quo\"te\\ \n"`)).toBe('quo"te\\ \n')
  expect(readTla('<<1, "a", <<>>>>')).toEqual([1, 'a', []])
  expect(readTla('{"a", {}, <<1>>}')).toEqual(new Set(['a', new Set(), [1]]))
  expect(readTla('[x |-> 1, y |-> [z |-> FALSE]]')).toEqual({ x: 1, y: { z: false } })
  expect(readTla('(1 :> TRUE @@ 3 :> FALSE)')).toEqual(
    new Map([
      [1, true],
      [3, false],
    ]),
  )
  expect(readTla('-1..1')).toEqual(new Set([-1, 0, 1]))
  expect(readTla('{m1}')).toEqual(new Set([Symbol.for('m1')]))
})

test('a state of several variables, of one, and over several lines', () => {
  expect(readTlaState('/\\ s = [a |-> {1}]\n/\\ x = 0\n')).toEqual({ s: { a: new Set([1]) }, x: 0 })
  expect(readTlaState('x = {A}')).toEqual({ x: new Set([Symbol.for('A')]) })
  expect(readTlaState('/\\ s = <<1,\n   2>>\n/\\ x = 0')).toEqual({ s: [1, 2], x: 0 })
})

test('what is no value is refused with its place', () => {
  const refused = (text: string): unknown => {
    try {
      return readTla(text, { file: 'a.dump', line: 10 })
    } catch (error) {
      return (error as { text: string }).text.split('\n')[0]
    }
  }
  expect(refused('<<1,\n 2')).toBe('a.dump:11:3: expected ">>", but the text ends')
  expect(refused('[x = 1]')).toBe('a.dump:10:4: expected "|->", but there is "= 1]"')
  expect(refused('{1} 2')).toBe('a.dump:10:5: expected the end, but there is "2"')
  expect(refused('"abc')).toMatch(/expected a closing quotation mark, but the text ends/)
  expect(refused('-')).toMatch(/expected an integer/)
  expect(refused('12345678901234567890')).toMatch(/expected an integer of at most 53 bits/)
  expect(refused('1..9999999999')).toMatch(/a range of at most 1000000/)
  expect(refused('[__proto__ |-> 1]')).toMatch(/the name of a field/)
  expect(refused('<<'.repeat(100_000))).toMatch(/at most 200 values/)
  expect(refused('')).toMatch(/expected a value, but the text ends/)
})

test('plain: sets become arrays, at any depth', () => {
  expect(plain(readTla('[segIds |-> {<<{2, 1}>>}, n |-> 1]'))).toEqual({ segIds: [[[2, 1]]], n: 1 })
})

const field = fc.stringMatching(/^[a-z]\w{0,5}$/).filter(name => name !== '__proto__')
const { value: anyValue } = fc.letrec<{ value: TlaValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    field.filter(name => !/^(TRUE|FALSE)$/.test(name)).map(name => Symbol.for(name)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.uniqueArray(fc.integer(), { maxLength: 3 }).map(items => new Set<TlaValue>(items)),
    fc.array(tie('value'), { maxLength: 3 }).map(items => new Set(items)),
    fc.dictionary(field, tie('value'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<TlaRecord>,
    fc.array(fc.tuple(fc.integer(), tie('value')), { minLength: 1, maxLength: 3 }).map(pairs => new Map<TlaValue, TlaValue>(pairs)),
  ),
}))

test('what is written is read again', () => {
  fc.assert(
    fc.property(anyValue, value => {
      const text = writeTla(value)
      expect(readTla(text)).toEqual(value)
      expect(writeTla(readTla(text))).toBe(text)
    }),
  )
})

test('no text makes the reader do anything but read or refuse', () => {
  const tokens = fc.array(
    fc.constantFrom('<<', '>>', '{', '}', '[', ']', 'a', '|->', ':>', '@@', '(', ')', '"', '\\', ',', '1', '..', '-', ' ', '\n'),
  )
  fc.assert(
    fc.property(tokens, parts => {
      try {
        readTla(parts.join(''))
      } catch (error) {
        expect(error).toHaveProperty('name', 'UserError')
      }
    }),
  )
})

test('what TLA+ has no text for is not written', () => {
  expect(() => writeTla(0.5)).toThrow('the number 0.5')
  expect(() => writeTla({ 'a b': 1 })).toThrow('the field name "a b"')
})
