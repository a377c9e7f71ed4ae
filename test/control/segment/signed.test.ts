import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeEntry } from '#control/segment/entry.ts'
import {
  decodeHeader,
  decodeKeyId,
  decodeSigned,
  encodeHeader,
  encodeHeaderAndBody,
  encodeKeyId,
  encodeSigned,
  type SignedHeader,
} from '#control/segment/signed.ts'
import { isMalformed, toHex } from '#wire/bytes.ts'

const some = fc.uint8Array({ maxLength: 20 })

test('messages there and back', () => {
  fc.assert(
    fc.property(some, some, (headerAndBody, signature) => {
      expect(decodeSigned(encodeEntry(encodeSigned({ headerAndBody, signature })))).toEqual({ headerAndBody, signature })
    }),
  )
})

test('headers there and back', () => {
  const headers: fc.Arbitrary<SignedHeader> = fc.record({
    algorithm: fc.nat(9),
    keyId: some,
    signedNs: fc.option(fc.bigInt({ min: 0n, max: 2n ** 62n }), { nil: undefined }),
    metadata: some,
    associatedLength: fc.nat(0x7fff_ffff),
  })
  fc.assert(fc.property(headers, h => void expect(decodeHeader(encodeHeader(h))).toEqual(h)))
})

test('key ids there and back', () => {
  const ids = fc.record({
    isdAs: fc.constant('1-ff00:0:110' as const),
    subjectKeyId: some,
    trcBase: fc.maxSafeNat(),
    trcSerial: fc.maxSafeNat(),
  })
  fc.assert(fc.property(ids, id => void expect(decodeKeyId(encodeKeyId(id))).toEqual(id)))
  expect(decodeKeyId(new Uint8Array(0))).toEqual({ isdAs: '0-0', subjectKeyId: new Uint8Array(0), trcBase: 0, trcSerial: 0 })
  expect(isMalformed(decodeKeyId(Uint8Array.of(0x18, ...new Array(9).fill(0xff), 1)))).toBe(true)
})

test('fixed bytes', () => {
  const keyId = encodeKeyId({ isdAs: '1-ff00:0:110', subjectKeyId: Uint8Array.of(0xaa), trcBase: 1, trcSerial: 2 })
  expect(toHex(keyId)).toBe('089082808080e07f' + '1201aa' + '1801' + '2002')
  const header = encodeHeader({
    algorithm: 1,
    keyId: Uint8Array.of(9),
    signedNs: 3_000_000_007n,
    metadata: new Uint8Array(0),
    associatedLength: 300,
  })
  expect(toHex(header)).toBe('0801' + '120109' + '1a0408031007' + '28ac02')
  expect(toHex(encodeHeaderAndBody(header.subarray(0, 2), Uint8Array.of(5)))).toBe('0a020801120105')
})

test('any bytes are read or malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), b => {
      decodeHeader(b)
      decodeKeyId(b)
    }),
    { numRuns: 1000 },
  )
})
