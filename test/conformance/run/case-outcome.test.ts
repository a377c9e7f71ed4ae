import { expect, test } from 'vitest'
import { isBad } from '#conformance/run/case-outcome.ts'
import { allKinds } from './outcomes.ts'

test('failures and surprises are bad', () => {
  expect(allKinds.filter(isBad).map(o => o.result)).toEqual(['failed', 'surprise'])
})
