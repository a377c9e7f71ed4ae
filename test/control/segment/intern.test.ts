import { expect, test } from 'vitest'
import { decodeSegment } from '#control/segment/codec.ts'
import { findInterned, intern } from '#control/segment/intern.ts'
import { makeSegment } from '#control/segment/segment.ts'
import { segmentAlong } from '../segments.ts'

const segment = segmentAlong(['1-1', '1-11', '1-111'], { segId: 0x4242 })

test('equal bytes are one value in memory, whoever met them first', () => {
  expect(findInterned(segment.bytes.slice())).toBe(segment)
  expect(decodeSegment(segment.bytes.slice())).toBe(segment)
})

test('what was made is what its bytes read as', () => {
  const unknown = new Uint8Array([...segment.bytes, 0x48, 1])
  expect(findInterned(unknown)).toBeUndefined()
  const read = decodeSegment(unknown)
  expect(read).toEqual(segment)
  expect(read).not.toBe(segment)
})

test('every single changed byte is another segment', () => {
  for (let i = 0; i < segment.bytes.length; i++) expect(findInterned(segment.bytes.map((b, j) => (i === j ? b ^ 1 : b)))).not.toBe(segment)
})

test('bounded: the oldest make room', () => {
  const made = (i: number) => makeSegment(segment, segment.entries, Uint8Array.of(i, i >> 8, i >> 16, 7, 7, 7, 7, 7))
  const first = intern(made(1))
  expect(findInterned(first.bytes)).toBe(first)
  for (let i = 2; i < 70_000; i++) intern(made(i))
  expect(findInterned(first.bytes)).toBeUndefined()
  expect(findInterned(made(69_999).bytes)).toEqual(made(69_999))
})
