import { expect, test } from 'vitest'
import { referenceAlgorithm } from '#control/beacon/algorithms/reference.ts'
import { defaultPolicy } from '#control/beacon/policy.ts'
import { defaultSettings, policiesOf } from '#control/settings.ts'

test("the defaults are the reference's", () => {
  expect(defaultSettings).toEqual({
    originationIntervalNs: 5e9,
    propagationIntervalNs: 5e9,
    registrationIntervalNs: 5e9,
    spreadTimers: false,
    resendIntervalNs: 0,
    bestSetSize: 20,
    candidateSetSize: 100,
    algorithm: referenceAlgorithm,
    policies: {},
    maxHops: 10,
    expTime: 63,
    epic: false,
    queryIntervalNs: 300e9,
  })
})

test('policies are those of the kind of AS; what is not said is set for all', () => {
  const up = { ...defaultPolicy, bestSetSize: 3 }
  const settings = { ...defaultSettings, maxHops: 5, policies: { up } }
  const common = { ...defaultPolicy, filter: { ...defaultPolicy.filter, maxHopsLength: 5 } }
  expect(policiesOf(true, settings)).toEqual({ propagation: common, core: common })
  expect(policiesOf(false, settings)).toEqual({ propagation: common, up, down: common })
})
