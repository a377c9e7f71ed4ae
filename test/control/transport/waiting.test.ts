import { expect, test } from 'vitest'
import { createWaiting } from '#control/transport/waiting.ts'
import type { Outbox } from '#wire/actor.ts'

const out: Outbox = { send: () => undefined }

test('the first asks, the others join, all are answered once', () => {
  const waiting = createWaiting<number>(2, 2)
  const heard: string[] = []
  const join = (name: string, who: string) => waiting.join(name, (result, now) => heard.push(`${who} ${result} ${now}`))
  expect([join('a', '1'), join('a', '2'), join('a', '3'), join('b', '4'), join('c', '5')]).toEqual([
    'first',
    'joined',
    'full',
    'first',
    'full',
  ])
  waiting.settle('a', 7, 1, out)
  waiting.settle('a', 8, 2, out)
  expect(heard).toEqual(['1 7 1', '2 7 1'])
  expect(join('c', '6')).toBe('first')
})

test('who is answered may ask again at once', () => {
  const waiting = createWaiting<number>(1, 1)
  let again = ''
  waiting.join('a', () => {
    again = waiting.join('a', () => undefined)
  })
  waiting.settle('a', 1, 1, out)
  expect(again).toBe('first')
})
