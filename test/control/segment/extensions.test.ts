import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeExtensions, type Extensions, encodeExtensions } from '#control/segment/extensions.ts'
import { noStaticInfo } from '#control/segment/static-info.ts'
import { concatBytes, isMalformed, toHex } from '#wire/bytes.ts'

const addresses = fc.array(
  fc.tuple(fc.nat(255), fc.nat(0xffff)).map(([n, port]) => `10.0.0.${n}:${port}`),
  { maxLength: 3 },
)
const extensions: fc.Arbitrary<Extensions> = fc.record(
  {
    staticInfo: fc.string().map(note => ({ ...noStaticInfo, note })),
    hidden: fc.constant(true as const),
    discovery: fc.record({ controlServices: addresses, discoveryServices: addresses }),
    epicDigest: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  },
  { requiredKeys: [] },
)

test('there and back', () => {
  fc.assert(fc.property(extensions, e => void expect(decodeExtensions(encodeExtensions(e))).toEqual(e)))
})

test('fixed bytes', () => {
  const all: Extensions = {
    staticInfo: { ...noStaticInfo, note: 'N' },
    hidden: true,
    discovery: { controlServices: ['1.2.3.4:5'], discoveryServices: ['[fd00::1]:2'] },
    epicDigest: new Uint8Array(16).fill(7),
  }
  const text = (s: string): string => toHex(new TextEncoder().encode(s))
  expect(toHex(encodeExtensions(all))).toBe(
    ['0a0332014e', '12020801', `1a18${'1209'}${text('1.2.3.4:5')}1a0b${text('[fd00::1]:2')}`, `c23e15c23e120a10${'07'.repeat(16)}`].join(
      '',
    ),
  )
  expect(encodeExtensions({}).length).toBe(0)
})

test('digests are cut and filled up to 16 bytes; none for EPIC is none', () => {
  const digest = (...b: number[]) => decodeExtensions(Uint8Array.of(0xc2, 0x3e, b.length, ...b))
  expect(digest()).toEqual({})
  expect(digest(0xc2, 0x3e, 0)).toEqual({ epicDigest: new Uint8Array(16) })
  expect(digest(0xc2, 0x3e, 3, 0x0a, 1, 9)).toEqual({ epicDigest: Uint8Array.of(9, ...new Uint8Array(15)) })
  expect(digest(0xc2, 0x3e, 22, 0x0a, 20, ...new Uint8Array(20).fill(3))).toEqual({ epicDigest: new Uint8Array(16).fill(3) })
})

test('a flag that says no is none', () => {
  expect(decodeExtensions(Uint8Array.of(0x12, 2, 8, 0))).toEqual({})
  expect(decodeExtensions(Uint8Array.of(0x12, 0))).toEqual({})
})

test('unreadable addresses are left out; when no other of the kind is left that is an error', () => {
  const discovery = (...texts: string[]) => {
    const b = texts.flatMap(t => [0x12, t.length, ...new TextEncoder().encode(t)])
    return decodeExtensions(Uint8Array.of(0x1a, b.length, ...b))
  }
  expect(discovery('host:1', '1.2.3.4:5', '1.2.3.4')).toEqual({ discovery: { controlServices: ['1.2.3.4:5'], discoveryServices: [] } })
  expect(discovery()).toEqual({ discovery: { controlServices: [], discoveryServices: [] } })
  expect(isMalformed(discovery('host:1'))).toBe(true)
})

test('any bytes, and any damaged extension, are read or malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), b => void decodeExtensions(b)),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(extensions, fc.nat(), (e, at) => {
      const b = encodeExtensions(e)
      decodeExtensions(b.map((v, i) => (i === at % b.length ? v ^ 0x83 : v)))
      decodeExtensions(b.subarray(0, at % (b.length + 1)))
    }),
  )
  const nested = concatBytes(Uint8Array.of(0x0a, 1), Uint8Array.of(0x0a))
  expect(isMalformed(decodeExtensions(nested))).toBe(true)
})
