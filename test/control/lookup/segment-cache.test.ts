import { expect, test } from 'vitest'
import { createSegmentCache } from '#control/lookup/segment-cache.ts'
import { nsPerS } from '#wire/actor.ts'
import { clock } from '../network.ts'
import { changed, segmentAlong } from '../segments.ts'

const segment = segmentAlong(['1-1', '1-11'])

test('an answer is used for its time', () => {
  const cache = createSegmentCache(300 * nsPerS, clock)
  cache.put('a', [segment], 0)
  expect(cache.get('a', 299 * nsPerS)).toEqual([segment])
  expect(cache.get('a', 300 * nsPerS)).toBeUndefined()
  expect(cache.get('a', 0)).toBeUndefined()
  expect(cache.get('b', 0)).toBeUndefined()
})

test('but only until two minutes before the first expiry, though for half a minute, and never beyond it', () => {
  const cache = createSegmentCache(1e9 * nsPerS, clock)
  const older = changed(segment, segment.entries, { timestamp: segment.timestamp - 100 })
  const lifeS = 64 * 337.5 - 100
  const usedUntil = (s: number, fromS: number): void => {
    cache.put('a', [segment, older], fromS * nsPerS)
    expect(cache.get('a', s * nsPerS - 1)).toHaveLength(2)
    expect(cache.get('a', s * nsPerS)).toBeUndefined()
  }
  usedUntil(lifeS - 120, 0)
  usedUntil(lifeS - 70, lifeS - 100)
  usedUntil(lifeS, lifeS - 20)
})

test('bounded: the oldest make room', () => {
  const cache = createSegmentCache(300 * nsPerS, clock)
  for (let i = 0; i <= 10_000; i++) cache.put(`a${i}`, [segment], 0)
  expect(cache.get('a0', 0)).toBeUndefined()
  expect(cache.get('a1', 0)).toEqual([segment])
  expect(cache.get('a10000', 0)).toEqual([segment])
})
