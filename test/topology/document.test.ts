import { describe, expect, test } from 'vitest'
import {
  asBoolean,
  asInteger,
  asText,
  entriesOf,
  isList,
  isNothing,
  isReadable,
  itemsOf,
  maxTextLength,
  maxTokens,
  parsed,
  parseText,
  placeOf,
  wrapData,
} from '#topology/document.ts'
import { UserError } from '#wire/error.ts'
import { userError } from './networks.ts'

const field = (text: string) => entriesOf(parseText(`x: ${text}`, 'f.yaml'))[0]!.value

test('values know their path, line and column', () => {
  const [first] = entriesOf(parseText('a:\n  - b: 1\n  - c: {d: hello}\n', 'f.yaml'))
  const d = entriesOf(entriesOf(itemsOf(first!.value)[1]!)[0]!.value)[0]!
  expect(d.value.path).toBe('a.1.c.d')
  expect(placeOf(d.value)).toEqual({ file: 'f.yaml', line: 3, column: 12 })
  expect(placeOf(d.key)).toEqual({ file: 'f.yaml', line: 3, column: 9 })
  expect(asText(d.value)).toBe('hello')
})

test('a complaint has the path in its message and the place', () => {
  const error = userError(() => asInteger(field('99'), 1, 10))
  expect(error.text).toBe('f.yaml:1:4: x: expected an integer from 1 to 10, found 99')
})

test('a parser of text complains at the place of the value', () => {
  const fail = () => {
    throw new UserError('no', 'yes')
  }
  expect(userError(() => parsed(field('abc'), fail)).text).toBe('f.yaml:1:4: x: no\n  hint: yes')
  expect(() =>
    parsed(field('abc'), () => {
      throw new TypeError('a bug stays a bug')
    }),
  ).toThrow(TypeError)
})

describe('kinds', () => {
  test('text is also a number as it is spelt', () => expect(asText(field('007'))).toBe('007'))
  test('text of data', () => expect(asText(wrapData(7))).toBe('7'))
  test.each(['[1]', '{a: 1}', 'true', '', '*a', '!!binary aGVsbG8='])('%j is no text', text => void userError(() => asText(field(text))))
  test.each(['1.5', 'a', '11', '0', '.nan', '"5"', '99999999999999999999', '', '[5]'])(
    '%j is no integer of 1..10',
    text => void userError(() => asInteger(field(text), 1, 10)),
  )
  test('booleans', () => {
    expect([asBoolean(field('true')), asBoolean(field('false'))]).toEqual([true, false])
    expect(userError(() => asBoolean(field('yes'))).message).toBe('x: expected true or false, found "yes"')
  })
  test('nothing is an empty mapping and an empty list', () => {
    expect([entriesOf(field('')), itemsOf(field('~')), isNothing(field(''))]).toEqual([[], [], true])
    expect([isList(field('[]')), isList(field(''))]).toEqual([true, false])
  })
  test('a list is no mapping and the other way round', () => {
    expect(userError(() => entriesOf(field('[1]'))).message).toContain('found a list')
    expect(userError(() => itemsOf(field('{a: 1}'))).message).toContain('found a mapping')
  })
})

describe('hostile text is a UserError with a place', () => {
  test('a key twice', () =>
    expect(userError(() => entriesOf(parseText('a: 1\nb: 2\na: 3', 'f'))).text).toMatch(/^f:3:1: a: is there twice/))
  test('no YAML', () => expect(userError(() => parseText('a: [1', 'f')).place).toMatchObject({ file: 'f', line: 1 }))
  test('two documents', () => userError(() => parseText('a: 1\n---\nb: 2')))
  test('an alias, and so no alias bomb', () => {
    const bomb = `a: &a [x, x]\nb: &b [*a, *a]\n`
    expect(userError(() => asText(itemsOf(entriesOf(parseText(bomb))[1]!.value)[0]!)).message).toContain('alias')
  })
  test('the key __proto__ is a key like any other', () => expect(entriesOf(parseText('__proto__: 1'))[0]!.name).toBe('__proto__'))
  test.each(['[', '{a: ', '- ', '? '])('deep nesting of %j', part =>
    expect(userError(() => parseText(part.repeat(5000))).message).toMatch(/nested too deeply|Flow|implicit|Block/),
  )
  test.each(['}', '&a ', '!!a ', ',', '"\\'])('many errors of %j are cheap', part => {
    const start = performance.now()
    userError(() => parseText(part.repeat(20_000)))
    expect(performance.now() - start).toBeLessThan(5000)
  })
  test('too long, or too many tokens', () => {
    expect(userError(() => parseText(' '.repeat(maxTextLength + 1), 'f')).text).toContain('f: is too large')
    expect(userError(() => parseText('[,'.repeat(maxTokens / 2 + 1), 'f')).text).toContain('f: is too large')
  })
  test('a text in the limits is readable', () => expect([isReadable(' '.repeat(maxTextLength)), isReadable('a: 1')]).toEqual([true, true]))
  test('data that contains itself', () => {
    const loop: unknown[] = []
    loop.push(loop)
    userError(() => asText(itemsOf(wrapData(loop))[0]!))
  })
  test('data too deep', () => {
    let deep: unknown = 1
    for (let i = 0; i < 50_000; i++) deep = [deep]
    expect(userError(() => wrapData(deep, 'f')).text).toContain('f: is no data')
  })
})
