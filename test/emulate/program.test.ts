import { expect, test } from 'vitest'
import { logFrom, oneByOne, warningText } from '#emulate/program.ts'

test('what is below the level is not said', () => {
  const said: string[] = []
  for (const level of ['debug', 'info', 'error'] as const) logFrom('info', l => said.push(l), level, '')
  expect(said).toEqual(['info', 'error'])
})

test('a warning names its file', () => {
  expect(warningText({ rule: 'unknownKey', severity: 'warning', text: 'what', place: { file: 'f' } })).toBe('f: what')
})

test('the second begins when the first has ended', async () => {
  const seen: string[] = []
  const task = oneByOne(async () => {
    seen.push('begins')
    await undefined
    seen.push('ends')
  })
  await Promise.all([task(), task()])
  expect(seen).toEqual(['begins', 'ends', 'begins', 'ends'])
})
