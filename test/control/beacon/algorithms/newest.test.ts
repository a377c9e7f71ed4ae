import { expect, test } from 'vitest'
import { newestAlgorithm } from '#control/beacon/algorithms/newest.ts'
import { clock } from '../../network.ts'
import { along, candidate, context, policyWith, sendingTexts } from '../candidates.ts'

test('the newest by every interface, not to ASes on the way', () => {
  const [old, young, middle] = [candidate('0 1-1 1'), candidate('0 1-1 2', '1 1-8 1'), candidate('0 1-1 3')]
  young.beacon = along(['0 1-1 2', '1 1-8 1'], clock.epochS + 9)
  middle.beacon = along(['0 1-1 3'], clock.epochS + 5)
  const at = context({ policy: policyWith({ bestSetSize: 2 }) })
  const [y, m] = [young, middle].map(c => c.beacon.key)
  expect(sendingTexts(newestAlgorithm.propagate([old, young, middle], at))).toEqual([`2: ${y}`, `1: ${m}`, `2: ${m}`])
})
