import { expect, test } from 'vitest'
import { below, pickFrom, randomFromSeed, unit } from '#topology/random.ts'

test('the same seed, the same numbers: these, on any machine', () => {
  const random = randomFromSeed(1)
  const first = [random(), random(), random()]
  expect(first).toEqual([3183957885, 2650934932, 1761488920])
  const again = randomFromSeed(1)
  expect([again(), again(), again()]).toEqual(first)
  expect(randomFromSeed(2)()).not.toBe(first[0])
  for (const n of first) expect(Number.isInteger(n) && n >= 0 && n < 2 ** 32).toBe(true)
})

test('draws stay in their range and reach all of it', () => {
  const random = randomFromSeed(7)
  const seen = new Set(Array.from({ length: 500 }, () => below(random, 5)))
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4])
  expect(new Set(Array.from({ length: 100 }, () => pickFrom(random, ['a', 'b'])))).toEqual(new Set(['a', 'b']))
  expect(unit(() => 2 ** 32 - 1)).toBeLessThan(1)
  expect(below(() => 2 ** 32 - 1, 10)).toBe(9)
})
