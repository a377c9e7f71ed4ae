import { sha256 } from '@noble/hashes/sha2.js'
import { expect, test } from 'vitest'
import { createExtender, extend, originate } from '#control/beacon/extend.ts'
import { decodeSegment } from '#control/segment/codec.ts'
import { prefixes, type Segment } from '#control/segment/segment.ts'
import { encodeHeader, encodeHeaderAndBody, encodeKeyId, encodeSigned, type VerificationKeyId } from '#control/segment/signed.ts'
import {
  associatedData,
  createMemo,
  type FindKeys,
  lengthOf,
  type Validity,
  type VerificationKey,
  verifySegment,
} from '#control/segment/verify.ts'
import { modelledSigner, type Signer } from '#control/trust/signer.ts'
import { type Bytes, bytesEqual, concatBytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { keyOf } from '../network.ts'
import { ases, segmentAlong } from '../segments.ts'

const timestamp = 1_700_000_000
/** Of the AS whose name is the key: a signature is a hash anybody can make. */
const toySignature = (isdAs: IsdAs, message: Bytes): Bytes => sha256(concatBytes(keyOf(isdAs), message))

interface Lies {
  readonly keyId?: Partial<VerificationKeyId>
  readonly algorithm?: number
  readonly more?: number
}

const toySigner = (isdAs: IsdAs, lies: Lies = {}): Signer => ({
  ...modelledSigner,
  keyFor: () => ({ notAfterS: Infinity, sign: (body, associated) => toySign(isdAs, lies, body, associated()) }),
})

function toySign(isdAs: IsdAs, lies: Lies, body: Bytes, parts: readonly Bytes[]): Bytes {
  const keyId = encodeKeyId({ isdAs, subjectKeyId: Uint8Array.of(1, 2), trcBase: 1, trcSerial: 3, ...lies.keyId })
  const header = {
    algorithm: lies.algorithm ?? 1,
    keyId,
    signedNs: 5n,
    metadata: new Uint8Array(0),
    associatedLength: lengthOf(parts) + (lies.more ?? 0),
  }
  const headerAndBody = encodeHeaderAndBody(encodeHeader(header), body)
  return encodeSigned({ headerAndBody, signature: toySignature(isdAs, concatBytes(headerAndBody, ...parts)) })
}

/** Along 1-1, 1-11, 1-111; the second AS may lie. */
function signedSegment(lies: Lies = {}, segId = 0x77): Segment {
  const x = (isdAs: IsdAs, l: Lies = {}) => createExtender(ases.get(isdAs)!, keyOf(isdAs), toySigner(isdAs, l), { expTime: 10 })
  const first = originate(x('1-1'), { timestamp, segId }, 3)!
  const second = extend(x('1-11', lies), first, 101, 2, timestamp)!
  return extend(x('1-111'), second, 101, 0, timestamp)!
}

let verified = 0
const toyKey = (isdAs: IsdAs): VerificationKey => ({
  id: isdAs,
  verify(digest, message, signature) {
    verified++
    return digest === 'SHA-256' && bytesEqual(signature, toySignature(isdAs, message))
  },
})
const findAll: FindKeys = id => [toyKey(id.isdAs)]
const verdictOf = (s: Segment, find: FindKeys = findAll): string => {
  const verdict = verifySegment(s, find)
  return verdict.kind === 'holds'
    ? 'holds'
    : verdict.kind === 'fails'
      ? `${verdict.isdAs} ${verdict.reason}`
      : `${verdict.isdAs} ${verdict.missing.kind}`
}

test('every entry is verified with the key it names, valid as long as its hop field', () => {
  const asked: [VerificationKeyId, Validity][] = []
  const verdict = verifySegment(signedSegment(), (id, validity) => {
    asked.push([id, validity])
    return [toyKey('1-12'), toyKey(id.isdAs)]
  })
  expect(verdict).toEqual({ kind: 'holds' })
  expect(asked.map(([id]) => id.isdAs)).toEqual(['1-1', '1-11', '1-111'])
  expect(asked[0]).toEqual([
    { isdAs: '1-1', subjectKeyId: Uint8Array.of(1, 2), trcBase: 1, trcSerial: 3 },
    { notBeforeS: timestamp, notAfterS: timestamp + 11 * 337.5 },
  ])
})

test('signed along are segment_info, then header_and_body and signature of every entry before', () => {
  const [first, second, third] = prefixes(signedSegment())
  expect(associatedData(third!.root, undefined)).toEqual([third!.root.bytes])
  const parts = [first!, second!].flatMap(({ signed }) => [signed.headerAndBody, signed.signature])
  expect(associatedData(third!.root, second)).toEqual([third!.root.bytes, ...parts])
  expect(parts.map(p => p.length > 30)).toEqual([true, true, true, true])
})

test('a verifier with a memo of its own takes nothing over from others, and verifies once', () => {
  const [, second, third] = prefixes(signedSegment({}, 0x79))
  const memo = createMemo()
  const count = (s: Segment): number => {
    const before = verified
    expect(verifySegment(s, findAll, memo)).toEqual({ kind: 'holds' })
    return verified - before
  }
  expect(verdictOf(third!)).toBe('holds')
  expect([count(second!), count(third!), count(third!)]).toEqual([2, 1, 0])
  const foreign: FindKeys = () => [{ ...toyKey('1-12'), id: 'another' }]
  expect(verifySegment(third!, foreign, memo).kind).toBe('fails')
  expect(count(second!)).toBe(1)
})

test('what was verified before costs nothing, what grew from it one signature', () => {
  const whole = signedSegment({}, 0x78)
  const count = (s: Segment): number => {
    const before = verified
    expect(verdictOf(s)).toBe('holds')
    return verified - before
  }
  const [first, second, third] = prefixes(whole)
  expect([count(second!), count(third!), count(third!), count(first!)]).toEqual([2, 1, 0, 0])
  const read = decodeSegment(whole.bytes)
  expect(isMalformed(read) ? read : count(read)).toBe(0)
  // Another key is another question.
  expect(verdictOf(whole, id => [{ ...toyKey(id.isdAs), id: 'other' }])).toBe('holds')
})

test('what the keys say decides, not what was remembered', () => {
  const whole = signedSegment()
  expect(verdictOf(whole)).toBe('holds')
  expect(verdictOf(whole, () => [])).toBe('1-1 no key with this id is trusted')
  expect(verdictOf(whole, () => 'the TRC has expired')).toBe('1-1 the TRC has expired')
  const missing = { kind: 'trc', isd: 1, base: 1, serial: 3 } as const
  expect(verdictOf(whole, id => (id.isdAs === '1-11' ? missing : findAll(id, { notBeforeS: 0, notAfterS: 0 })))).toBe('1-11 trc')
})

test('lies of an AS are named, whatever it signs', () => {
  expect(verdictOf(signedSegment({ more: 1 }))).toMatch(/^1-11 \d+ bytes are said/)
  expect(verdictOf(signedSegment({ algorithm: 0 }))).toBe('1-11 unknown signature algorithm 0')
  expect(verdictOf(signedSegment({ algorithm: 3 }))).toBe('1-11 the signature does not fit the key')
  expect(verdictOf(signedSegment({ keyId: { isdAs: '1-1' } }))).toBe('1-11 the key is of 1-1')
  expect(verdictOf(signedSegment({ keyId: { subjectKeyId: new Uint8Array(0) } }))).toBe('1-11 no key is named')
  expect(verdictOf(segmentAlong(['1-1', '1-11']))).toBe('1-1 no key is named')
})

test('no byte of a signed segment can be changed', () => {
  const { bytes } = signedSegment()
  for (let i = 0; i < bytes.length; i++) {
    const read = decodeSegment(bytes.map((b, j) => (i === j ? b ^ 4 : b)))
    if (!isMalformed(read)) expect(verdictOf(read), `byte ${i}`).not.toBe('holds')
  }
})
