import { expect, test } from 'vitest'
import { emptyMetadata, totalLatencyNs } from '#control/path/metadata.ts'

test('a sum of what is known in all its parts', () => {
  const total = (...latencyNs: (number | undefined)[]) => totalLatencyNs({ ...emptyMetadata, latencyNs })
  expect(total(1, 0, 5)).toBe(6)
  expect(total(1, undefined, 5)).toBeUndefined()
  expect(total(undefined)).toBeUndefined()
  expect(total()).toBe(0)
})
