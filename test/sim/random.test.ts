import { expect, test } from 'vitest'
import { randomFor, seedBytes } from '#sim/random.ts'

const draw = (seed: number, name: string, n = 4): number[] => {
  const random = randomFor(seed, name)
  return Array.from({ length: n }, random)
}

test('the same stream for the same seed and name, on every machine', () => {
  expect(draw(1, 'br1')).toEqual(draw(1, 'br1'))
  expect(draw(1, 'br1', 3)).toMatchInlineSnapshot(`
    [
      4203823419,
      3553276961,
      820694960,
    ]
  `)
})

test('another seed or another name, another stream', () => {
  expect(draw(2, 'br1')).not.toEqual(draw(1, 'br1'))
  expect(draw(1, 'br2')).not.toEqual(draw(1, 'br1'))
  expect(seedBytes(1, '1/a')).not.toEqual(seedBytes(11, '/a'))
})

test('32-bit numbers, spread evenly', () => {
  const numbers = draw(7, 'x', 20_000)
  expect(numbers.every(n => Number.isInteger(n) && n >= 0 && n < 2 ** 32)).toBe(true)
  const mean = numbers.reduce((sum, n) => sum + n / 2 ** 32, 0) / numbers.length
  expect(mean).toBeGreaterThan(0.49)
  expect(mean).toBeLessThan(0.51)
})
