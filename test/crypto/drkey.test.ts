import fc from 'fast-check'
import { expect, test } from 'vitest'
import { derivationOf, genericDerivation, level1Key, level1Protocol, secretValue, specificDerivation } from '#crypto/drkey.ts'
import { type Bytes, fromHex, toHex } from '#wire/bytes.ts'
import { parseHost } from '#wire/host-address.ts'

/** Facts of the reference's own tests: pkg/drkey/testdata, specific/testdata, generic/testdata. */
test('the values of the reference', () => {
  const secret = fromHex('00010203040506070001020304050607')!
  expect(toHex(secretValue(secret, 0, { beginS: 0, endS: 1 }))).toBe('c3b4843c990314f9ac554f9b781cdeb7')
})

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 })
const hosts = fc
  .constantFrom('10.0.0.1', '10.0.0.2', '0.0.0.0', 'fd00::1', '::', 'CS', 'DS', 'CS_M')
  .map(text => ({ text, host: parseHost(text) }))
const protocolNumbers = fc.integer({ min: 0, max: 0xffff })

test('keys of different purposes, hosts and protocols differ', () => {
  const property = fc.property(bytes16, protocolNumbers, protocolNumbers, hosts, hosts, (level1, p, q, a, b) => {
    const keys = (protocol: number, host: typeof a): Bytes[] => {
      const d = derivationOf(protocol)
      return [d.asHost(level1, host.host), d.hostAs(level1, host.host), d.hostHost(level1, host.host)]
    }
    expect(new Set(keys(p, a).map(toHex)).size).toBe(3)
    if (a.text !== b.text) expect(keys(p, a).some((key, i) => toHex(key) === toHex(keys(p, b)[i]!))).toBe(false)
    // The last level is derived alike for all; below another host-AS key it is another key.
    if (p > 1 && q > 1 && p !== q) expect(toHex(keys(p, a)[0]!)).not.toBe(toHex(keys(q, a)[0]!))
  })
  fc.assert(property)
})

test('a secret value is of one secret, one protocol, one epoch', () => {
  const secret = Uint8Array.of(1, 2)
  const values = [
    secretValue(secret, 1, { beginS: 0, endS: 360 }),
    secretValue(secret, 0, { beginS: 0, endS: 360 }),
    secretValue(secret, 1, { beginS: 360, endS: 720 }),
    secretValue(secret, 1, { beginS: 0, endS: 720 }),
    secretValue(Uint8Array.of(1), 1, { beginS: 0, endS: 360 }),
  ]
  expect(new Set(values.map(toHex)).size).toBe(values.length)
  expect(() => secretValue(new Uint8Array(0), 1, { beginS: 0, endS: 360 })).toThrow('a master secret is not empty')
})

test('level 1 is of the AS that fetches', () => {
  const value = new Uint8Array(16)
  expect(toHex(level1Key(value, '1-ff00:0:110'))).not.toBe(toHex(level1Key(value, '1-ff00:0:111')))
})

test('predefined protocols have a derivation and a level-1 key of their own, niche protocols share the generic one', () => {
  const [key, host] = [new Uint8Array(16), parseHost('10.0.0.1')]
  expect([0, 1, 2, 0xffff].map(level1Protocol)).toEqual([0, 1, 0, 0])
  expect(toHex(derivationOf(1).asHost(key, host))).toBe(toHex(specificDerivation.asHost(key, host)))
  expect(toHex(derivationOf(2).hostAs(key, host))).toBe(toHex(genericDerivation(2).hostAs(key, host)))
})

test('a zone is not part of a key, and an IPv4-mapped address is IPv4', () => {
  const key = (text: string): string => toHex(specificDerivation.asHost(new Uint8Array(16), parseHost(text)))
  expect(key('fe80::1%eth0')).toBe(key('fe80::1'))
  expect(key('::ffff:10.0.0.1')).toBe(key('10.0.0.1'))
})
