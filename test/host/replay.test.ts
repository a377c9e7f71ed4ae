import { expect, test } from 'vitest'
import { createReplayGuard } from '#host/replay.ts'

test('an authenticator is new once, until many others came', () => {
  const guard = createReplayGuard(3)
  const bytes = (n: number) => new Uint8Array(16).fill(n)
  expect([1, 1, 2, 1, 3, 2].map(n => guard.isNew(bytes(n)))).toEqual([true, false, true, false, true, false])
  expect(guard.isNew(bytes(4))).toBe(true)
  expect([2, 3, 4, 1].map(n => guard.isNew(bytes(n)))).toEqual([false, false, false, true])
})
