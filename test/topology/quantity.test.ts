import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDurationNs, formatRateBps, parseDurationNs, parseProbability, parseRateBps } from '#topology/quantity.ts'
import { userError } from './networks.ts'

describe('durations', () => {
  test.each([
    ['0', 0],
    ['10ms', 10_000_000],
    ['1.5us', 1500],
    ['2 s', 2_000_000_000],
    ['3µs', 3000],
    ['7NS', 7],
    ['0.4ns', 0],
    ['3600s', 3600e9],
  ])('%s', (text, ns) => expect(parseDurationNs(text)).toBe(ns))

  test.each(['', '10', 'ms', '-1ms', '1e3ms', '3601s', '1h', '1ms2', '١ms'])('refuses %j', text =>
    expect(userError(() => parseDurationNs(text)).hint).toContain('10ms'),
  )

  test('written, it is read as the same number', () =>
    fc.assert(fc.property(fc.nat({ max: 3_600_000_000_000 }), ns => parseDurationNs(formatDurationNs(ns)) === ns)))

  test('in the greatest unit that gives a short number', () => {
    expect([0, 1, 1500, 200_000, 1_000_000, 2_500_000_000].map(formatDurationNs)).toEqual(['0', '1ns', '1.5us', '200us', '1ms', '2.5s'])
  })
})

describe('rates', () => {
  test.each([
    ['500', 500e6],
    ['1.5', 1.5e6],
    ['10Gbps', 10e9],
    ['9 kbps', 9000],
    ['64bps', 64],
  ])('%s', (text, bps) => expect(parseRateBps(text)).toBe(bps))

  test.each(['0', '-1', '10Gbit', '0bps', '1e9', '9999Tbps'])('refuses %j', text =>
    expect(userError(() => parseRateBps(text)).hint).toContain('Mbit/s'),
  )

  test('written, it is read as the same number', () =>
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e15 }), bps => parseRateBps(formatRateBps(bps)) === bps)))
})

describe('probabilities', () => {
  test.each([
    ['0', 0],
    ['1', 1],
    ['0.02', 0.02],
    ['3%', 0.03],
    ['100%', 1],
    ['1e-7', 1e-7],
  ])('%s', (text, p) => expect(parseProbability(text)).toBe(p))

  test.each(['1.1', '101%', '-0.1', 'half', '', '%'])('refuses %j', text =>
    expect(userError(() => parseProbability(text)).hint).toContain('0 to 1'),
  )
})
