import { expect, onTestFinished, test } from 'vitest'
import { decodeSegment, makeRoot } from '#control/segment/codec.ts'
import { findPrefix, intern, oneAs, rememberAtMost, wholeNetwork } from '#control/segment/intern.ts'
import { grow, hashOf, prefixes, type Segment } from '#control/segment/segment.ts'
import type { Bytes } from '#wire/bytes.ts'
import { segmentAlong } from '../segments.ts'

const segment = segmentAlong(['1-1', '1-11', '1-111'], { segId: 0x4242 })
const elements = prefixes(segment).map(s => s.element)
const find = (entries: readonly Bytes[], info = segment.root.bytes): Segment | undefined =>
  findPrefix(
    info.slice(),
    entries.map(e => e.slice()),
  )

test('equal bytes are one value in memory, whoever met them first', () => {
  expect(find(elements)).toBe(segment)
  expect(decodeSegment(segment.bytes)).toBe(segment)
  expect(intern(grow(segment.root, segment.before, segment.last, segment.element.slice()))).toBe(segment)
})

test('of what is new the longest known beginning is found', () => {
  expect(find([...elements, Uint8Array.of(1)])).toBe(segment)
  expect(find([...elements.slice(0, 2), Uint8Array.of(1)])).toBe(segment.before)
  expect(find([Uint8Array.of(1), ...elements.slice(1)])).toBeUndefined()
  expect(find(elements, makeRoot({ timestamp: 1, segId: 2 }).bytes)).toBeUndefined()
})

test('every single changed byte is another segment', () => {
  const { bytes } = segment
  for (let i = 0; i < bytes.length; i++) expect(decodeSegment(bytes.map((b, j) => (i === j ? b ^ 1 : b)))).not.toBe(segment)
})

/** Two entries whose segments have the same hash. */
function collision(before: number): readonly [Bytes, Bytes] {
  const seen = new Map<number, Bytes>()
  for (let i = 0; ; i++) {
    const element = Uint8Array.of(i, i >> 8, i >> 16, 7, 7, i >> 3, i >> 11, 7)
    const hash = hashOf(before, element)
    const other = seen.get(hash)
    if (other !== undefined) return [other, element]
    seen.set(hash, element)
  }
}

test('the same hash is not the same segment', () => {
  const root = makeRoot({ timestamp: 8, segId: 9 })
  const [a, b] = collision(hashOf(0, root.bytes)).map(element => grow(root, undefined, segment.last, element))
  expect(a!.hash).toBe(b!.hash)
  intern(a!)
  expect(findPrefix(root.bytes, [b!.element])).toBeUndefined()
  expect([intern(b!), findPrefix(root.bytes, [b!.element]), findPrefix(root.bytes, [a!.element])]).toEqual([b, b, undefined])
})

test('bounded in number and in bytes: the oldest make room, who holds one keeps it', () => {
  const root = makeRoot({ timestamp: 5, segId: 6 })
  const made = (i: number, length: number): Segment => {
    const element = new Uint8Array(length)
    element.set([i, i >> 8, i >> 16])
    return intern(grow(root, undefined, segment.last, element))
  }
  const isKnown = (s: Segment): boolean => findPrefix(root.bytes, [s.element]) === s
  const first = made(0, 8)
  expect(isKnown(first)).toBe(true)
  for (let i = 1; i < 270_000; i++) made(i, 8)
  expect([isKnown(first), isKnown(made(269_999, 8)), first.last.isdAs]).toEqual([false, true, '1-111'])
  const long = made(0, 1 << 20)
  for (let i = 1; i < 63; i++) made(i, 1 << 20)
  expect(isKnown(long)).toBe(true)
  for (let i = 63; i < 66; i++) made(i, 1 << 20)
  expect(isKnown(long)).toBe(false)
})

test('a process of one AS remembers few', () => {
  rememberAtMost(oneAs)
  onTestFinished(() => rememberAtMost(wholeNetwork))
  const root = makeRoot({ timestamp: 7, segId: 8 })
  const made = (i: number): Segment => intern(grow(root, undefined, segment.last, Uint8Array.of(i, i >> 8, 1)))
  const [first] = Array.from({ length: 3 * oneAs.segments }, (_, i) => made(i))
  expect(findPrefix(root.bytes, [first!.element])).toBeUndefined()
  const last = made(3 * oneAs.segments)
  expect(findPrefix(root.bytes, [last.element])).toBe(last)
})
