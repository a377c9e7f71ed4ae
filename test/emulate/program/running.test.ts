import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { logFrom, oneByOne, reasonOf, warningText } from '#emulate/program/running.ts'
import { UserError } from '#wire/error.ts'

test('lines below the level are not said', () => {
  const said: string[] = []
  for (const level of ['debug', 'info', 'error'] as const) logFrom('info', (l, text) => said.push(`${l} ${text}`), level, 'x')
  expect(said).toEqual(['info x', 'error x'])
})

test('a warning names its file', () => {
  expect(warningText({ rule: 'r', severity: 'warning', text: 'is odd', place: { file: 'cs.toml' } })).toBe('cs.toml: is odd')
})

test('why something failed, on one line', () => {
  expect(reasonOf(new UserError('is odd', 'mend it', { file: 'cs.toml', line: 3 }))).toBe('cs.toml:3: is odd; mend it')
  expect(reasonOf(new Error('broken'))).toBe('broken')
})

test('calls wait for those before them', async () => {
  const order: string[] = []
  const task = oneByOne(async () => {
    order.push('begin')
    await setTimeout(1)
    order.push('end')
  })
  await Promise.all([task(), task()])
  expect(order).toEqual(['begin', 'end', 'begin', 'end'])
})
