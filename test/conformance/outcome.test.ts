import { expect, test } from 'vitest'
import { differ, outcome } from '#conformance/outcome.ts'

test('values that read the same do not differ', () => {
  expect(differ('segLen', 3, '3')).toEqual([])
  expect(differ('action', undefined, 'drop')).toEqual([{ field: 'action', expected: 'undefined', actual: 'drop' }])
})

test('passed when nothing differs, failed with all differences otherwise', () => {
  expect(outcome('a', [])).toEqual({ name: 'a', result: 'passed', differences: [] })
  const differences = differ('action', 'forward', 'drop')
  expect(outcome('a', differences)).toEqual({ name: 'a', result: 'failed', differences })
})
