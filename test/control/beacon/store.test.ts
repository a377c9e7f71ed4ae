import { expect, test } from 'vitest'
import { selectShortestAndDiverse } from '#control/beacon/select.ts'
import { bestBeacons, createBeaconStore, insertBeacon } from '#control/beacon/store.ts'
import { makeSegment, type Segment } from '#control/segment/segment.ts'
import { clock } from '../network.ts'
import { beaconAlong } from '../segments.ts'

const settings = { select: selectShortestAndDiverse, bestSetSize: 2, candidateSetSize: 3 }
const nowS = clock.epochS
const direct = beaconAlong(['1-1', '1-11'])
const around = beaconAlong(['1-1', '2-1', '1-2', '1-12'])

/** As `s`, by another first interface: another way of the same length. */
const by = (s: Segment, egress: number): Segment => {
  const [first, ...rest] = s.entries
  return makeSegment(s, [{ ...first!, hop: { ...first!.hop, egress } }, ...rest], s.bytes)
}
const chosen = (store: ReturnType<typeof createBeaconStore>, at = nowS): Segment[][] =>
  [...bestBeacons(store, at)].map(best => best.map(s => s.beacon))

test('a way is replaced only by what is newer, and keeps what was sent', () => {
  const store = createBeaconStore(false, settings)
  expect(insertBeacon(store, direct, 4)).toBe('inserted')
  const stored = [...bestBeacons(store, nowS)][0]![0]!
  stored.sentAt.set(1, 5)
  expect(insertBeacon(store, direct, 4)).toBe('older')
  const newer = { ...direct, timestamp: direct.timestamp + 1 }
  expect(insertBeacon(store, newer, 4)).toBe('updated')
  expect(insertBeacon(store, direct, 4)).toBe('older')
  expect(chosen(store)).toEqual([[newer]])
  expect([stored.ingress, stored.sentAt.get(1)]).toEqual([4, 5])
})

test('the best of all, or of each origin', () => {
  const other = beaconAlong(['1-2', '1-12'])
  for (const [perOrigin, expected] of [
    [false, [[direct, other]]],
    [true, [[direct, around], [other]]],
  ] as const) {
    const store = createBeaconStore(perOrigin, settings)
    for (const b of [around, direct, other]) insertBeacon(store, b, 1)
    expect(chosen(store)).toEqual(expected)
  }
})

test('a new way is considered at once', () => {
  const store = createBeaconStore(false, settings)
  insertBeacon(store, around, 1)
  expect(chosen(store)).toEqual([[around]])
  insertBeacon(store, direct, 1)
  expect(chosen(store)).toEqual([[direct, around]])
})

test('the expired leave, the last takes its group along', () => {
  const store = createBeaconStore(true, settings)
  const late = by({ ...around, timestamp: around.timestamp + 10 }, 9)
  insertBeacon(store, direct, 1)
  insertBeacon(store, late, 1)
  const life = 64 * 337.5
  expect(chosen(store, nowS + life)).toEqual([[direct, late]])
  expect(chosen(store, nowS + life + 1)).toEqual([[late]])
  expect(chosen(store, nowS + life + 11)).toEqual([])
  expect(store.groups.size).toBe(0)
})

test('a full group keeps the shorter', () => {
  const store = createBeaconStore(false, settings)
  for (let i = 0; i < 6; i++) expect(insertBeacon(store, by(around, 20 + i), 1)).toBe('inserted')
  expect(insertBeacon(store, by(around, 99), 1)).toBe('full')
  expect(insertBeacon(store, direct, 1)).toBe('inserted')
  expect(store.groups.get('all')!.stored.size).toBe(6)
  expect(store.groups.get('all')!.stored.has(by(around, 25).key)).toBe(false)
  expect(chosen(store)).toEqual([[direct, by(around, 20)]])
})

test('the selection is a plug-in that sees the shortest candidates', () => {
  const seen: number[][] = []
  const store = createBeaconStore(false, {
    ...settings,
    select: (candidates, size) => {
      seen.push([...candidates.map(c => c.entries.length), size])
      return candidates.slice(-1)
    },
  })
  for (const b of [around, by(around, 9), by(around, 8), direct]) insertBeacon(store, b, 1)
  expect(chosen(store)).toEqual([[by(around, 9)]])
  expect(seen).toEqual([[1, 3, 3, 2]])
})
