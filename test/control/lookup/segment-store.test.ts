import { expect, test } from 'vitest'
import { createSegmentStore, insertSegment, segmentsTo } from '#control/lookup/segment-store.ts'
import { firstIsdAs, lastIsdAs, type Segment } from '#control/segment/segment.ts'
import { clock } from '../network.ts'
import { changed, segmentAlong } from '../segments.ts'

const nowS = clock.epochS
const down = segmentAlong(['1-1', '1-11', '1-111'])
const life = 64 * 337.5
const by = (s: Segment, egress: number, timestamp = s.timestamp): Segment => {
  const [first, ...rest] = s.entries
  return changed(s, [{ ...first!, hop: { ...first!.hop, egress } }, ...rest], { timestamp })
}

test('by the far end: last AS of downs, first of ups and cores', () => {
  const [downs, cores] = [createSegmentStore(lastIsdAs), createSegmentStore(firstIsdAs)]
  insertSegment(downs, down, nowS)
  const [a, b] = [segmentAlong(['2-1', '1-2', '1-1']), segmentAlong(['2-1', '1-1'])]
  for (const s of [a, b, segmentAlong(['1-2', '1-1'])]) insertSegment(cores, s, nowS)
  expect(segmentsTo(downs, '1-111', nowS)).toEqual([down])
  expect(segmentsTo(downs, '1-1', nowS)).toEqual([])
  expect(segmentsTo(cores, '2-1', nowS)).toEqual([b, a])
  expect(segmentsTo(cores, '2-0', nowS)).toEqual([b, a])
  expect(segmentsTo(cores, '1-0', nowS).map(firstIsdAs)).toEqual(['1-2'])
})

test('the newer replaces the older, not the other way', () => {
  const store = createSegmentStore(lastIsdAs)
  const newer = changed(down, down.entries, { timestamp: down.timestamp + 1 })
  expect([insertSegment(store, down, nowS), insertSegment(store, newer, nowS), insertSegment(store, down, nowS)]).toEqual([
    true,
    true,
    false,
  ])
  expect(segmentsTo(store, '1-111', nowS)).toEqual([newer])
})

test('the expired are not given out, and make room', () => {
  const store = createSegmentStore(lastIsdAs)
  insertSegment(store, down, nowS)
  expect(segmentsTo(store, '1-111', nowS + life)).toEqual([down])
  expect(segmentsTo(store, '1-111', nowS + life + 1)).toEqual([])
  const later = by(down, 9, down.timestamp + 100)
  insertSegment(store, later, nowS + life + 1)
  expect([...store.byEnd.get('1-111')!.values()]).toEqual([later])
})

test('bounded for each end: what lives longest stays', () => {
  const store = createSegmentStore(lastIsdAs)
  for (let i = 0; i < 200; i++) expect(insertSegment(store, by(down, 100 + i, down.timestamp + i), nowS)).toBe(true)
  expect(insertSegment(store, by(down, 999, down.timestamp), nowS)).toBe(false)
  expect(insertSegment(store, by(down, 998, down.timestamp + 500), nowS)).toBe(true)
  const kept = segmentsTo(store, '1-111', nowS)
  expect(kept.length).toBe(200)
  expect(kept.some(s => s.timestamp === down.timestamp)).toBe(false)
})
