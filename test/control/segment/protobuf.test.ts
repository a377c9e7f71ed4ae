import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesKey, encodeFields, merged, readFields, readIsdAs, varintKey, writeIsdAs, writeVarint } from '#control/segment/protobuf.ts'
import { isMalformed, toHex } from '#wire/bytes.ts'
import { makeIsdAs } from '#wire/isdas.ts'

test('any bytes are read or malformed, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), b => {
      const result = readFields(b, (key, r) => {
        if (key === varintKey(1)) r.uint64()
        else if (key === bytesKey(2)) r.bytes()
        else return false
        return true
      })
      expect(result === undefined || isMalformed(result)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('unknown fields and known fields of another type are skipped', () => {
  const w = new BinaryWriter().tag(9, 5).fixed32(1).tag(1, 0).uint32(7).tag(1, 2).bytes(new Uint8Array(2)).tag(8, 1).fixed64(1)
  const seen: number[] = []
  expect(readFields(w.finish(), (key, r) => key === varintKey(1) && seen.push(r.uint32()) > 0)).toBeUndefined()
  expect(seen).toEqual([7])
})

test('a field cut short is malformed', () => {
  expect(readFields(Uint8Array.of(0x0a, 5, 1), () => false)).toMatchObject({ malformed: 'not protobuf' })
  expect(readFields(Uint8Array.of(0x0a), () => false)).toMatchObject({ malformed: 'not protobuf' })
})

test('zero is left out', () => {
  const w = new BinaryWriter()
  writeVarint(w, 1, 0)
  writeIsdAs(w, 2, '0-0')
  expect(w.finish().length).toBe(0)
  writeVarint(w, 1, 300)
  expect(toHex(w.finish())).toBe('08ac02')
})

test('ISD-AS numbers go there and back as 64 bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 1, max: 0xffff_ffff_ffff }), (isd, as) => {
      const w = new BinaryWriter()
      writeIsdAs(w, 1, makeIsdAs(isd, as))
      const r = new BinaryReader(w.finish())
      r.tag()
      expect(readIsdAs(r)).toBe(makeIsdAs(isd, as))
    }),
  )
})

test('nested fields as the library writes them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 0, max: 20_000 }))), fields => {
      const contents = fields.map(([field, length]) => [field, new Uint8Array(length).fill(field)] as const)
      const w = new BinaryWriter()
      for (const [field, content] of contents) w.tag(field, 2).bytes(content)
      expect(Buffer.from(encodeFields(contents)).equals(w.finish())).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('an embedded message in any number of pieces is put together in one go', () => {
  expect(merged([])).toEqual(new Uint8Array(0))
  expect(merged([Uint8Array.of(1), Uint8Array.of(2, 3)])).toEqual(Uint8Array.of(1, 2, 3))
  expect(merged(Array(300_000).fill(Uint8Array.of(7))).length).toBe(300_000)
})
