import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeChainQuery,
  decodeChains,
  decodeRenewal,
  decodeTrcAnswer,
  decodeTrcQuery,
  encodeChainQuery,
  encodeChains,
  encodeRenewal,
  encodeTrcAnswer,
  encodeTrcQuery,
  maxChains,
} from '#control/trust/material.ts'
import { fromHex, isMalformed, toHex } from '#wire/bytes.ts'

const bytes = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''))!

test('a TRC question, byte by byte', () => {
  expect(toHex(encodeTrcQuery({ isd: 1, base: 1, serial: 300 }))).toBe('0801100118ac02')
  expect(decodeTrcQuery(bytes('08 01 10 01 18 ac02'))).toEqual({ isd: 1, base: 1, serial: 300 })
  expect(decodeTrcQuery(bytes('08 02'))).toEqual({ isd: 2, base: 0, serial: 0 })
})

test('TRC questions that mean nothing', () => {
  const texts = ['', '08 00', '08 808004', '08 01 10 01', '08 01 10 02 18 01', '08 01 18 01', '08']
  for (const text of texts) expect(isMalformed(decodeTrcQuery(bytes(text))), text).toBe(true)
})

test('a question for chains, byte by byte', () => {
  const query = { isdAs: '1-ff00:0:110', subjectKeyId: bytes('aabb'), sinceS: 5, untilS: 300 } as const
  const encoded = '08 9082 8080 80e0 7f 12 02 aabb 1a 03 08 ac02 22 02 08 05'
  expect(toHex(encodeChainQuery(query))).toBe(encoded.replaceAll(' ', ''))
  expect(decodeChainQuery(bytes(encoded))).toEqual(query)
})

test('an end without a beginning is a moment; no time is any', () => {
  const head = '08 9082 8080 80e0 7f 12 02 aabb'
  expect(decodeChainQuery(bytes(`${head} 1a 03 08 ac02`))).toMatchObject({ sinceS: 300, untilS: 300 })
  expect(decodeChainQuery(bytes(head))).toMatchObject({ sinceS: 0, untilS: 0 })
})

test('a question for chains of nobody, or of no key', () => {
  expect(isMalformed(decodeChainQuery(bytes('12 02 aabb')))).toBe(true)
  expect(isMalformed(decodeChainQuery(bytes('08 9082 8080 80e0 7f')))).toBe(true)
  const long = encodeChainQuery({ isdAs: '1-1', subjectKeyId: new Uint8Array(65), sinceS: 0, untilS: 0 })
  expect(isMalformed(decodeChainQuery(long))).toBe(true)
})

test('answers, byte by byte', () => {
  expect(toHex(encodeTrcAnswer(bytes('0102')))).toBe('0a020102')
  expect(decodeTrcAnswer(bytes('0a020102'))).toEqual(bytes('0102'))
  expect(decodeTrcAnswer(encodeTrcAnswer(new Uint8Array(0)))).toEqual(new Uint8Array(0))
  expect(toHex(encodeRenewal(bytes('07')))).toBe('120107')
  expect(decodeRenewal(bytes('120107'))).toEqual(bytes('07'))
  expect(toHex(encodeChains([{ as: bytes('01'), ca: bytes('02') }]))).toBe('0a060a0101120102')
})

test('chains come back, but never more than an honest AS has', () => {
  const chains = Array.from({ length: maxChains + 3 }, (_, i) => ({ as: Uint8Array.of(i), ca: Uint8Array.of(i, i) }))
  const encoded = encodeChains(chains)
  expect(decodeChains(encoded)).toEqual(chains.slice(0, maxChains))
  const twice = new Uint8Array([...encoded, ...encoded])
  expect(decodeChains(twice)).toHaveLength(maxChains)
})

test('no bytes make a decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), b => {
      for (const decode of [decodeTrcQuery, decodeChainQuery, decodeChains, decodeTrcAnswer, decodeRenewal]) decode(b)
    }),
  )
})
