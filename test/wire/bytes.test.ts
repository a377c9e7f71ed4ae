import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bytesEqual,
  concatBytes,
  fromHex,
  getU16,
  getU32,
  getU48,
  getU64,
  isMalformed,
  malformed,
  need,
  setU16,
  setU32,
  setU48,
  setU64,
  toHex,
} from '#wire/bytes.ts'
import { anyBytes, u16, u32, u48, u64 } from './arbitrary.ts'

test('integers are big-endian', () => {
  const b = fromHex('0102030405060708ff')!
  expect([getU16(b, 1), getU32(b, 1), getU48(b, 1), getU64(b, 1)]).toEqual([0x0203, 0x02030405, 0x020304050607, 0x02030405060708ffn])
  expect(getU32(fromHex('ffffffff')!, 0)).toBe(0xffff_ffff)
})

test('what is written is read back, beside it nothing changes', () => {
  fc.assert(
    fc.property(u16, u32, u48, u64, (a, b, c, d) => {
      const bytes = new Uint8Array(22).fill(0xee)
      setU16(bytes, 1, a)
      setU32(bytes, 3, b)
      setU48(bytes, 7, c)
      setU64(bytes, 13, d)
      expect([getU16(bytes, 1), getU32(bytes, 3), getU48(bytes, 7), getU64(bytes, 13)]).toEqual([a, b, c, d])
      expect([bytes[0], bytes[21]]).toEqual([0xee, 0xee])
    }),
  )
})

test('need says what is short by how much', () => {
  expect(need(new Uint8Array(4), 0, 4, 'x')).toBeUndefined()
  expect(need(new Uint8Array(4), 2, 4, 'x')).toEqual(malformed('x needs 4 bytes, 2 left', 2))
  expect(need(new Uint8Array(4), 9, 1, 'x')).toEqual(malformed('x needs 1 bytes, 0 left', 9))
  expect([isMalformed(malformed('', 0)), isMalformed({}), isMalformed(null), isMalformed(1)]).toEqual([true, false, false, false])
})

test('hex there and back; what is not hex is refused', () => {
  fc.assert(
    fc.property(anyBytes(), b => {
      expect(fromHex(toHex(b))).toEqual(b)
    }),
  )
  expect(fromHex(' 0A\n0b ')).toEqual(Uint8Array.of(10, 11))
  expect(['0', '0g', '0x00'].map(fromHex)).toEqual([undefined, undefined, undefined])
})

test('equality and concatenation go byte by byte', () => {
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false)
  expect(bytesEqual(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false)
  expect(concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
})
