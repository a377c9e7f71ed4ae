import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asesOf, type PathInterface } from '#control/path/path.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { UserError } from '#wire/error.ts'

/** "1-1#5 1-2#6" -> interfaces */
const interfaces = (text: string): PathInterface[] =>
  text.split(' ').filter(t => t !== '').map(t => ({ isdAs: t.split('#')[0] as PathInterface['isdAs'], ifId: Number(t.split('#')[1]) })) // biome-ignore format: one step
const path = interfaces('1-ff00:0:111#41 1-ff00:0:110#1 1-ff00:0:110#2 2-64512#7')

test('hop predicates', () => {
  const yes = [
    '0 0 0',
    '1 1 2',
    '1-ff00:0:111 1-ff00:0:110 2-64512',
    '0-0#41 0 0',
    '0 0-0#1,2 0',
    '0 0-0#0,2 0',
    '0 0 2-64512#7,0',
    '0 0-0#2 0',
  ]
  const no = ['0 0', '1 2 2', '1-ff00:0:112 0 0', '0 0-0#2,1 0', '0 0 2-64512#0,7', '0 1-FF00:0:110 0']
  for (const text of yes) expect(parseSequence(text).matches(path), text).toBe(true)
  for (const text of no) expect(parseSequence(text).matches(path), text).toBe(false)
})

test('operators, | binding tighter than the space', () => {
  for (const text of ['', '0*', '0+', '1+ 2', '1* 2', '1 1? 2', '1 1 1? 2', '(1 1)+ 2', '1 1|2 2', '1 2|1 2', '000', '((0 0))0'])
    expect(parseSequence(text).matches(path), text).toBe(true)
  for (const text of ['1+', '2*', '0?', '(1 1)+', '1 1|2 1', '0 0|0 0 0']) expect(parseSequence(text).matches(path), text).toBe(false)
})

test('the empty path has no hops', () => {
  expect(parseSequence('0*').matches([])).toBe(true)
  expect(parseSequence('0').matches([])).toBe(false)
})

test('what is no sequence is refused with a place', () => {
  for (const text of [
    ' ',
    '()',
    '(',
    ')',
    '0)',
    '|',
    '0|',
    '|0',
    '*',
    '1-',
    '1-1-1',
    '1#1',
    '1-1#,',
    '1-1#1,',
    'a',
    '0$',
    '[0-9]',
    '0,0',
    '-1',
  ])
    expect(() => parseSequence(text), text).toThrow(UserError)
  expect(() => parseSequence('0 x')).toThrow(/"x" at character 3/)
  expect(() => parseSequence('('.repeat(5000))).toThrow(/at most 4096/)
})

test('nested stars do not explode, and any text gives an answer or a UserError', () => {
  const long = Array.from({ length: 120 }, (): PathInterface => ({ isdAs: '1-1', ifId: 1 }))
  expect(parseSequence(`${'('.repeat(60)}0*|1${')*'.repeat(60)} 2`).matches(long)).toBe(false)
  expect(() => parseSequence('('.repeat(4000))).toThrow(/64 brackets/)
  expect(parseSequence(`0${'*'.repeat(4000)}`).matches(path)).toBe(true)
  expect(parseSequence('0?'.repeat(2000)).matches(long)).toBe(true)
  const texts = fc.string({ unit: fc.constantFrom(...'01-:#,?+*|() ff') })
  fc.assert(
    fc.property(texts, text => {
      try {
        expect(typeof parseSequence(text).matches(path)).toBe('boolean')
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }),
  )
})

/** A sequence, and the regular expression that says the same of a path's text. */
interface Both {
  readonly text: string
  readonly pattern: string
}

const number = (wanted: number): string => (wanted === 0 ? '[0-9]+' : String(wanted))
const hop = (isd: number, as: number, ifIds: readonly number[]): Both => {
  const [first, second] = ifIds.map(number)
  const any = '[0-9]+'
  const interfaces =
    first === undefined ? `${any},${any}` : second === undefined ? `(${first},${any}|${any},${first})` : `${first},${second}`
  return { text: `${isd}-${as}${ifIds.length > 0 ? `#${ifIds.join(',')}` : ''}`, pattern: `(${number(isd)}-${number(as)}#${interfaces} )` }
}
const small = fc.integer({ min: 0, max: 2 })
const { sequence: anySequence } = fc.letrec<{ sequence: Both }>(tie => ({
  sequence: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(small, small, fc.array(small, { maxLength: 2 })).map(([isd, as, ifIds]) => hop(isd, as, ifIds)),
    fc.tuple(tie('sequence'), fc.constantFrom('?', '+', '*')).map(([s, o]) => ({ text: `(${s.text})${o}`, pattern: `(${s.pattern})${o}` })),
    fc.tuple(tie('sequence'), tie('sequence'), fc.constantFrom(' ', '|')).map(([a, b, o]) => ({
      text: `(${a.text})${o}(${b.text})`,
      pattern: `(${a.pattern}${o.trim()}${b.pattern})`,
    })),
  ),
}))
const anyInterface = fc.record({
  isdAs: fc.constantFrom('1-1' as const, '1-2' as const, '2-1' as const),
  ifId: fc.integer({ min: 1, max: 2 }),
})
const anyPath = fc.array(fc.tuple(anyInterface, anyInterface), { maxLength: 3 }).map(links => links.flat())

test('says what a regular expression over the text of the path says', () => {
  let matched = 0
  fc.assert(
    fc.property(anySequence, anyPath, (sequence, interfaces) => {
      const text = asesOf(interfaces, (isdAs, ingress, egress) => `${isdAs}#${ingress},${egress} `).join('')
      const expected = new RegExp(`^${sequence.pattern}$`).test(text)
      if (expected) matched++
      expect(parseSequence(sequence.text).matches(interfaces)).toBe(expected)
    }),
    { numRuns: 2000, seed: 1 },
  )
  expect(matched).toBeGreaterThan(100)
})

test('an odd number of interfaces is no path', () => {
  expect(parseSequence('0*').matches(path.slice(1))).toBe(false)
  expect(parseSequence('').matches(path.slice(1))).toBe(true)
})
