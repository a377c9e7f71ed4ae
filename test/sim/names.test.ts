import { expect, test } from 'vitest'
import { checkNames, complainAt } from '#sim/names.ts'
import { parseText, type Value } from '#topology/document.ts'
import { UserError } from '#wire/error.ts'
import { exampleTopology } from './examples.ts'

const value: Value = parseText('x', 'f.yaml')
/** The keys whose names are complained of. */
function wrong(record: object): string[] {
  const asked: PropertyKey[][] = []
  try {
    checkNames(exampleTopology('tiny'), record, (...path) => {
      asked.push(path)
      return value
    })
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return asked.at(-1)!.map(String)
  }
}

test('hosts, one or several; ASes; links; routers; services', () => {
  expect(
    wrong({ from: 'alice', to: ['bob', '1-ff00:0:110'], at: '1-ff00:0:111', link: '1-ff00:0:110#1', note: 'anything', count: 3 }),
  ).toEqual([])
  expect(wrong({ from: 'alice', to: ['bob', 'eve'] })).toEqual(['to', '1'])
  expect(wrong({ from: 'eve' })).toEqual(['from'])
  expect(wrong({ as: '1-ff00:0:9' })).toEqual(['as'])
  expect(wrong({ link: '1-ff00:0:110#9' })).toEqual(['link'])
  expect([wrong({ router: 'br9' }), wrong({ service: 'cs9' })]).toEqual([['router'], ['service']])
  expect(wrong({ router: 'br1-ff00_0_110-1', service: 'cs1-ff00_0_110-1' })).toEqual([])
})

test('a complaint without a place gets one; what has one, and what is no complaint, stays as it is', () => {
  const place = (error: unknown) =>
    expect(() =>
      complainAt(value, () => {
        throw error
      }),
    )
  place(new UserError('why')).toThrow(expect.objectContaining({ place: expect.objectContaining({ file: 'f.yaml', line: 1 }) }))
  place(new Error('broken')).toThrow('broken')
  expect(complainAt(value, () => 5)).toBe(5)
})
