import { expect, test } from 'vitest'
import { formatDuration, formatMillis, formatTime, parseDuration, toMillis } from '#host/duration.ts'
import { UserError } from '#wire/error.ts'

test('reads what people write', () => {
  const readings = {
    '0': 0,
    '1s': 1e9,
    '500ms': 5e8,
    '1.5ms': 1_500_000,
    '2h45m': 9900e9,
    '1h0m0.5s': 3600.5e9,
    '7us': 7000,
    '7µs': 7000,
    '3ns': 3,
  }
  for (const [text, ns] of Object.entries(readings)) expect(parseDuration(text)).toBe(ns)
})

test('refuses what is no duration, and what no run lasts', () => {
  for (const text of ['', '1', 's', '1 s', '-1s', '1d', '1.s.', '5m3', 'Infinity', `${'9'.repeat(400)}s`, '100000h'])
    expect(() => parseDuration(text), text).toThrow(UserError)
})

test('prints durations with the unit that fits', () => {
  const prints = {
    '0s': 0,
    '7ns': 7,
    '1.5µs': 1500,
    '1.25ms': 1_250_000,
    '2s': 2e9,
    '2.5s': 2.5e9,
    '1m0s': 60e9,
    '5h59m58s': 21598e9,
    '-1ns': -1,
  }
  for (const [text, ns] of Object.entries(prints)) expect(formatDuration(ns)).toBe(text)
})

test('milliseconds have three decimals', () => {
  expect(toMillis(1_234_567)).toBe(1.235)
  expect(formatMillis(0.25)).toBe('0.250ms')
})

test('a point in time, half seconds shown', () => {
  expect(formatTime(Date.UTC(2026, 10, 23, 20, 11, 24) / 1000)).toBe('2026-11-23T20:11:24Z')
  expect(formatTime(Date.UTC(2026, 10, 23, 20, 11, 24) / 1000 + 0.5)).toBe('2026-11-23T20:11:24.5Z')
  expect(formatTime(Date.UTC(2026, 10, 23, 20, 10, 0) / 1000)).toBe('2026-11-23T20:10:00Z')
})
