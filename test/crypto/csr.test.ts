import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildRequest, parseRequest, provesPossession } from '#crypto/csr.ts'
import { type Curve, keyFromSeed, publicKeyOf, softwareEcdsa } from '#crypto/ecdsa.ts'
import { subjectName } from '#crypto/name.ts'
import { isMalformed } from '#wire/bytes.ts'

const subject = subjectName('1-ff00:0:111 AS Certificate', '1-ff00:0:111')

test.each(['P-256', 'P-384', 'P-521'] as const satisfies readonly Curve[])(
  'a request with %s reads back, signed with its own key',
  curve => {
    const key = keyFromSeed(curve, Uint8Array.of(1))
    const request = parseRequest(buildRequest(subject, key, softwareEcdsa))
    if (isMalformed(request)) throw new Error(request.malformed)
    expect([request.subject, request.publicKey]).toEqual([subject, publicKeyOf(key)])
    expect(provesPossession(request, softwareEcdsa)).toBe(true)
    expect(provesPossession({ ...request, publicKey: publicKeyOf(keyFromSeed(curve, Uint8Array.of(2))) }, softwareEcdsa)).toBe(false)
    expect(provesPossession({ ...request, publicKey: undefined }, softwareEcdsa)).toBe(false)
  },
)

test('changed or cut anywhere it is refused', () => {
  const der = buildRequest(subject, keyFromSeed('P-256', Uint8Array.of(1)), softwareEcdsa)
  const property = fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, mask, cut) => {
    const changed = cut ? der.slice(0, at) : der.slice()
    if (!cut) changed[at]! ^= mask
    const request = parseRequest(changed)
    expect(isMalformed(request) || !provesPossession(request, softwareEcdsa)).toBe(true)
  })
  fc.assert(property, { numRuns: 200 })
})
