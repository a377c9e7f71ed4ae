import { expect, test } from 'vitest'
import { chosen, readFlags } from '#proofs/checks/flags.ts'
import { ids, tlcCheck } from './fakes.ts'

test('the flags', () => {
  expect(readFlags([])).toEqual({ only: /(?:)/i, record: false, list: false, json: false, jobs: 2 })
  expect(readFlags(['--only', '^T1$', '--record', '--format', 'json', '--jobs', '1'])).toEqual({
    ...{ only: /^T1$/i, record: true, list: false, json: true, jobs: 1 },
  })
})

test.each([[['--only', '(']], [['--format', 'xml']], [['--jobs', '0']], [['--nonsense']], [['more']]])('%j is refused', args => {
  expect(() => readFlags(args)).toThrow(expect.objectContaining({ name: 'UserError', hint: expect.stringContaining('--only REGEX') }))
})

test('chosen by identifier, engine or theorem', () => {
  const all = [tlcCheck(), tlcCheck({ id: 'b', theorems: ['T2'] })]
  expect(ids(chosen(all, /^T2$/))).toEqual(['b'])
  expect(ids(chosen(all, /^a$/))).toEqual(['a'])
  expect(ids(chosen(all, /tlc/))).toEqual(['a', 'b'])
  expect(() => chosen(all, /nothing/)).toThrow('no check matches nothing')
})
