import { expect, test } from 'vitest'
import { type DerReader, decodeDer } from '#crypto/der.ts'
import { bitString, oid, sequence } from '#crypto/der-write.ts'
import { type Curve, type Digest, keyFromSeed, publicKeyOf } from '#crypto/ecdsa.ts'
import {
  digestAlgorithm,
  digestNamed,
  ecdsaDigestNamed,
  publicKeyInfo,
  readAlgorithm,
  readPublicKeyInfo,
  signatureAlgorithm,
} from '#crypto/key-info.ts'
import { oids } from '#crypto/oid.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'

const decode = <T>(bytes: Bytes, read: (r: DerReader) => T) => decodeDer(bytes, 1000, read)

test('a public key reads back as itself', () => {
  for (const curve of ['P-256', 'P-384', 'P-521'] as const satisfies readonly Curve[]) {
    const key = publicKeyOf(keyFromSeed(curve, Uint8Array.of(1)))
    expect(decode(publicKeyInfo(key), readPublicKeyInfo)).toEqual(key)
  }
})

test('other kinds of keys are read past, unknown curves and points off the curve are refused', () => {
  const info = (...algorithm: readonly string[]) => sequence(sequence(...algorithm.map(oid)), bitString(new Uint8Array(65).fill(4)))
  expect(decode(info(oids.rsaEncryption), readPublicKeyInfo)).toBeUndefined()
  expect(decode(info(oids.ecPublicKey, oids.p224), readPublicKeyInfo)).toBeUndefined()
  expect(isMalformed(decode(info(oids.ecPublicKey, '1.3.132.0.10'), readPublicKeyInfo))).toBe(true)
  expect(isMalformed(decode(info(oids.ecPublicKey, oids.p256), readPublicKeyInfo))).toBe(true)
})

test('digests and signature algorithms by their names', () => {
  for (const digest of ['SHA-256', 'SHA-384', 'SHA-512'] as const satisfies readonly Digest[]) {
    expect(digestNamed(decode(digestAlgorithm(digest), r => readAlgorithm(r, 'digest')) as string)).toBe(digest)
    expect(ecdsaDigestNamed(decode(signatureAlgorithm(digest), r => readAlgorithm(r, 'signature')) as string)).toBe(digest)
  }
  expect(digestNamed(oids.ecdsaWithSha256)).toBeUndefined()
  expect(ecdsaDigestNamed('1.2.840.10045.4.1')).toBeUndefined()
})
