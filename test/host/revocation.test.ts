import { expect, test } from 'vitest'
import { isUsable, type Revocations, revocationNs, revoke } from '#host/revocation.ts'
import { samplePath } from './sample.ts'

const path = samplePath('1-1#2 1-3#1 1-3#2 1-2#2')

test('a path over an interface that is down is out for 10 s', () => {
  const revocations: Revocations = new Map()
  revoke(revocations, { isdAs: '1-3', ifId: 2 }, 5)
  expect(isUsable(revocations, path, 5 + revocationNs - 1)).toBe(false)
  expect(isUsable(revocations, path, 5 + revocationNs)).toBe(true)
})

test('other interfaces do not matter', () => {
  const revocations: Revocations = new Map()
  revoke(revocations, { isdAs: '1-3', ifId: 9 }, 0)
  revoke(revocations, { isdAs: '1-4', ifId: 2 }, 0)
  expect(isUsable(revocations, path, 1)).toBe(true)
})

test('a flood of revocations is bounded, the newest are kept', () => {
  const revocations: Revocations = new Map()
  for (let ifId = 0; ifId < 5000; ifId++) revoke(revocations, { isdAs: '1-9', ifId }, ifId)
  revoke(revocations, { isdAs: '1-3', ifId: 2 }, 5000)
  expect(revocations.size).toBe(1000)
  expect(isUsable(revocations, path, 5001)).toBe(false)
})
