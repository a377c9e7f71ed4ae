import { expect, test } from 'vitest'
import { type HiddenStore, hiddenTo, insertHidden } from '#control/hidden/store.ts'
import type { Segment } from '#control/segment/segment.ts'
import { segmentExpiryS } from '#control/segment/segment.ts'
import { nowS } from '../lone-service.ts'
import { beaconAlong, extended, extenderOf, segmentAlong } from '../segments.ts'

const to111 = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS })
const to11 = segmentAlong(['1-1', '1-11'], { timestamp: nowS })

test('segments are found by group and AS, each once, as long as they live', () => {
  const store: HiddenStore = new Map()
  for (const group of ['1-a', '1-b'] as const) expect(insertHidden(store, group, to111, nowS)).toBe(true)
  expect(insertHidden(store, '1-a', to11, nowS)).toBe(true)
  expect(hiddenTo(store, ['1-a', '1-b'], '1-111', nowS)).toEqual([to111])
  expect(hiddenTo(store, ['1-b'], '1-11', nowS)).toEqual([])
  expect(hiddenTo(store, ['1-c'], '1-11', nowS)).toEqual([])
  expect(hiddenTo(store, ['1-a'], '1-111', segmentExpiryS(to111) + 1)).toEqual([])
})

test('an older one does not replace a newer one', () => {
  const store: HiddenStore = new Map()
  insertHidden(store, '1-a', to11, nowS)
  expect(insertHidden(store, '1-a', segmentAlong(['1-1', '1-11'], { timestamp: nowS - 1 }), nowS)).toBe(false)
})

test('a writer fills its own places, and nobody else’s', () => {
  const store: HiddenStore = new Map()
  insertHidden(store, '1-a', to11, nowS)
  // Ways over interfaces it does not have.
  const x = extenderOf('1-111')
  const interfaces = new Map(Array.from({ length: 1001 }, (_, i) => [i, x.interfaces.get(101)!]))
  const beacon = beaconAlong(['1-1', '1-11', '1-111'], { timestamp: nowS })
  const made = (i: number): Segment => extended({ ...x, interfaces }, beacon, i + 1, 0)
  const taken = Array.from({ length: 1000 }, (_, i) => insertHidden(store, '1-a', made(i), nowS)).filter(Boolean)
  expect(taken.length).toBe(200)
  expect(hiddenTo(store, ['1-a'], '1-111', nowS).length).toBe(200)
  expect(hiddenTo(store, ['1-a'], '1-11', nowS)).toEqual([to11])
})
