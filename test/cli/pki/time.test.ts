import { InvalidArgumentError } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { formatLife, parseLifeS, parseTimeS } from '#cli/pki/time.ts'

const now = Date.parse('2026-11-25T12:00:00Z') / 1000

describe('times', () => {
  beforeEach(() => void vi.useFakeTimers({ now: now * 1000 + 999 }))
  afterEach(() => void vi.useRealTimers())

  test.each([
    ['2026-11-25T12:00:01Z', now + 1],
    ['2026-11-25T13:00:00+01:00', now],
    [String(now), now],
    ['0', 0],
    ['3d', now + 3 * 86_400],
    ['-1h30m', now - 5400],
    ['1y1w', now + 372 * 86_400],
    ['9999-12-31T23:59:59Z', 253_402_300_799],
  ])('%s', (text, timeS) => expect(parseTimeS(text)).toBe(timeS))

  test.each(['', 'now', '-', '--1h', '1.5h', '3 d', '2026-13-01T00:00:00Z', '2026-11-25', '-99y', '9999y', '999999999999'])(
    'not "%s"',
    text => expect(() => parseTimeS(text)).toThrow(InvalidArgumentError),
  )
})

test('lives, there and back', () => {
  for (const text of ['3d', '1d12h', '700d', '1m1s']) expect(formatLife(parseLifeS(text))).toBe(text)
  expect(formatLife(0)).toBe('0s')
  for (const text of ['0s', '', '-3d', '3', '3x', '999999999999y']) expect(() => parseLifeS(text), text).toThrow(InvalidArgumentError)
})
