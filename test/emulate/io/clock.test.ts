import { expect, test } from 'vitest'
import { clockAhead, createRealClock } from '#emulate/io/clock.ts'
import { unixSeconds } from '#wire/actor.ts'

function sources(wall: number, steady: number) {
  const times = { wall, steady }
  return { times, clock: createRealClock({ wallMs: () => times.wall, steadyMs: () => times.steady }) }
}

test('epoch and now together are the wall clock, now begins within its first second', () => {
  const { times, clock } = sources(1_800_000_000_250, 77)
  expect([clock.epochS, clock.now()]).toEqual([1_800_000_000, 250_000_000])
  times.steady += 800.5
  expect(clock.now()).toBe(1_050_500_000)
  expect(unixSeconds(clock, clock.now())).toBe(1_800_000_001)
})

test('a network at another time: so many seconds ahead, in the same second', () => {
  const [here, there] = [clockAhead(0), clockAhead(-86_400)]
  const aheadNs = (there.epochS - here.epochS) * 1e9 + there.now() - here.now()
  expect(Math.abs(aheadNs + 86_400e9)).toBeLessThan(5e9)
})

test('a wall clock that was set is followed by whole seconds; now goes on as if nothing were', () => {
  const { times, clock } = sources(1_800_000_000_000, 0)
  times.steady = 5000
  times.wall += 5900
  clock.follow()
  expect(clock.epochS).toBe(1_800_000_000)
  times.wall += 3_600_000
  clock.follow()
  expect([clock.epochS, clock.now()]).toEqual([1_800_003_601, 5_000_000_000])
  times.wall -= 7_200_000
  clock.follow()
  expect(clock.epochS).toBe(1_799_996_401)
})

test('the platform', () => {
  const clock = createRealClock()
  const aheadMs = clock.epochS * 1000 + clock.now() / 1e6 - Date.now()
  expect(Math.abs(aheadMs)).toBeLessThan(1000)
})
