import { expect, test } from 'vitest'
import { element, generalizedTime, inOrder, integer, oid, sequence, setOf, time } from '#crypto/der-write.ts'
import { toHex } from '#wire/bytes.ts'

test('known encodings', () => {
  expect([0n, 127n, 128n, -1n, -128n, -129n, 256n].map(n => toHex(integer(n)))).toEqual([
    '020100',
    '02017f',
    '02020080',
    '0201ff',
    '020180',
    '0202ff7f',
    '02020100',
  ])
  expect(toHex(oid('1.3.6.1.4.1.55324.1.2.1'))).toBe('060b2b0601040183b01c010201')
  expect(toHex(oid('2.5.29.37.0'))).toBe('0604551d2500')
  expect(toHex(oid('2.999.3'))).toBe('0603883703')
})

test('lengths in their shortest form', () => {
  expect([0, 127, 128, 255, 256, 65_536].map(n => toHex(element(4, new Uint8Array(n)).subarray(0, 6)).slice(2))).toEqual([
    '00',
    '7f00000000',
    '8180000000',
    '81ff000000',
    '8201000000',
    '8301000000',
  ])
})

test('years from 1950 to 2049 have two digits in certificates', () => {
  const text = (b: Uint8Array) => String.fromCharCode(...b.subarray(2))
  expect([-631_152_000, 2_524_607_999, 2_524_608_000, -631_152_001].map(s => text(time(s)))).toEqual([
    '500101000000Z',
    '491231235959Z',
    '20500101000000Z',
    '19491231235959Z',
  ])
  expect(text(generalizedTime(0))).toBe('19700101000000Z')
  for (const write of [time, generalizedTime]) expect(() => write(0.5)).toThrow('whole')
})

test('the elements of a set are in the order of their encodings, a sequence is as given', () => {
  const [one, two, long] = [integer(1n), integer(2n), integer(256n)]
  expect(toHex(setOf(long, two, one))).toBe('310a020101020102' + '02020100')
  expect(inOrder([two, one, two])).toEqual([one, two, two])
  expect(toHex(sequence(two, one))).toBe('3006020102020101')
})
