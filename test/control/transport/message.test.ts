import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Segments } from '#control/path/graph.ts'
import { grow } from '#control/segment/segment.ts'
import {
  decodeBeacon,
  decodeQuestion,
  decodeSegments,
  encodeBeacon,
  encodeFittingSegments,
  encodeQuestion,
  encodeSegments,
  maxBodyLength,
} from '#control/transport/message.ts'
import { isMalformed } from '#wire/bytes.ts'
import { makeIsdAs } from '#wire/isdas.ts'
import { segmentAlong } from '../segments.ts'

const up = segmentAlong(['1-1', '1-11', '1-111'])
const core = segmentAlong(['2-1', '1-1'])
const down = segmentAlong(['2-1', '2-11'])
const some: Segments = { ups: [up, up], cores: [core], downs: [down] }

test('questions', () => {
  const question = { src: makeIsdAs(1, 0), dst: makeIsdAs(2, 0xff00_0000_0210) }
  expect(decodeQuestion(encodeQuestion(question))).toEqual(question)
  expect(decodeQuestion(encodeQuestion({ ...question, hidden: true }))).toEqual({ ...question, hidden: true })
  expect([...encodeQuestion({ src: '0-1', dst: '0-2', hidden: true })]).toEqual([8, 1, 16, 2, 32, 1])
  expect(decodeQuestion(new Uint8Array(0))).toEqual({ src: '0-0', dst: '0-0' })
  expect(isMalformed(decodeQuestion(Uint8Array.of(8)))).toBe(true)
})

test('beacons', () => {
  expect(decodeBeacon(encodeBeacon(up))).toEqual(up)
  expect(isMalformed(decodeBeacon(new Uint8Array(0)))).toBe(true)
})

test('segments by type', () => {
  expect(decodeSegments(encodeSegments(some))).toEqual(some)
  expect(decodeSegments(encodeSegments({ downs: [down] }))).toEqual({ ups: [], cores: [], downs: [down] })
  expect(encodeSegments({}).length).toBe(0)
  expect(decodeSegments(new Uint8Array(0))).toEqual({ ups: [], cores: [], downs: [] })
})

/** A segment whose one entry is written as these bytes. */
const withElement = (element: Uint8Array) => grow(up.root, undefined, up.last, element)

test('one bad segment spoils the body, an unknown type is skipped', () => {
  const bytes = encodeSegments({ downs: [down] })
  const typeAt = bytes.indexOf(8) + 1
  expect(bytes[typeAt]).toBe(2)
  expect(decodeSegments(bytes.map((b, i) => (i === typeAt ? 7 : b)))).toEqual({ ups: [], cores: [], downs: [] })
  expect(isMalformed(decodeSegments(bytes.subarray(0, bytes.length - 1)))).toBe(true)
  expect(isMalformed(decodeSegments(encodeSegments({ ups: [withElement(Uint8Array.of(1))] })))).toBe(true)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), b => void decodeSegments(b)))
})

test('an answer holds as much as a message may', () => {
  const body = encodeFittingSegments({ ups: Array(400).fill(up), cores: Array(3000).fill(core), downs: Array(90_000).fill(down) })
  const { ups, cores, downs } = decodeSegments(body) as Segments
  expect([ups.length, cores.length]).toEqual([400, 3000])
  expect(downs.length).toBeGreaterThan(1000)
  expect(body.length).toBeLessThanOrEqual(maxBodyLength)
  expect(body.length).toBeGreaterThan(0.8 * maxBodyLength)
  expect(encodeFittingSegments({ ups: [], cores: [], downs: [] })).toEqual(new Uint8Array(0))
})
