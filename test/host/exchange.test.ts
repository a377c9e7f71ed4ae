import { expect, test } from 'vitest'
import { createExchange, type Exchange } from '#host/exchange.ts'

const out = { send: () => {} }
const plan = { count: 3, intervalNs: 1000e6, timeoutNs: 400e6 }

interface Log {
  readonly sent: [sequence: number, at: number][]
  ended: number | undefined
}

function start(at = 0): [Exchange, Log] {
  const log: Log = { sent: [], ended: undefined }
  const exchange = createExchange(plan, at, (sequence, now) => log.sent.push([sequence, now]), now => { log.ended ??= now }) // biome-ignore format: one step
  return [exchange, log]
}

/** Wakes it whenever it asks, until `until`. */
function run(exchange: Exchange, log: Log, until: number): void {
  while (log.ended === undefined && exchange.wakeAt() <= until) exchange.wake(exchange.wakeAt(), out)
}

test('a request each interval, and an end after the timeout when nothing comes back', () => {
  const [exchange, log] = start(5)
  run(exchange, log, Infinity)
  expect(log.sent).toEqual([[0, 5], [1, 1000e6 + 5], [2, 2000e6 + 5]]) // biome-ignore format: one row
  expect(log.ended).toBe(3400e6 + 5)
})

test('with all replies in, it ends one interval after the last request', () => {
  const [exchange, log] = start()
  for (const i of [0, 1, 2]) {
    run(exchange, log, i * 1000e6)
    exchange.reply(i, i * 1000e6 + 10e6)
    exchange.endIfComplete(i * 1000e6 + 10e6)
  }
  run(exchange, log, Infinity)
  expect(log.ended).toBe(3000e6)
})

test('errors count as answers; a last late one ends it at once', () => {
  const [exchange, log] = start()
  run(exchange, log, 3000e6)
  for (const [at, complete] of [
    [3000e6, false],
    [3000e6, false],
    [3100e6, true],
  ] as const) {
    expect(log.ended).toBeUndefined()
    exchange.refusal()
    exchange.endIfComplete(at)
    expect(exchange.complete).toBe(complete)
  }
  expect(log.ended).toBe(3100e6)
})

test('late, reordered, doubled and unasked replies', () => {
  const [exchange, log] = start()
  run(exchange, log, 2000e6)
  const state = (sequence: number, now: number) => exchange.reply(sequence, now)?.state
  expect(state(2, 2001e6)).toBe('success')
  expect(state(2, 2002e6)).toBe('duplicate')
  expect(state(1, 1300e6)).toBe('out_of_order')
  expect(state(0, 2003e6)).toBe('after_timeout')
  expect(exchange.reply(3, 2004e6)).toBeUndefined()
  expect(exchange.reply(-1, 2004e6)).toBeUndefined()
})

test('round trips are told to the microsecond', () => {
  const [exchange, log] = start()
  run(exchange, log, 0)
  expect(exchange.reply(0, 1_234_567)?.roundTripNs).toBe(1_235_000)
})
