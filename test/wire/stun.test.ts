import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, fromHex, isMalformed, setU16, toHex } from '#wire/bytes.ts'
import { buildBindingRequest, buildBindingResponse, checkBindingRequest, isStun } from '#wire/stun.ts'
import { anyBytes, bytesOf } from './arbitrary.ts'

const transaction = fromHex('b7e7a701bc34d686fa87dfae')!

test('the response of RFC 5769 section 2.2 names the same address', () => {
  const response = buildBindingResponse(buildBindingRequest(transaction), Uint8Array.of(192, 0, 2, 1), 32853)
  expect(toHex(response)).toBe('0101000c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a643')
  const ip6 = fromHex('20010db8123456780011223344556677')!
  expect(toHex(buildBindingResponse(buildBindingRequest(transaction), ip6, 32853)).slice(40)).toBe(
    '002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9',
  )
})

test('a request is STUN and passes; any changed bit does not', () => {
  fc.assert(
    fc.property(bytesOf(12), fc.nat(28 * 8 - 1), (id, bit) => {
      const b = buildBindingRequest(id)
      expect([isStun(b), checkBindingRequest(b)]).toEqual([true, undefined])
      b[bit >> 3]! ^= 1 << (bit & 7)
      expect(isMalformed(checkBindingRequest(b))).toBe(true)
    }),
  )
})

test('each way to be wrong is told apart', () => {
  const good = buildBindingRequest(transaction)
  const changed = (at: number, value: number): Uint8Array => {
    const b = good.slice()
    setU16(b, at, value)
    return b
  }
  const reason = (b: Uint8Array): string | undefined => checkBindingRequest(b)?.malformed
  expect([
    reason(good.subarray(0, 19)),
    reason(changed(0, 0x0101)),
    reason(good.subarray(0, 20)),
    reason(good.subarray(0, 27)),
    reason(changed(20, 0x8029)),
    reason(concatBytes(good, fromHex('80290000')!)),
    reason(changed(26, 0)),
  ]).toEqual([
    'not a STUN message',
    'not a STUN binding request',
    'STUN request without FINGERPRINT at its end',
    'STUN attribute cut',
    'STUN request without FINGERPRINT at its end',
    'STUN request without FINGERPRINT at its end',
    'STUN FINGERPRINT is wrong',
  ])
})

test('no noise makes the check throw', () => {
  fc.assert(
    fc.property(anyBytes(80), rest => {
      checkBindingRequest(concatBytes(fromHex('000100002112a442')!, rest))
    }),
  )
})
