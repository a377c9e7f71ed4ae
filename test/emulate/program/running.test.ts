import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { logFrom, openAll, reloading, tellWarnings } from '#emulate/program/running.ts'
import { UserError } from '#wire/error.ts'

/** A log that is kept. */
function kept() {
  const said: string[] = []
  return { said, log: (level: string, text: string): void => void said.push(`${level} ${text}`) }
}

test('lines below the level are not said', () => {
  const { said, log } = kept()
  for (const level of ['debug', 'info', 'error'] as const) logFrom('info', log, level, 'x')
  expect(said).toEqual(['info x', 'error x'])
})

test('a warning names its file', () => {
  const { said, log } = kept()
  tellWarnings([{ rule: 'r', severity: 'warning', text: 'is odd', place: { file: 'cs.toml' } }], log)
  expect(said).toEqual(['info cs.toml: is odd'])
})

test('what was taken is said, or why nothing was, on one line', async () => {
  const { said, log } = kept()
  await reloading(log, async () => '127.0.0.1:1')()
  for (const error of [new UserError('is odd', 'mend it', { file: 'cs.toml', line: 3 }), new Error('broken')])
    await reloading(log, () => Promise.reject(error))()
  expect(said).toEqual([
    'info configuration read again: 127.0.0.1:1',
    'error the new configuration is not taken: cs.toml:3: is odd; mend it',
    'error the new configuration is not taken: broken',
  ])
})

test('calls wait for those before them', async () => {
  const order: string[] = []
  const task = reloading(
    () => {},
    async () => {
      order.push('begin')
      await setTimeout(1)
      order.push('end')
      return ''
    },
  )
  await Promise.all([task(), task()])
  expect(order).toEqual(['begin', 'end', 'begin', 'end'])
})

test('everything is opened or nothing: the last is closed first, and once', async () => {
  const closed: number[] = []
  const close = (n: number) => (): void => void closed.push(n)
  const opened = await openAll(async ({ add, close: all }) => {
    add(close(1), close(2))
    return all
  })
  expect(closed).toEqual([])
  opened()
  opened()
  expect(closed).toEqual([2, 1])
  const failing = openAll(async ({ add }) => {
    add(close(3))
    throw new Error('in use')
  })
  await expect(failing).rejects.toThrow('in use')
  expect(closed).toEqual([2, 1, 3])
})
