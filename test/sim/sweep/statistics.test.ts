import { expect, test } from 'vitest'
import { estimate, tQuantile975 } from '#sim/sweep/statistics.ts'

// By hand: squares of the deviations sum to 32; 32 / 7 = 4.571428..., its root 2.138089...; t of 7 is 2.364624; 2.364624 * 2.138089 / sqrt 8
test('mean, standard deviation and interval as computed by hand', () => {
  const { n, mean, standardDeviation, ci95 } = estimate([2, 4, 4, 4, 5, 5, 7, 9])!
  expect([n, mean]).toEqual([8, 5])
  expect(standardDeviation).toBeCloseTo(2.1380899, 6)
  expect(ci95).toBeCloseTo(1.7874878, 6)
  // 1, 2, 3: deviation 1, t of 2 is 4.302653, over sqrt 3
  expect(estimate([3, 1, 2])).toMatchObject({ mean: 2, standardDeviation: 1, ci95: expect.closeTo(2.4841377, 6) })
})

test('of one value there is no interval, of none nothing', () => {
  expect(estimate([7])).toEqual({ n: 1, mean: 7 })
  expect(estimate([])).toBeUndefined()
  expect(estimate([4, 4, 4])).toEqual({ n: 3, mean: 4, standardDeviation: 0, ci95: 0 })
})

test.each([
  [1, 12.7062047],
  [4, 2.7764451],
  [9, 2.2621572],
  [10, 2.2281389],
  [20, 2.0859634],
  [30, 2.0422725],
  [60, 2.0002978],
  [120, 1.9799304],
  [1000, 1.9623391],
])('Student t of %i degrees as in the tables', (degrees, t) => {
  expect(Math.abs(tQuantile975(degrees) - t)).toBeLessThan(1e-5)
})

/** P(-t < T < t) by Simpson's rule over the angle: with x = sqrt(v) tan a the density is cos(a)^(v-1), up to what it integrates to. */
function within(t: number, degrees: number): number {
  const power = (a: number): number => Math.max(0, Math.cos(a)) ** (degrees - 1)
  const integral = (to: number): number => {
    const steps = 20_000
    const at = (i: number): number => power((to * i) / steps) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2)
    return (to / steps / 3) * Array.from({ length: steps + 1 }, (_, i) => at(i)).reduce((a, b) => a + b, 0)
  }
  return integral(Math.atan(t / Math.sqrt(degrees))) / integral(Math.PI / 2)
}

test('the quantile holds 95 % of the distribution, for few degrees and for many', () => {
  for (const degrees of [1, 2, 3, 5, 8, 9, 10, 11, 15, 25, 50, 99, 500])
    expect(Math.abs(within(tQuantile975(degrees), degrees) - 0.95), String(degrees)).toBeLessThan(2e-6)
})
