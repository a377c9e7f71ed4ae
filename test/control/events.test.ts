import { expect, test } from 'vitest'
import { createCounters, eventNames, rejections } from '#control/events.ts'

test('every event and every rejection has a counter of its own, from zero', () => {
  const counters = createCounters()
  expect(Object.values(counters).every(n => n === 0)).toBe(true)
  expect(Object.keys(counters).sort()).toEqual([...eventNames, ...Object.keys(rejections), 'beaconBytes', 'modelledSignatureBytes'].sort())
  expect(new Set(Object.keys(counters)).size).toBe(eventNames.length + Object.keys(rejections).length + 2)
})

test('every rejection says what it means', () => {
  expect(new Set(Object.values(rejections)).size).toBe(Object.keys(rejections).length)
})
