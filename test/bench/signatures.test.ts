import { expect, test } from 'vitest'
import { measureSigned, type SignedCase } from '#bench/signatures.ts'

test('each AS verifies more for itself than all of them together, and not more than what it receives', () => {
  const figuresOf = (shareVerdicts: boolean) => {
    const ofCase: SignedCase = { ases: 10, signer: 'real', shareVerdicts }
    return measureSigned(ofCase).map(f => f.value)
  }
  const [shared, each] = [true, false].map(figuresOf)
  expect(shared!.slice(0, 2).every(ms => ms > 0)).toBe(true)
  expect(shared![2]).toBe(each![2])
  expect(each![3]).toBeGreaterThan(shared![3]!)
})
