import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DerReader,
  decodeDer,
  enter,
  expectEnd,
  readAll,
  readBitString,
  readBoolean,
  readInt64,
  readInteger,
  readOid,
  readText,
  readTime,
  readWhole,
  tags,
} from '#crypto/der.ts'
import {
  bitString,
  boolean,
  generalizedTime,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  time,
  utf8String,
} from '#crypto/der-write.ts'
import { type Bytes, fromHex, isMalformed } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'

const decode = <T>(bytes: Bytes, read: (r: DerReader) => T) => decodeDer(bytes, 10_000, read)
const hex = <T>(text: string, read: (r: DerReader) => T) => decode(fromHex(text)!, read)
const refused = (text: string, read: (r: DerReader) => unknown) => expect(isMalformed(hex(text, read)), text).toBe(true)

const int = (r: DerReader) => readInteger(r, 'n')
const anyTime = (r: DerReader) => readTime(r, 't', tags.utcTime, tags.generalizedTime)

describe('what is written is read', () => {
  const same = <T>(values: fc.Arbitrary<T>, write: (v: T) => Bytes, read: (r: DerReader) => T) =>
    fc.assert(fc.property(values, value => void expect(decode(write(value), read)).toEqual(value)))

  test('integers', () => same(fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }), integer, int))
  test('booleans', () => same(fc.boolean(), boolean, r => readBoolean(r, 'b')))
  test('bit strings', () =>
    same<Bytes>(
      fc.uint8Array(),
      b => bitString(b),
      r => readBitString(r, 'bits'),
    ))
  test('texts', () => same(fc.string({ unit: 'grapheme' }), utf8String, r => readText(r, 'text')))
  test('times', () => {
    same(fc.integer({ min: -2_000_000_000, max: 9_000_000_000 }), time, anyTime)
    same(fc.integer({ min: -2_000_000_000, max: 200_000_000_000 }), generalizedTime, anyTime)
  })
  test('object identifiers', () => {
    const arcs = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.nat(39), fc.array(fc.nat(0x7fff_ffff), { maxLength: 8 }))
    same(
      arcs.map(([a, b, rest]) => [a, b, ...rest].join('.')),
      oid,
      r => readOid(r, 'oid'),
    )
  })
  test('sequences of any length', () =>
    same(
      fc.array(fc.bigInt()),
      v => sequence(...v.map(integer)),
      r => readAll(enter(r, tags.sequence, 'list'), int),
    ))
})

test('known encodings', () => {
  expect(hex('020100', int)).toBe(0n)
  expect(hex('02020080', int)).toBe(128n)
  expect(hex('0201ff', int)).toBe(-1n)
  expect(hex('06072a8648ce3d0201', r => readOid(r, 'oid'))).toBe('1.2.840.10045.2.1')
  expect(hex('170d3439313233313233353935395a', anyTime)).toBe(2_524_607_999)
  expect(hex('170d3530303130313030303030305a', anyTime)).toBe(-631_152_000)
  expect(hex('170d3230303630353134303735315a', anyTime)).toBe(Date.UTC(2020, 5, 5, 14, 7, 51) / 1000)
  expect(hex('1e0400e94e2d', r => readText(r, 'text'))).toBe('é中')
})

test('one form only: shortest lengths and numbers, whole bytes, true as ff', () => {
  refused('02810100', int)
  refused('0282000100', int)
  refused('0280010000', int)
  refused('02020001', int)
  refused('0202ffff', int)
  refused('0200', int)
  refused('1f0100', readWhole)
  refused('010101', r => readBoolean(r, 'b'))
  refused('030201ff', r => readBitString(r, 'bits'))
  refused('030201ff', r => readBitString(r, 'bits', 'any'))
  refused('06022a80', r => readOid(r, 'oid'))
  refused('06032a8001', r => readOid(r, 'oid'))
  refused('0c01ff', r => readText(r, 'text'))
  refused('130140', r => readText(r, 'text'))
  expect(hex('0209008000000000000000', int)).toBe(1n << 63n)
  refused('0209008000000000000000', r => readInt64(r, 'n'))
})

test('another tag than the expected one, a number beyond any use, a time of the wrong kind', () => {
  refused('0201ff', r => readBoolean(r, 'b'))
  refused('0c0130', int)
  refused('170d3230303630353134303735315a', r => readTime(r, 't', tags.generalizedTime))
  refused('06062a9080808000', r => readOid(r, 'oid'))
  expect(hex('06062a87ffffff7f', r => readOid(r, 'oid'))).toBe('1.2.2147483647')
  const longest = integer(1n << 8190n)
  expect(decode(longest, int)).toBe(1n << 8190n)
  expect(isMalformed(decode(integer(1n << 8210n), int))).toBe(true)
  expect(hex('040201', readWhole)).toMatchObject({ malformed: expect.stringContaining('2 bytes announced, 1 left') })
})

test('text for people that a reader throws becomes a place in the bytes', () => {
  const fails = () => {
    throw new UserError('no such AS')
  }
  expect(hex('020100', fails)).toEqual({ malformed: 'no such AS', at: 0 })
})

test('times that are none', () => {
  for (const text of [
    '20200230000000Z',
    '20201301000000Z',
    '20200101240000Z',
    '20200101000060Z',
    '20200101000000+0100',
    '20200101000000.5Z',
  ])
    expect(isMalformed(decode(Uint8Array.of(tags.generalizedTime, text.length, ...new TextEncoder().encode(text)), anyTime)), text).toBe(
      true,
    )
})

test('trailing bytes, cut bytes and bytes beyond the limit are refused, with the place', () => {
  expect(hex('02010000', int)).toEqual({ malformed: 'trailing bytes', at: 3 })
  expect(hex('0202', int)).toMatchObject({ at: 0 })
  expect(decodeDer(new Uint8Array(11), 10, readWhole)).toMatchObject({ malformed: expect.stringContaining('at most 10') })
  const inner = (r: DerReader) => {
    const inside = enter(r, tags.sequence, 'list')
    readInteger(inside, 'n')
    expectEnd(inside)
  }
  expect(decode(sequence(integer(1n), octetString(Uint8Array.of(1))), inner)).toEqual({ malformed: 'trailing bytes', at: 5 })
})

test('nothing read makes a reader fail in another way', () => {
  const readers: readonly ((r: DerReader) => unknown)[] = [
    int,
    anyTime,
    readWhole,
    (r: DerReader) => readText(r, 't'),
    (r: DerReader) => readOid(r, 'o'),
    (r: DerReader) => readBitString(r, 'b', 'any'),
  ]
  const tag = fc.constantFrom(...Object.values(tags))
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(tag, fc.uint8Array({ maxLength: 30 })).map(([t, b]) => Uint8Array.of(t, b.length, ...b)),
  )
  fc.assert(
    fc.property(bytes, fc.constantFrom(...readers), (b, read) => void decode(b, read)),
    { numRuns: 1000 },
  )
})

test('other mistakes are not hidden', () => {
  expect(() =>
    decode(integer(1n), () => {
      throw new TypeError('a bug')
    }),
  ).toThrow('a bug')
  expect(decode(printableString('x'), r => readText(r, 'x'))).toBe('x')
})
