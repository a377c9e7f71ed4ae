import { expect, test } from 'vitest'
import { causes, timeText } from '#sim/doctor/cause.ts'

test('times, and a clause for each cause', () => {
  expect([0, 12_345_678_901, 40_000_000_000].map(timeText)).toEqual(['0 s', '12.3 s', '40 s'])
  for (const text of Object.values(causes)) expect(text).toMatch(/^[a-z].*[^.]$/i)
})
