import { expect, test } from 'vitest'
import { attackKinds } from '#sim/attackers.ts'

test('every kind says what it is', () => {
  expect(Object.keys(attackKinds).sort()).toEqual(['expiredHop', 'forgedMac', 'inject', 'leakedKey', 'replay', 'rewrite', 'splice'])
  for (const text of Object.values(attackKinds)) expect(text.length).toBeGreaterThan(20)
})
