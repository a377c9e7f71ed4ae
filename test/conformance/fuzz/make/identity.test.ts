import { expect, test } from 'vitest'
import { identities, identityOf, stampIdentity, transactionOf } from '#conformance/fuzz/make/identity.ts'
import { toHex } from '#wire/bytes.ts'
import { buildBindingRequest, buildBindingResponse, checkBindingRequest } from '#wire/stun.ts'

test('the FlowID, and nothing else of the first bytes', () => {
  const b = Uint8Array.of(0xab, 0xcd, 0xef, 0x01, 0x99)
  stampIdentity(b, 0x12345)
  expect(toHex(b)).toBe('abc1234599')
  expect(identityOf(b)).toBe(0x12345)
})

test('a STUN request keeps its fingerprint; the response has the identity', () => {
  for (const identity of [0, 1, 0xabcde, identities - 1]) {
    const request = buildBindingRequest(transactionOf(identity))
    stampIdentity(request, 77)
    expect(checkBindingRequest(request)).toBeUndefined()
    expect(identityOf(buildBindingResponse(request, Uint8Array.of(127, 0, 0, 1), 5))).toBe(identity)
  }
})

test('what is too short has none', () => {
  const b = Uint8Array.of(1, 2, 3)
  stampIdentity(b, 5)
  expect([toHex(b), identityOf(b)]).toEqual(['010203', undefined])
})
