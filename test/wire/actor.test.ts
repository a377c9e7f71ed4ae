import { expect, test } from 'vitest'
import { nsPerS, unixSeconds } from '#wire/actor.ts'

test('unix time is the epoch and the whole seconds since', () => {
  const clock = { epochS: 1_800_000_000 }
  expect([0, nsPerS - 1, nsPerS, 90 * nsPerS + 5].map(now => unixSeconds(clock, now) - clock.epochS)).toEqual([0, 0, 1, 90])
})
