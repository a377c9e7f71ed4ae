import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptanceWindowNs, epochAt, epochMeant, graceNs, isInUse, maxEpochS, minEpochS, sinceBeginNs } from '#crypto/drkey-epoch.ts'

const s = 1e9
const day = 86_400
/** one second past midnight */
const clock = { epochS: 20_000 * day + 1 }
const today = epochAt(clock.epochS, day)

test('epochs follow one another without gap or overlap', () => {
  expect(today).toEqual({ beginS: 20_000 * day, endS: 20_001 * day })
  expect([0, 359, 360].map(t => epochAt(t, 360).beginS)).toEqual([0, 0, 360])
})

test('time since an epoch began', () => {
  expect(sinceBeginNs(today, clock, 5)).toBe(1_000_000_005)
  expect(sinceBeginNs({ beginS: today.endS, endS: today.endS + day }, clock, 0)).toBe((1 - day) * s)
})

test('a key is in use from its epoch begin until the grace period has passed', () => {
  const at = (t: number): boolean => isInUse(today, { epochS: today.beginS }, t)
  expect([-1, 0, day * s - 1, day * s, day * s + graceNs - 1, day * s + graceNs].map(at)).toEqual([false, true, true, true, true, false])
})

test('fresh within 2.5 minutes of now, across the end of an epoch too, up to 5 s of grace', () => {
  const noon = { epochS: today.beginS }
  const at = (timestampSn: number, now: number) => epochMeant(timestampSn, day, noon, now)?.beginS
  const now = 1000 * s
  expect([now - 150 * s, now, now + 150 * s].map(t => at(t, now))).toEqual([today.beginS, today.beginS, today.beginS])
  expect([now - 150 * s - 1, now + 150 * s + 1].map(t => at(t, now))).toEqual([undefined, undefined])
  // just after midnight: a packet of the epoch before, sent just before, or under its key within the grace period
  const yesterday = today.beginS - day
  expect([day * s - s, day * s + 5 * s, day * s + 5 * s + 1].map(t => at(t, s))).toEqual([yesterday, yesterday, undefined])
  // just before midnight: a packet of the epoch to come
  expect(at(s, day * s - s)).toBe(today.endS)
})

test('who reads a timestamp soon after it was made finds the epoch it was made in', () => {
  const property = fc.property(
    fc.integer({ min: minEpochS, max: maxEpochS }),
    fc.integer({ min: 1, max: 2 ** 31 }),
    fc.integer({ min: 0, max: 1e15 }),
    fc.integer({ min: -acceptanceWindowNs / 2, max: acceptanceWindowNs / 2 }),
    (lengthS, epochS, now, skew) => {
      const epoch = epochAt(epochS + Math.floor(now / s), lengthS)
      const timestamp = sinceBeginNs(epoch, { epochS }, now)
      expect(epochMeant(timestamp, lengthS, { epochS }, now + skew)).toEqual(epoch)
    },
  )
  fc.assert(property)
})
