import { expect, test } from 'vitest'
import type { ControlEvent } from '#control/events.ts'
import { createControlCounts } from '#sim/control-counters.ts'

const event = (more: Partial<ControlEvent>): ControlEvent => ({ t: 0, as: '1-2', service: 'cs', event: 'accepted', detail: '', ...more })

test('by AS, in the order of the list; a refusal counts as such and by its reason', () => {
  const counts = createControlCounts()
  counts.observe(event({ event: 'rejected', rejection: 'older' }))
  counts.observe(event({ service: 'another' }))
  counts.observe(event({}))
  counts.observe(event({ as: '1-1' }))
  expect(counts.rows()).toEqual([
    { isdAs: '1-1', counter: 'accepted', count: 1 },
    { isdAs: '1-2', counter: 'accepted', count: 2 },
    { isdAs: '1-2', counter: 'rejected', count: 1 },
    { isdAs: '1-2', counter: 'older', count: 1 },
  ])
  expect([counts.count('accepted'), counts.count('accepted', '1-2'), counts.count('older', '1-1'), counts.count('loop')]).toEqual([
    3, 2, 0, 0,
  ])
  counts.clear()
  expect([counts.rows(), counts.count('accepted')]).toEqual([[], 0])
})
