import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HopRecord } from '#host/result.ts'
import { parseSequence } from '#host/sequence.ts'
import { UserError } from '#wire/error.ts'

/** "1-1#5 1-2#6" -> interfaces */
const interfaces = (text: string): HopRecord[] =>
  text.split(' ').filter(t => t !== '').map(t => ({ isd_as: t.split('#')[0] as HopRecord['isd_as'], interface: Number(t.split('#')[1]) })) // biome-ignore format: one step
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
  for (const text of yes) expect(parseSequence(text)(path), text).toBe(true)
  for (const text of no) expect(parseSequence(text)(path), text).toBe(false)
})

test('operators, | binding tighter than the space', () => {
  for (const text of ['', '0*', '0+', '1+ 2', '1* 2', '1 1? 2', '1 1 1? 2', '(1 1)+ 2', '1 1|2 2', '1 2|1 2', '000', '((0 0))0'])
    expect(parseSequence(text)(path), text).toBe(true)
  for (const text of ['1+', '2*', '0?', '(1 1)+', '1 1|2 1', '0 0|0 0 0']) expect(parseSequence(text)(path), text).toBe(false)
})

test('the empty path has no hops', () => {
  expect(parseSequence('0*')([])).toBe(true)
  expect(parseSequence('0')([])).toBe(false)
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
  const long = Array.from({ length: 120 }, (): HopRecord => ({ isd_as: '1-1', interface: 1 }))
  expect(parseSequence(`${'('.repeat(60)}0*|1${')*'.repeat(60)} 2`)(long)).toBe(false)
  expect(() => parseSequence('('.repeat(4000))).toThrow(/64 brackets/)
  expect(parseSequence(`0${'*'.repeat(4000)}`)(path)).toBe(true)
  expect(parseSequence('0?'.repeat(2000))(long)).toBe(true)
  const texts = fc.string({ unit: fc.constantFrom(...'01-:#,?+*|() ff') })
  fc.assert(
    fc.property(texts, text => {
      try {
        expect(typeof parseSequence(text)(path)).toBe('boolean')
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }),
  )
})

const recorded = new URL('../../../shared/vectors/control/pathpol.json', import.meta.url)

test.skipIf(!existsSync(recorded))('agrees with the reference on recorded sequences (../shared/vectors)', () => {
  const { pathsets, cases } = JSON.parse(readFileSync(recorded, 'utf8'))
  const sets = new Map<string, HopRecord[][]>(pathsets.map((s: { id: string; paths: { interfaces: string[] }[] }) => [s.id, s.paths.map(p => interfaces(p.interfaces.join(' ')))])) // biome-ignore format: one step
  const sequences = cases.filter((c: { kind: string }) => c.kind === 'sequence')
  expect(sequences.length).toBeGreaterThan(200)
  for (const c of sequences) {
    if (!c.ok) {
      expect(() => parseSequence(c.text), c.text).toThrow(UserError)
      continue
    }
    const sequence = parseSequence(c.text)
    const survive = sets.get(c.paths)!.flatMap((p, i) => (p.length % 2 === 0 || c.text === '') && sequence(p) ? [i] : []) // biome-ignore format: one step
    expect(survive, c.text).toEqual(c.survive)
  }
})
