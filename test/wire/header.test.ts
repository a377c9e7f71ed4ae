import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, isMalformed, malformed, toHex } from '#wire/bytes.ts'
import {
  addressLength,
  buildPacket,
  checkHeader,
  dstHostLength,
  dstHostType,
  dstIsdAs,
  flowId,
  type Header,
  headerLength,
  nextHeader,
  parseHeader,
  pathAt,
  pathType,
  payloadLength,
  setNextHeader,
  setPayloadLength,
  srcHostAt,
  srcHostLength,
  srcHostType,
  srcIsdAs,
  trafficClass,
  version,
} from '#wire/header.ts'
import { anyBytes, brokenPacket, header } from './arbitrary.ts'

const example: Header = {
  trafficClass: 0xb8,
  flowId: 0xdead,
  nextHeader: 17,
  pathType: 0,
  dstIsdAs: '1-ff00:0:111',
  srcIsdAs: '2-64512',
  dstHost: { type: 3, bytes: fromHex('20010db8000000000000000000000068')! },
  srcHost: { type: 0, bytes: Uint8Array.of(10, 0, 0, 100) },
}
const exampleHex = `0b80dead110c000200300000 0001ff0000000111 000200000000fc00 20010db8000000000000000000000068 0a000064 0102`.replaceAll(
  ' ',
  '',
)

test('a header is these bytes', () => {
  const b = buildPacket(example, new Uint8Array(0), Uint8Array.of(1, 2))
  expect(toHex(b)).toBe(exampleHex)
  expect(parseHeader(b)).toEqual(example)
  expect([version(b), headerLength(b), payloadLength(b), addressLength(b), pathAt(b), srcHostAt(b)]).toEqual([0, 48, 2, 36, 48, 44])
})

test('setters change their field only', () => {
  const b = fromHex(exampleHex)!
  setNextHeader(b, 0xca)
  setPayloadLength(b, 0x1234)
  expect(toHex(b)).toBe(exampleHex.replace('110c0002', 'ca0c1234'))
})

test('values survive building, with a path and a payload behind them', () => {
  fc.assert(
    fc.property(header, fc.nat(50), anyBytes(50), (h, words, payload) => {
      const b = buildPacket(h, new Uint8Array(4 * words), payload)
      expect(checkHeader(b)).toBeUndefined()
      expect(parseHeader(b)).toEqual(h)
      expect([headerLength(b) - pathAt(b), payloadLength(b), b.length - headerLength(b)]).toEqual([
        4 * words,
        payload.length,
        payload.length,
      ])
    }),
  )
})

test('what passes the check can be read', () => {
  fc.assert(
    fc.property(brokenPacket, b => {
      if (isMalformed(checkHeader(b))) return
      const read = [
        version(b),
        trafficClass(b),
        flowId(b),
        nextHeader(b),
        pathType(b),
        dstHostType(b),
        srcHostType(b),
        dstHostLength(b),
        srcHostLength(b),
      ]
      expect(read.every(Number.isInteger)).toBe(true)
      expect([dstIsdAs(b), srcIsdAs(b)]).toEqual([parseHeader(b).dstIsdAs, parseHeader(b).srcIsdAs])
      expect(pathAt(b)).toBeLessThanOrEqual(headerLength(b))
    }),
  )
})

test('each way to be too short is told apart', () => {
  const b = fromHex(exampleHex)!
  const withHdrLen = (words: number): Uint8Array => {
    const changed = b.slice()
    changed[5] = words
    return changed
  }
  expect(checkHeader(b.subarray(0, 11))).toEqual(malformed('common header needs 12 bytes, 11 left', 0))
  expect(checkHeader(withHdrLen(11))).toEqual(malformed("HdrLen 44 is below the address header's end 48", 5))
  expect(checkHeader(withHdrLen(13))).toEqual(malformed("HdrLen 52 is beyond the packet's 50 bytes", 5))
  expect(checkHeader(b.subarray(0, 48))).toBeUndefined()
})
