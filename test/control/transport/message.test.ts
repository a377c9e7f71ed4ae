import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Segments } from '#control/path/graph.ts'
import { grow } from '#control/segment/segment.ts'
import {
  buildMessage,
  decodeBeacon,
  decodeQuestion,
  decodeSegments,
  encodeBeacon,
  encodeQuestion,
  encodeSegments,
  encodeSegmentsInParts,
  type MessageKind,
  maxBodyLength,
  maxParts,
  messageKinds,
  parseMessage,
  type Result,
  results,
  singleMessage,
} from '#control/transport/message.ts'
import { isMalformed, toHex } from '#wire/bytes.ts'
import { makeIsdAs } from '#wire/isdas.ts'
import { segmentAlong } from '../segments.ts'

const up = segmentAlong(['1-1', '1-11', '1-111'])
const core = segmentAlong(['2-1', '1-1'])
const down = segmentAlong(['2-1', '2-11'])
const some: Segments = { ups: [up, up], cores: [core], downs: [down] }

test('the envelope as it stands in the bytes', () => {
  const message = { kind: 'segmentsReply', result: 'done', part: 1, parts: 2, requestId: 0x01020304, body: Uint8Array.of(9) } as const
  expect(toHex(buildMessage(message))).toBe('05000001000201020304' + '09')
  expect(parseMessage(buildMessage(message))).toEqual(message)
})

test('build and parse are inverse', () => {
  const kinds = fc.constantFrom(...(Object.keys(messageKinds) as MessageKind[]))
  const result = fc.constantFrom(...(Object.keys(results) as Result[]))
  fc.assert(
    fc.property(kinds, result, fc.nat({ max: 0xffff_ffff }), fc.uint8Array({ maxLength: 50 }), (kind, r, id, body) => {
      expect(parseMessage(buildMessage(singleMessage(kind, id, body, r)))).toEqual(singleMessage(kind, id, body, r))
    }),
  )
})

test('what is no message is malformed', () => {
  const good = buildMessage(singleMessage('lookup', 1, new Uint8Array(4)))
  const withByte = (at: number, value: number) => parseMessage(good.map((b, i) => (i === at ? value : b)))
  expect(isMalformed(parseMessage(good))).toBe(false)
  for (const wrong of [withByte(0, 0), withByte(0, 99), withByte(1, 9), withByte(3, 1), withByte(5, 0), withByte(4, 3)])
    expect(isMalformed(wrong)).toBe(true)
  expect(isMalformed(parseMessage(good.subarray(0, 9)))).toBe(true)
  expect(isMalformed(parseMessage(new Uint8Array(10 + maxBodyLength + 1).fill(1, 0, 1).fill(1, 5, 6)))).toBe(true)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), b => void parseMessage(b)))
})

test('questions', () => {
  const question = { src: makeIsdAs(1, 0), dst: makeIsdAs(2, 0xff00_0000_0210) }
  expect(decodeQuestion(encodeQuestion(question))).toEqual(question)
  expect(decodeQuestion(new Uint8Array(0))).toEqual({ src: '0-0', dst: '0-0' })
  expect(isMalformed(decodeQuestion(Uint8Array.of(8)))).toBe(true)
})

test('beacons', () => {
  expect(decodeBeacon(encodeBeacon(up.bytes))).toEqual(up)
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

test('long answers come in parts that hold everything once, none too long for a packet', () => {
  const many: Segments = { ups: Array(20).fill(up), cores: Array(30).fill(core), downs: Array(3).fill(down) }
  const bodies = encodeSegmentsInParts(many)
  expect(Math.max(...bodies.map(b => b.length))).toBeLessThan(1200)
  const parts = bodies.map(b => decodeSegments(b) as Segments)
  expect([parts.flatMap(p => p.ups).length, parts.flatMap(p => p.cores).length, parts.flatMap(p => p.downs).length]).toEqual([20, 30, 3])
  expect(encodeSegmentsInParts({ ups: [], cores: [], downs: [] })).toEqual([new Uint8Array(0)])
  const long = withElement(new Uint8Array(3000))
  expect(encodeSegmentsInParts({ ups: [up, long, up], cores: [], downs: [] }).length).toBe(3)
  expect(encodeSegmentsInParts({ ups: Array(3000).fill(withElement(new Uint8Array(1000))), cores: [], downs: [] }).length).toBe(maxParts)
})
