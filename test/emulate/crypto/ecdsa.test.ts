import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Curve, type Digest, keyFromSeed, publicKeyOf, softwareEcdsa } from '#crypto/ecdsa.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'

const curve = fc.constantFrom<Curve>('P-256', 'P-384', 'P-521')
const digest = fc.constantFrom<Digest>('SHA-256', 'SHA-384', 'SHA-512')
const bytes = fc.uint8Array({ minLength: 1, maxLength: 50 })

test('signatures of either implementation verify with the other', () => {
  const property = fc.property(curve, digest, bytes, bytes, (c, d, seed, message) => {
    const key = keyFromSeed(c, seed)
    const open = publicKeyOf(key)
    expect(softwareEcdsa.verify(open, d, message, platformEcdsa.sign(key, d, message))).toBe(true)
    expect(platformEcdsa.verify(open, d, message, softwareEcdsa.sign(key, d, message))).toBe(true)
  })
  fc.assert(property, { numRuns: 30 })
})

test('both judge a changed signature alike', () => {
  const key = keyFromSeed('P-256', Uint8Array.of(1))
  const open = publicKeyOf(key)
  const message = Uint8Array.of(1, 2, 3)
  const signature = softwareEcdsa.sign(key, 'SHA-256', message)
  for (let i = 0; i < signature.length; i++)
    for (const bit of [1, 0x80]) {
      const changed = signature.slice()
      changed[i]! ^= bit
      const verdict = softwareEcdsa.verify(open, 'SHA-256', message, changed)
      expect(platformEcdsa.verify(open, 'SHA-256', message, changed)).toBe(verdict)
      expect(verdict).toBe(false)
    }
  for (const form of [signature.subarray(0, 50), Uint8Array.of(...signature, 0), new Uint8Array(0)])
    expect(platformEcdsa.verify(open, 'SHA-256', message, form)).toBe(false)
})

test('keys are told apart', () => {
  const [a, b] = [keyFromSeed('P-384', Uint8Array.of(1)), keyFromSeed('P-384', Uint8Array.of(2))]
  const signature = platformEcdsa.sign(a, 'SHA-384', Uint8Array.of(1))
  expect([a, b, a].map(key => platformEcdsa.verify(publicKeyOf(key), 'SHA-384', Uint8Array.of(1), signature))).toEqual([true, false, true])
})
