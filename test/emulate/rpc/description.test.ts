import { create, fromBinary, toBinary, toJson } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { type Description, serviceOf } from '#emulate/rpc/description.ts'
import { toHex } from '#wire/bytes.ts'

const description = {
  package: 'test.v1',
  service: 'Things',
  methods: { GetThing: ['ThingName', 'Thing'], Nothing: ['Empty', 'Empty'] },
  messages: {
    ThingName: { isdAs: [1, 'uint64'] },
    Thing: {
      raw: [1, 'bytes'],
      inner: [2, 'ThingName'],
      many: [3, 'repeated ThingName'],
      colours: [4, 'repeated Colour'],
      byNumber: [5, 'map<uint64, string>'],
      byName: [6, 'map<string, ThingName>'],
      since: [7, 'Timestamp'],
      waits: [8, 'repeated Duration'],
      size: [20, 'float'],
    },
  },
  enums: { Colour: { COLOUR_NONE: 0, COLOUR_RED: 1 } },
} as const satisfies Description

test('a service as the library knows it', () => {
  const service = serviceOf(description)
  expect(service.typeName).toBe('test.v1.Things')
  expect(service.methods.map(m => [m.name, m.methodKind, m.input.typeName, m.output.typeName])).toEqual([
    ['GetThing', 'unary', 'test.v1.ThingName', 'test.v1.Thing'],
    ['Nothing', 'unary', 'google.protobuf.Empty', 'google.protobuf.Empty'],
  ])
})

test('bytes as protobuf has them, JSON with names of fields and values', () => {
  const thing = serviceOf(description).methods[0]!.output
  const value = {
    raw: Uint8Array.of(255),
    inner: { isdAs: 300n },
    many: [{ isdAs: 1n }, {}],
    colours: [1, 0],
    byNumber: { 7: 'x' },
    byName: { a: { isdAs: 2n } },
    since: { seconds: 1n, nanos: 0 },
    waits: [{ seconds: 0n, nanos: -1 }],
    size: 1.5,
  }
  const bytes = toBinary(thing, create(thing, value))
  expect(toHex(bytes)).toBe(
    [
      '0a01ff' + '120308ac02' + '1a0208011a00' + '22020100', // scalars, a message, a list of messages, packed values
      '2a0508071201' + '78' + '32070a016112020802', // maps: entries {1 key, 2 value}
      '3a020801' + '420b10ffffffffffffffffff01' + 'a5010000c03f',
    ].join(''),
  )
  expect(toJson(thing, fromBinary(thing, bytes))).toEqual({
    raw: '/w==',
    inner: { isdAs: '300' },
    many: [{ isdAs: '1' }, {}],
    colours: ['COLOUR_RED', 'COLOUR_NONE'],
    byNumber: { 7: 'x' },
    byName: { a: { isdAs: '2' } },
    since: '1970-01-01T00:00:01Z',
    waits: ['-0.000000001s'],
    size: 1.5,
  })
})
