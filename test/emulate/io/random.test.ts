import { expect, test } from 'vitest'
import { platformRandom } from '#emulate/io/random.ts'

test('whole numbers of 32 bits, not always the same', () => {
  const drawn = Array.from({ length: 3000 }, platformRandom)
  for (const n of drawn) expect(Number.isInteger(n) && n >= 0 && n < 2 ** 32).toBe(true)
  expect(new Set(drawn).size).toBeGreaterThan(2990)
})
