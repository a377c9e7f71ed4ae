import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bytes, concatBytes, fromHex, malformed, setU16, setU32, toHex } from '#wire/bytes.ts'
import { buildBindingRequest, buildBindingResponse, checkBindingRequest, isStun } from '#wire/stun.ts'

const transaction = fromHex('b7e7a701bc34d686fa87dfae')!

/** A request with these attributes before its FINGERPRINT, which is made with another CRC-32. */
function requestWith(attributes: Bytes, fingerprint = '80280004'): Bytes {
  const head = fromHex(`00010000 2112a442 ${toHex(transaction)}`)!
  setU16(head, 2, attributes.length + 8)
  const before = concatBytes(head, attributes)
  const value = new Uint8Array(4)
  setU32(value, 0, (crc32(before) ^ 0x5354_554e) >>> 0)
  return concatBytes(before, fromHex(fingerprint)!, value)
}

const malformedBy = (b: Bytes): string | undefined => checkBindingRequest(b)?.malformed

test('a request: type, length, cookie, transaction, FINGERPRINT', () => {
  const request = buildBindingRequest(transaction)
  expect(toHex(request)).toBe(toHex(requestWith(new Uint8Array(0))))
  expect(malformedBy(request)).toBeUndefined()
})

test('RFC 5769 section 2.1: a sample request with attributes of odd lengths', () => {
  const request = fromHex(`
    00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
    80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
    00 24 00 04 6e 00 01 ff 80 29 00 08 93 2f f9 b1 51 26 3b 36
    00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
    00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
    80 28 00 04 e5 7a 3b cf`)!
  expect(malformedBy(request)).toBeUndefined()
})

test('each flipped bit of a request makes it no such request', () => {
  const request = buildBindingRequest(transaction)
  for (let bit = 0; bit < 8 * request.length; bit++) {
    const flipped = request.slice()
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7)
    expect(malformedBy(flipped), `bit ${bit}`).toBeDefined()
  }
})

test('what is refused, and why', () => {
  expect(malformedBy(new Uint8Array(0))).toMatch('not a STUN message')
  expect(malformedBy(new Uint8Array(20))).toMatch('not a STUN message')
  expect(malformedBy(requestWith(new Uint8Array(0)).subarray(0, 20))).toMatch('without FINGERPRINT')
  expect(malformedBy(concatBytes(requestWith(new Uint8Array(0)), fromHex('80220000')!))).toMatch('without FINGERPRINT')
  expect(malformedBy(requestWith(fromHex('802200ff')!))).toMatch('attribute cut')
  expect(malformedBy(requestWith(new Uint8Array(0)).subarray(0, 23))).toMatch('attribute cut')
  expect(malformedBy(requestWith(new Uint8Array(0)).subarray(0, 19))).toMatch('not a STUN message')
  const wrong = requestWith(new Uint8Array(0))
  wrong[wrong.length - 1]! ^= 1
  expect(checkBindingRequest(wrong)).toEqual(malformed('STUN FINGERPRINT is wrong', 20))
  const inTheMiddle = concatBytes(requestWith(new Uint8Array(0)), fromHex('8028000400000000')!)
  expect(malformedBy(inTheMiddle)).toMatch('FINGERPRINT is wrong')
  expect(isStun(concatBytes(fromHex('40010000 2112a442')!, transaction))).toBe(false)
  expect(malformedBy(requestWith(new Uint8Array(0), '80280003'))).toMatch('without FINGERPRINT')
  const response = buildBindingResponse(requestWith(new Uint8Array(0)), Uint8Array.of(1, 2, 3, 4), 5)
  expect(malformedBy(response)).toMatch('not a STUN binding request')
})

test('no byte string makes it throw or run on', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 80 }), tail => {
    checkBindingRequest(tail)
    checkBindingRequest(concatBytes(fromHex('00010000 2112a442 000000000000000000000000')!, tail))
  })
  fc.assert(property)
})

test('RFC 5769 sections 2.2 and 2.3: the mapped address, XORed', () => {
  const request = buildBindingRequest(transaction)
  expect(toHex(buildBindingResponse(request, Uint8Array.of(192, 0, 2, 1), 32_853))).toBe(
    `0101000c2112a442${toHex(transaction)}002000080001a147e112a643`,
  )
  expect(toHex(buildBindingResponse(request, fromHex('20010db8123456780011223344556677')!, 32_853))).toBe(
    `010100182112a442${toHex(transaction)}002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9`,
  )
})

test('a response is STUN, anything without the cookie is not', () => {
  expect(isStun(buildBindingResponse(buildBindingRequest(transaction), Uint8Array.of(1, 2, 3, 4), 5))).toBe(true)
  expect(isStun(new Uint8Array(32))).toBe(false)
})
