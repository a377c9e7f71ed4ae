import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bfdFlagBits, bfdStates, bfdVersion, buildBfd, checkBfd, parseBfd } from '#wire/bfd.ts'
import { concatBytes, fromHex, malformed, toHex } from '#wire/bytes.ts'
import { anyBytes, bfd } from './arbitrary.ts'

const example = {
  version: bfdVersion,
  diagnostic: 1,
  state: bfdStates.init,
  flags: bfdFlagBits.poll | bfdFlagBits.multipoint,
  detectMult: 3,
  myDiscriminator: 0x01020304,
  yourDiscriminator: 5,
  desiredMinTxUs: 200_000,
  requiredMinRxUs: 200_001,
  requiredMinEchoRxUs: 0,
}

test('a packet is these bytes', () => {
  const hex = '21a10318 01020304 00000005 00030d40 00030d41 00000000'.replaceAll(' ', '')
  expect(toHex(buildBfd(example))).toBe(hex)
  expect(parseBfd(fromHex(hex)!, 0)).toEqual(example)
})

test('states are those of RFC 5880', () => {
  expect(bfdStates).toEqual({ adminDown: 0, down: 1, init: 2, up: 3 })
})

test('values survive building', () => {
  fc.assert(
    fc.property(bfd, anyBytes(9), (p, before) => {
      const b = concatBytes(before, buildBfd(p))
      expect(checkBfd(b, before.length)).toBeUndefined()
      expect(parseBfd(b, before.length)).toEqual(p)
    }),
  )
})

test('too few bytes, and a length that is not true, are malformed', () => {
  const b = buildBfd(example)
  expect(checkBfd(b.subarray(0, 23), 0)).toEqual(malformed('BFD packet needs 24 bytes, 23 left', 0))
  for (const length of [0, 23, 25]) {
    b[3] = length
    expect(checkBfd(b, 0)).toEqual(malformed(`BFD length ${length}, 24 bytes there`, 3))
  }
  expect(checkBfd(concatBytes(b, new Uint8Array(1)), 0)).toBeUndefined()
  expect(checkBfd(concatBytes(new Uint8Array(2), b.subarray(0, 24)), 2)).toEqual(malformed('BFD length 25, 24 bytes there', 5))
})
