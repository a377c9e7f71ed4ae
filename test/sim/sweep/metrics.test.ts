import { expect, test } from 'vitest'
import { metricsOf, survivalName } from '#sim/sweep/metrics.ts'

test('every metric once, failures as many as are asked for', () => {
  const names = metricsOf({ failures: [1, 7] }).map(m => m.name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter(name => name.startsWith('connected_after'))).toEqual([survivalName(1), survivalName(7)])
  expect(metricsOf({ failures: [7] }).length).toBe(names.length - 1)
})
