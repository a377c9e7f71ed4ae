import { expect, test } from 'vitest'
import { shortestAlgorithm } from '#control/beacon/algorithms/shortest.ts'
import { nsPerS } from '#wire/actor.ts'
import { candidate, context, policyWith, sendingTexts } from '../candidates.ts'

const [viaEight, short, long] = [candidate('0 1-8 1'), candidate('0 1-1 1', '2 1-2 3'), candidate('0 1-1 2', '1 1-2 1', '2 1-3 3')]
const all = [viaEight, short, long]
const at = context({ policy: policyWith({ bestSetSize: 2 }), resendIntervalNs: 60 * nsPerS })

test('each neighbour gets the shortest that it is not on', () => {
  const [e, s, l] = all.map(c => c.beacon.key)
  expect(sendingTexts(shortestAlgorithm.propagate(all, at))).toEqual([`1: ${s}`, `1: ${l}`, `2: ${e}`, `2: ${s}`])
  short.sent.set(2, { atNs: at.nowNs, expiryS: short.expiryS })
  expect(sendingTexts(shortestAlgorithm.propagate(all, at))).toEqual([`1: ${s}`, `1: ${l}`, `2: ${e}`])
})

test('the shortest are registered', () => {
  expect(shortestAlgorithm.register!(all, at)).toEqual([viaEight, short])
})
