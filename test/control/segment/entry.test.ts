import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { expect, test } from 'vitest'
import { decodeEntry, encodeBody, encodeEntry, maxEntryLength } from '#control/segment/entry.ts'
import type { AsEntry } from '#control/segment/segment.ts'
import { encodeHeaderAndBody, encodeSigned } from '#control/segment/signed.ts'
import { type Bytes, concatBytes, isMalformed, toHex } from '#wire/bytes.ts'
import { segmentAlong } from '../segments.ts'

const plain = segmentAlong(['1-1', '1-11', '1-111']).entries[2]!
const none = new Uint8Array(0)
const signedOf = (body: Bytes, header = none): Bytes =>
  encodeSigned({ headerAndBody: encodeHeaderAndBody(header, body), signature: Uint8Array.of(5) })

test('extensions and authenticators are part of the value', () => {
  const epic = { hop: new Uint8Array(10).fill(1), peers: [new Uint8Array(10).fill(2)] }
  const entry: AsEntry = { ...plain, extensions: { hidden: true, epicDigest: new Uint8Array(16) }, epic }
  const element = encodeEntry(signedOf(encodeBody(entry)), epic)
  expect(decodeEntry(element)).toEqual({ entry, element })
})

test('written again as the reference does: what is signed verbatim, of the rest what it knows', () => {
  const signed = concatBytes(signedOf(encodeBody(plain)), Uint8Array.of(0x78, 1))
  const clean = encodeEntry(signed)
  expect(decodeEntry(concatBytes(clean, Uint8Array.of(0x48, 1)))).toEqual({ entry: plain, element: clean })
  expect(decodeEntry(concatBytes(clean, Uint8Array.of(0x12, 0)))).toEqual({ entry: plain, element: clean })
  const long = decodeEntry(concatBytes(clean, Uint8Array.of(0x12, 17, 0xc2, 0x3e, 14, 0x0a, 12, ...new Uint8Array(12).fill(1))))
  expect(isMalformed(long) ? long : toHex(long.element)).toBe(toHex(encodeEntry(signed, { hop: new Uint8Array(10).fill(1), peers: [] })))
})

test('messages in pieces are one', () => {
  const body = encodeBody(plain)
  const [a, b] = [signedOf(body), Uint8Array.of(0x12, 1, 6)]
  const both = decodeEntry(concatBytes(encodeEntry(a), encodeEntry(b)))
  expect(isMalformed(both) ? both : toHex(both.element)).toBe(toHex(encodeEntry(concatBytes(a, b))))
  expect(isMalformed(both) ? both : both.entry).toEqual(plain)
})

test('what is around the body must be protobuf too', () => {
  expect(isMalformed(decodeEntry(encodeEntry(signedOf(encodeBody(plain), Uint8Array.of(0x0a, 9)))))).toBe(true)
  expect(isMalformed(decodeEntry(encodeEntry(Uint8Array.of(0x0a, 9))))).toBe(true)
  expect(isMalformed(decodeEntry(Uint8Array.of(0x12, 2, 0xc2, 0x3e)))).toBe(true)
  expect(isMalformed(decodeEntry(none))).toBe(true)
})

test('an entry has a greatest length', () => {
  const noted = (length: number) => decodeEntry(encodeEntry(concatBytes(signedOf(encodeBody(plain)), unknownField(length))))
  expect(isMalformed(noted(maxEntryLength - 200))).toBe(false)
  expect(noted(maxEntryLength)).toMatchObject({ malformed: expect.stringContaining('an AS entry of') })
})

const unknownField = (length: number): Bytes => new BinaryWriter().tag(15, WireType.LengthDelimited).bytes(new Uint8Array(length)).finish()
