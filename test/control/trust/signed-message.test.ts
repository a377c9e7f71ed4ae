import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSigned } from '#control/trust/signed-message.ts'
import { findKeys, keyOf, signed } from '../drkey/identities.ts'

const body = Uint8Array.of(1, 2, 3)
const label = Uint8Array.of(9, 9)
const find = findKeys(new Set(['1-1', '1-2']))

test('the body of what its AS signed, along with what was expected', () => {
  expect(openSigned(signed('1-1', body, [label]), [label], '1-1', find, 5)).toMatchObject({ body, signedNs: 0n })
})

test('what does not hold, by name', () => {
  const open = (message: Uint8Array, associated = [label]): unknown => openSigned(message, associated, '1-1', find, 5)
  expect(open(Uint8Array.of(255))).toBe('no signed message')
  expect(open(new Uint8Array(0))).toBe('the key is of 0-0')
  expect(open(signed('1-2', body, [label]))).toBe('the key is of 1-2')
  expect(open(signed('1-1', body, [label], keyOf('1-2')))).toBe('no such key')
  expect(open(signed('1-1', body, [label]), [])).toBe('signed in another way')
  expect(open(signed('1-1', body, [label]), [Uint8Array.of(8, 8)])).toBe('the signature does not fit the key')
})

test('what is missing to judge it', () => {
  const missing = openSigned(signed('1-1', body, [label]), [label], '1-1', findKeys(new Set()), 5)
  expect(missing).toMatchObject({ kind: 'chain', isdAs: '1-1', validity: { notBeforeS: 5, notAfterS: 5 } })
})

test('no changed byte of it holds, nothing throws', () => {
  const good = signed('1-1', body, [label])
  const property = fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const bad = good.slice()
    bad[at]! ^= change
    const opened = openSigned(bad, [label], '1-1', find, 5)
    // A field of another number is skipped as protobuf does; then what is read was not signed.
    expect(typeof opened === 'string' || 'kind' in opened).toBe(true)
  })
  fc.assert(property)
})
