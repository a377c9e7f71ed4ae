import { createDecipheriv, createECDH, ECDH, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ephemeralKey, pointLength, seal, unseal } from '#crypto/seal.ts'
import { concatBytes, toHex } from '#wire/bytes.ts'

const secret = new Uint8Array(16).fill(7)
const asker = ephemeralKey(secret, Uint8Array.of(1))
const answerer = ephemeralKey(secret, Uint8Array.of(2))
const text = new TextEncoder().encode('a key of level 1')

test('OpenSSL opens what we seal', () => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(asker.scalar)
  const shared = ecdh.computeSecret(answerer.point)
  const info = concatBytes(new TextEncoder().encode('hopproof seal'), asker.point, answerer.point)
  const derived = Buffer.from(hkdfSync('sha256', shared, new Uint8Array(0), info, 28))
  const sealed = seal(answerer, asker.point, text)!
  const cipher = createDecipheriv('aes-128-gcm', derived.subarray(0, 16), derived.subarray(16)).setAuthTag(sealed.subarray(-16))
  expect(Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString()).toBe('a key of level 1')
  expect(toHex(asker.point)).toBe(ECDH.convertKey(ecdh.getPublicKey(), 'prime256v1', undefined, 'hex', 'compressed'))
  expect(asker.point.length).toBe(pointLength)
})

test('only who asked can read it, whole, and from whom he asked', () => {
  const sealed = seal(answerer, asker.point, text)!
  expect(unseal(asker, answerer.point, sealed)).toEqual(text)
  const stranger = ephemeralKey(secret, Uint8Array.of(3))
  expect(unseal(stranger, answerer.point, sealed)).toBeUndefined()
  expect(unseal(asker, stranger.point, sealed)).toBeUndefined()
  for (let bit = 0; bit < 8 * sealed.length; bit++) {
    const flipped = sealed.slice()
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    expect(unseal(asker, answerer.point, flipped)).toBeUndefined()
  }
})

test('the same use gives the same key, another use or secret another', () => {
  expect(ephemeralKey(secret, Uint8Array.of(1))).toEqual(asker)
  expect(toHex(answerer.point)).not.toBe(toHex(asker.point))
  expect(toHex(ephemeralKey(new Uint8Array(16), Uint8Array.of(1)).point)).not.toBe(toHex(asker.point))
})

test('what is no point, or no sealed text, is refused and never thrown', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 32 }), junk => {
    expect(unseal(asker, junk, seal(answerer, asker.point, text)!)).toBeUndefined()
    expect(unseal(asker, answerer.point, junk)).toBeUndefined()
    expect(seal(answerer, junk, text)).toBeUndefined()
  })
  fc.assert(property)
})
