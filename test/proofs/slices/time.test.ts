import { expect, test } from 'vitest'
import { headerOf } from '#proofs/slices/header.ts'
import { halvesAway, modelNow, modelTime, representative } from '#proofs/slices/time.ts'
import { events } from './lines.ts'

const { epochS } = events[0]!
const header = headerOf(events.find(e => headerOf(e.before)?.kind === 'scion')!.before)!

test('half seconds, rounded up; what is too far for TLC is as far as it counts', () => {
  expect([0, 1, 500_000_000, 500_000_001].map(t => modelNow({ ...events[0]!, t }, epochS))).toEqual([0, 1, 1, 2])
  expect(modelTime(epochS + 1.5, epochS)).toBe(3)
  expect(modelTime(0, epochS)).toBe(-1_000_000_000)
})

test('inside a window of half seconds exactly when the nanoseconds are', () => {
  expect([-3e9, -3e9 - 1, 1e9, 1e9 + 1, 0].map(halvesAway)).toEqual([-6, -7, 2, 3, 0])
})

test('moments between two expiries are one; the last moment of a hop field is not the one after it', () => {
  const end = modelTime(header.infos[0]!.timestamp, epochS) + (1 + header.hops[0]!.expTime) * 675
  const [alive, last, over] = [end - 5, end, end + 1].map(now => representative(header, now, epochS))
  expect(alive).toBe(last)
  expect(over).toBe(end + 1)
})
