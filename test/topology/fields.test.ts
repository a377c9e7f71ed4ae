import { expect, test } from 'vitest'
import { asText, parseText } from '#topology/document.ts'
import { fieldsInAnyCase, fieldsOf, onlyFieldsOf } from '#topology/fields.ts'
import type { Finding } from '#topology/finding.ts'

const read = (text: string) => {
  const warnings: Finding[] = []
  return { fields: fieldsOf(parseText(text, 'f'), ['delay', 'jitter', 'note'], warnings), warnings }
}

test('known keys, those without value left out', () => {
  const { fields, warnings } = read('delay: 3ms\njitter:\n')
  expect(asText(fields.delay!)).toBe('3ms')
  expect(Object.keys(fields)).toEqual(['delay'])
  expect(warnings).toEqual([])
})

test('an unknown key is warned about at its place, with the key that was probably meant', () => {
  const { warnings } = read('note: x\ndealy: 3ms\n')
  expect(warnings).toEqual([
    {
      rule: 'unknownKey',
      severity: 'warning',
      text: 'dealy is not known and ignored',
      hint: 'did you mean "delay"?',
      place: { file: 'f', line: 2, column: 1 },
    },
  ])
  expect(read('something: 1').warnings[0]!.hint).toBe('known here: delay, jitter, note')
})

test('__proto__ is unknown and harmless', () => {
  const { fields, warnings } = read('__proto__: {polluted: 1}')
  expect(warnings).toHaveLength(1)
  expect('polluted' in fields).toBe(false)
})

test('where an unknown key is an error, it has a place and a hint', () => {
  expect(asText(onlyFieldsOf(parseText('note: x', 'f'), ['note']).note!)).toBe('x')
  expect(() => onlyFieldsOf(parseText('note: x\ndealy: 3ms\n', 'f'), ['delay', 'note'])).toThrow(
    expect.objectContaining({
      message: 'dealy is not known here',
      hint: 'did you mean "delay"?',
      place: { file: 'f', line: 2, column: 1 },
    }),
  )
})

test('keys in any case, where they are read so; who reads says what is done with others', () => {
  const others: string[] = []
  const fields = fieldsInAnyCase(parseText('DELAY: 3ms\nNote:\nother: 1', 'f'), ['delay', 'note'], key => others.push(key.path))
  expect(Object.keys(fields)).toEqual(['delay'])
  expect(others).toEqual(['other'])
})
