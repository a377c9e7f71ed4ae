import { expect, test } from 'vitest'
import { referenceAlgorithm } from '#control/beacon/algorithms/reference.ts'
import { nsPerS } from '#wire/actor.ts'
import { candidate, context, policyWith, sendingTexts } from '../candidates.ts'

test('the best set by every interface, but to no AS on the way, and only when due', () => {
  const [short, alike, long] = [candidate('0 1-1 1'), candidate('0 1-1 1', '2 1-8 3'), candidate('0 1-1 2', '1 1-2 1', '2 1-3 3')]
  const at = context({ policy: policyWith({ bestSetSize: 2 }), resendIntervalNs: 60 * nsPerS })
  const all = [short, alike, long]
  const [s, l] = [short, long].map(c => c.beacon.key)
  // The second place goes to the long one, which has another first link.
  expect(sendingTexts(referenceAlgorithm.propagate(all, at))).toEqual([`1: ${s}`, `2: ${s}`, `1: ${l}`, `2: ${l}`])
  short.sent.set(1, { atNs: at.nowNs, expiryS: short.expiryS })
  expect(sendingTexts(referenceAlgorithm.propagate(all, at))).toEqual([`2: ${s}`, `1: ${l}`, `2: ${l}`])
  expect(sendingTexts(referenceAlgorithm.propagate([alike], at))).toEqual([`2: ${alike.beacon.key}`])
})
