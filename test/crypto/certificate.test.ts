import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeCertificate, isSignedBy, isValidAt, parseCertificate } from '#crypto/certificate.ts'
import { checkCertificate } from '#crypto/certificate-class.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { oids } from '#crypto/oid.ts'
import { concatBytes, isMalformed } from '#wire/bytes.ts'
import { dayS, hold, issuing, makeIsd, startS } from './isd.ts'

const root = hold('cp-root', '1-ff00:0:110')
const ca = hold('cp-ca', '1-ff00:0:110', { issuer: issuing(root) })
const as = hold('cp-as', '1-ff00:0:111', { issuer: issuing(ca), curve: 'P-384', daysS: [dayS, 4 * dayS] })

test('the members of a certificate', () => {
  const c = as.certificate
  expect([c.version, c.notBeforeS, c.notAfterS, c.signatureDigest]).toEqual([3, startS + dayS, startS + 4 * dayS, 'SHA-256'])
  expect(c.issuer).toEqual(ca.certificate.subject)
  expect(c.subject.isdAs).toBe('1-ff00:0:111')
  expect(c.publicKey?.curve).toBe('P-384')
  expect(c.extensions).toEqual({
    keyUsages: ['digitalSignature'],
    extendedKeyUsages: [oids.serverAuth, oids.clientAuth, oids.timeStamping],
    subjectKeyId: expect.anything(),
    authorityKeyId: ca.certificate.extensions.subjectKeyId,
    critical: [oids.keyUsage],
  })
  expect(root.certificate.extensions.basicConstraints).toEqual({ ca: true, pathLength: 1 })
  expect(describeCertificate(c)).toBe(`"1-ff00:0:111 cp-as" (serial ${c.serial.toString(16)})`)
})

test('who signed it', () => {
  expect(isSignedBy(as.certificate, ca.certificate.publicKey, softwareEcdsa)).toBe(true)
  expect(isSignedBy(as.certificate, root.certificate.publicKey, softwareEcdsa)).toBe(false)
  expect(isSignedBy(as.certificate, undefined, softwareEcdsa)).toBe(false)
  expect(isSignedBy({ ...as.certificate, signatureDigest: undefined }, ca.certificate.publicKey, softwareEcdsa)).toBe(false)
})

test('valid from the first to the last second, both included', () => {
  const { notBeforeS, notAfterS } = as.certificate
  expect([notBeforeS - 1, notBeforeS, notAfterS, notAfterS + 1].map(t => isValidAt(as.certificate, t))).toEqual([false, true, true, false])
})

test('any byte changed: not readable, or not signed by the CA, or the same; never an exception', () => {
  const property = fc.property(fc.nat(as.certificate.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
    const changed = as.certificate.der.slice()
    changed[at]! ^= mask
    const read = parseCertificate(changed)
    if (isMalformed(read)) return
    checkCertificate(read)
    expect(isSignedBy(read, ca.certificate.publicKey, softwareEcdsa)).toBe(false)
  })
  fc.assert(property, { numRuns: 300 })
})

test('cut anywhere or longer by a byte it is not readable', () => {
  const { der } = root.certificate
  for (let length = 0; length < der.length; length++) expect(isMalformed(parseCertificate(der.subarray(0, length)))).toBe(true)
  expect(isMalformed(parseCertificate(concatBytes(der, Uint8Array.of(0))))).toBe(true)
  expect(isMalformed(parseCertificate(new Uint8Array(100_000)))).toBe(true)
})

test('certificates of the same seed are the same bytes', () => {
  expect(makeIsd(7).as.key).toEqual(makeIsd(7).as.key)
})
