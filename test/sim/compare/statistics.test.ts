import { expect, test } from 'vitest'
import { differByChance } from '#sim/compare/statistics.ts'
import { randomFor } from '#sim/random.ts'

test('counts of the same chance do not differ, counts of another do', () => {
  const random = randomFor(1, 'statistics')
  const share = (chance: number, tries: number) => ({
    hits: Array.from({ length: tries }).filter(() => random() < chance * 2 ** 32).length,
    tries,
  })
  for (let i = 0; i < 300; i++) expect(differByChance(share(0.8, 150), share(0.8, 150))).toBe(false)
  for (let i = 0; i < 300; i++) expect(differByChance(share(0.95, 150), share(0.55, 150))).toBe(true)
})

test('nothing of nothing, all of all, and nothing tried', () => {
  expect(differByChance({ hits: 0, tries: 50 }, { hits: 0, tries: 70 })).toBe(false)
  expect(differByChance({ hits: 50, tries: 50 }, { hits: 70, tries: 70 })).toBe(false)
  expect(differByChance({ hits: 50, tries: 50 }, { hits: 0, tries: 50 })).toBe(true)
  expect(differByChance({ hits: 0, tries: 0 }, { hits: 0, tries: 0 })).toBe(false)
  expect(differByChance({ hits: 0, tries: 0 }, { hits: 0, tries: 5 })).toBe(true)
})
