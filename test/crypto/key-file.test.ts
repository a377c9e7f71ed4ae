import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { explicit, integer, octetString, oid, sequence } from '#crypto/der-write.ts'
import { type Curve, keyFromSeed, publicKeyOf } from '#crypto/ecdsa.ts'
import { formatPrivateKey, formatPublicKey, keysMatch, parsePrivateKey, parsePublicKey } from '#crypto/key-file.ts'
import { oids } from '#crypto/oid.ts'
import { formatPem } from '#crypto/pem.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'

describe.each(['P-256', 'P-384', 'P-521'] as const satisfies readonly Curve[])('%s', namedCurve => {
  const key = keyFromSeed(namedCurve, Uint8Array.of(1))

  test('key files read back as the keys', () => {
    expect(parsePrivateKey(formatPrivateKey(key))).toEqual(key)
    expect(parsePublicKey(formatPublicKey(publicKeyOf(key)))).toEqual(publicKeyOf(key))
  })

  test('OpenSSL reads ours, and we read its PKCS#8, SEC1 and public keys', () => {
    expect(createPublicKey(createPrivateKey(formatPrivateKey(key))).export({ type: 'spki', format: 'pem' })).toBe(
      formatPublicKey(publicKeyOf(key)),
    )
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const [pkcs8, sec1] = (['pkcs8', 'sec1'] as const).map(type => parsePrivateKey(privateKey.export({ type, format: 'pem' }) as string))
    expect(pkcs8).toEqual(sec1)
    const read = parsePublicKey(publicKey.export({ type: 'spki', format: 'pem' }) as string)
    if (isMalformed(pkcs8) || isMalformed(read)) throw new Error('not read')
    expect(keysMatch(pkcs8!, read)).toBe(true)
    expect(keysMatch(key, read)).toBe(false)
  })
})

const sec1 = (scalar: Uint8Array, ...parameters: readonly Bytes[]): string =>
  formatPem({ label: 'EC PRIVATE KEY', der: sequence(integer(1n), octetString(scalar), ...parameters) })
const p256 = explicit(0, oid(oids.p256))

test('leading zeros of a scalar may be missing, the curve may not', () => {
  const seven = new Uint8Array(32)
  seven[31] = 7
  expect(parsePrivateKey(sec1(Uint8Array.of(7), p256))).toEqual({ curve: 'P-256', scalar: seven })
  expect(parsePrivateKey(sec1(seven))).toMatchObject({ malformed: expect.stringContaining('without its curve') })
  for (const scalar of [new Uint8Array(33), new Uint8Array(32), new Uint8Array(32).fill(0xff)])
    expect(parsePrivateKey(sec1(scalar, p256))).toMatchObject({ malformed: expect.stringContaining('no scalar') })
})

test('what is wrong with the PEM is said', () => {
  for (const parse of [parsePrivateKey, parsePublicKey])
    expect(parse('-----BEGIN PRIVATE KEY-----\n')).toMatchObject({ malformed: expect.stringContaining('without its end') })
})

test('other keys and files are refused', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const text = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  for (const pem of [
    '',
    'x',
    text,
    formatPublicKey(publicKeyOf(keyFromSeed('P-256', Uint8Array.of(1)))),
    formatPem({ label: 'PRIVATE KEY', der: Uint8Array.of(1) }),
  ])
    expect(isMalformed(parsePrivateKey(pem))).toBe(true)
  for (const pem of ['', text, rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string])
    expect(isMalformed(parsePublicKey(pem))).toBe(true)
})
