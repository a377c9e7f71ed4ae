import { expect, test } from 'vitest'
import { createControlRecord } from '#sim/doctor/record.ts'
import { recordOf } from './clinic.ts'

test('by AS, event and what it was about: the first time and the last', () => {
  const record = recordOf([
    { t: 1, detail: 'a' },
    { t: 2, detail: 'a' },
    { t: 3, event: 'rejected', rejection: 'loop', detail: '1-9', way: 'a' },
    { t: 4, as: '1-2', detail: 'a' },
  ])
  expect(record.noted('1-1', 'accepted', 'a')).toMatchObject({ firstNs: 1, last: { t: 2 } })
  expect(record.noted('1-1', 'rejected', 'a')?.last).toMatchObject({ t: 3, rejection: 'loop' })
  expect(record.noted('1-1', 'rejected', '1-9')).toBeUndefined()
  expect(record.noted('1-2', 'accepted', 'a')?.firstNs).toBe(4)
})

test('bounded: what was not touched for the longest goes', () => {
  const record = createControlRecord(2)
  for (const detail of ['a', 'b', 'a', 'c']) record.observe({ t: 0, as: '1-1', service: 'cs', event: 'accepted', detail })
  expect(['a', 'b', 'c'].map(what => record.noted('1-1', 'accepted', what) !== undefined)).toEqual([true, false, true])
})
