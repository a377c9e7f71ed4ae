import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { integer, sequence } from '#crypto/der-write.ts'
import {
  type Curve,
  type Digest,
  digestOf,
  fieldLength,
  hash,
  keyFromSeed,
  privateKey,
  publicKey,
  publicKeyOf,
  softwareEcdsa,
  subjectKeyIdOf,
} from '#crypto/ecdsa.ts'
import { type Bytes, concatBytes, fromHex, toHex } from '#wire/bytes.ts'

const curves: readonly Curve[] = ['P-256', 'P-384', 'P-521']
const digests: readonly Digest[] = ['SHA-256', 'SHA-384', 'SHA-512']
const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
const number = (hex: string): bigint => BigInt(`0x${hex}`)

describe('RFC 6979 A.2', () => {
  const p256 = privateKey('P-256', fromHex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721')!)!
  const p521 = privateKey(
    'P-521',
    fromHex(
      '00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538',
    )!,
  )!

  test('P-256, SHA-256 and SHA-512', () => {
    expect(toHex(softwareEcdsa.sign(p256, 'SHA-256', utf8('sample')))).toBe(
      toHex(
        sequence(
          integer(number('EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716')),
          integer(number('F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8')),
        ),
      ),
    )
    expect(toHex(softwareEcdsa.sign(p256, 'SHA-512', utf8('sample')))).toBe(
      toHex(
        sequence(
          integer(number('8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00')),
          integer(number('2362AB1ADBE2B8ADF9CB9EDAB740EA6049C028114F2460F96554F61FAE3302FE')),
        ),
      ),
    )
  })

  test('P-521, SHA-256: a digest shorter than the order', () => {
    expect(toHex(softwareEcdsa.sign(p521, 'SHA-256', utf8('sample')))).toBe(
      toHex(
        sequence(
          integer(
            number(
              '01511BB4D675114FE266FC4372B87682BAECC01D3CC62CF2303C92B3526012659D16876E25C7C1E57648F23B73564D67F61C6F14D527D54972810421E7D87589E1A7',
            ),
          ),
          integer(
            number(
              '004A171143A83163D6DF460AAF61522695F207A58B95C0644D87E52AA1A347916E4F7A72930B1BC06DBE22CE3F58264AFD23704CBB63B29B931F7DE6C9D949A7ECFC',
            ),
          ),
        ),
      ),
    )
  })
})

const key = keyFromSeed('P-256', utf8('key'))
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** r and s of a P-256 signature. */
const numbersOf = (signature: Bytes): [bigint, bigint] => {
  const at = 4 + signature[3]!
  return [number(toHex(signature.subarray(4, at))), number(toHex(signature.subarray(at + 2)))]
}

test('any digest with any curve; another key, message or digest does not verify', () => {
  for (const curve of curves)
    for (const digest of digests) {
      const [own, other] = [keyFromSeed(curve, utf8('a')), keyFromSeed(curve, utf8('b'))]
      const signature = softwareEcdsa.sign(own, digest, utf8('text'))
      expect(softwareEcdsa.verify(publicKeyOf(own), digest, utf8('text'), signature)).toBe(true)
      expect(softwareEcdsa.verify(publicKeyOf(other), digest, utf8('text'), signature)).toBe(false)
      expect(softwareEcdsa.verify(publicKeyOf(own), digest, utf8('texT'), signature)).toBe(false)
      expect(softwareEcdsa.verify(publicKeyOf(own), digests.find(d => d !== digest)!, utf8('text'), signature)).toBe(false)
    }
})

test('both values of s verify', () => {
  const [r, s] = numbersOf(softwareEcdsa.sign(key, 'SHA-256', utf8('text')))
  const verify = (...n: readonly bigint[]) => softwareEcdsa.verify(publicKeyOf(key), 'SHA-256', utf8('text'), sequence(...n.map(integer)))
  expect(verify(r, s)).toBe(true)
  expect(verify(r, order - s)).toBe(true)
  for (const pair of [
    [0n, s],
    [r, 0n],
    [r + order, s],
    [r, s + order],
    [-r, s],
    [r, order],
  ] as const)
    expect(verify(...pair)).toBe(false)
})

test('only strict DER', () => {
  const [r, s] = numbersOf(softwareEcdsa.sign(key, 'SHA-256', utf8('text')))
  const [a, b] = [integer(r), integer(s)]
  const forms = [
    concatBytes(sequence(a, b), Uint8Array.of(0)),
    sequence(a, b, Uint8Array.of(5, 0)),
    concatBytes(Uint8Array.of(0x30, 0x81, a.length + b.length), a, b),
    concatBytes(Uint8Array.of(0x30, 0x80), a, b, Uint8Array.of(0, 0)),
    sequence(concatBytes(Uint8Array.of(2, a.length - 1, 0), a.subarray(2)), b),
    concatBytes(a, b),
    sequence(a),
    new Uint8Array(0),
  ]
  expect(softwareEcdsa.verify(publicKeyOf(key), 'SHA-256', utf8('text'), sequence(a, b))).toBe(true)
  for (const form of forms) expect(softwareEcdsa.verify(publicKeyOf(key), 'SHA-256', utf8('text'), form), toHex(form)).toBe(false)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 90 }), form => !softwareEcdsa.verify(publicKeyOf(key), 'SHA-256', utf8('text'), form)))
})

test('a seed is a key; seeds and curves differ in theirs', () => {
  const scalars = curves.flatMap(curve => ['a', 'b'].map(seed => keyFromSeed(curve, utf8(seed))))
  expect(new Set(scalars.map(k => toHex(k.scalar))).size).toBe(6)
  expect(scalars.map(k => k.scalar.length)).toEqual(scalars.map(k => fieldLength[k.curve]))
  expect(toHex(key.scalar)).toBe(toHex(keyFromSeed('P-256', utf8('key')).scalar))
})

test('only points of the curve are public keys, only 1 to order - 1 private ones', () => {
  const { point } = publicKeyOf(key)
  expect(publicKey('P-256', point)).toEqual({ curve: 'P-256', point })
  for (const [i, bit] of [
    [0, 1],
    [1, 1],
    [40, 128],
  ] as const) {
    const changed = point.slice()
    changed[i]! ^= bit
    expect(publicKey('P-256', changed)).toBeUndefined()
  }
  expect(publicKey('P-384', point)).toBeUndefined()
  expect(publicKey('P-256', new Uint8Array(65))).toBeUndefined()
  expect(publicKey('P-256', new Uint8Array(1))).toBeUndefined()
  expect(privateKey('P-256', new Uint8Array(32))).toBeUndefined()
  expect(privateKey('P-256', fromHex(order.toString(16))!)).toBeUndefined()
  expect(privateKey('P-256', fromHex((order - 1n).toString(16))!)).toBeDefined()
})

test('the digest that goes with a curve, and key identifiers', () => {
  expect(curves.map(c => hash(digestOf[c], utf8('')).length)).toEqual([32, 48, 64])
  expect(subjectKeyIdOf(publicKeyOf(key)).length).toBe(20)
})
