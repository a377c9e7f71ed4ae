import { expect, test } from 'vitest'
import { selectShortestAndDiverse } from '#control/beacon/select.ts'
import { defaultSettings } from '#control/settings.ts'

test("the defaults are the reference's", () => {
  expect(defaultSettings).toEqual({
    originationIntervalNs: 5e9,
    propagationIntervalNs: 5e9,
    registrationIntervalNs: 5e9,
    resendIntervalNs: 0,
    bestSetSize: 20,
    candidateSetSize: 100,
    select: selectShortestAndDiverse,
    maxHops: 10,
    expTime: 63,
    queryIntervalNs: 300e9,
  })
})
