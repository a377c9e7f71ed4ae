import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeCertificate, isSignedBy, isValidAt, parseCertificate } from '#crypto/certificate.ts'
import { checkCertificate } from '#crypto/certificate-class.ts'
import { bitString, explicit, integer, octetString, oid, sequence, time } from '#crypto/der-write.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { publicKeyInfo, signatureAlgorithm } from '#crypto/key-info.ts'
import { oids } from '#crypto/oid.ts'
import { type Bytes, concatBytes, isMalformed } from '#wire/bytes.ts'
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

describe('forms that are refused', () => {
  const tbs = (version: Bytes, extensions: Bytes, outer = signatureAlgorithm('SHA-256'), serial = 1n): Bytes => {
    const { issuer, subject, publicKey } = root.certificate
    const info = sequence(
      explicit(0, version),
      integer(serial),
      signatureAlgorithm('SHA-256'),
      issuer.der,
      sequence(time(0), time(1)),
      subject.der,
      publicKeyInfo(publicKey!),
      explicit(3, sequence(extensions)),
    )
    return sequence(info, outer, bitString(Uint8Array.of(1)))
  }
  const extension = (id: string, value: Bytes) => sequence(oid(id), octetString(value))
  const usage = extension(oids.extendedKeyUsage, sequence(oid(oids.root)))

  test('two different algorithms, a negative serial number, unknown versions', () => {
    expect(isMalformed(parseCertificate(tbs(integer(2n), usage)))).toBe(false)
    expect(isMalformed(parseCertificate(tbs(integer(2n), usage, signatureAlgorithm('SHA-384'))))).toBe(true)
    expect(isMalformed(parseCertificate(tbs(integer(2n), usage, undefined, -1n)))).toBe(true)
    expect(isMalformed(parseCertificate(tbs(integer(3n), usage)))).toBe(true)
    expect(isMalformed(parseCertificate(tbs(concatBytes(integer(2n), integer(2n)), usage)))).toBe(true)
  })

  test('extensions in another version than 3 are not read', () => {
    const read = parseCertificate(tbs(integer(1n), usage))
    expect(isMalformed(read) ? read : read.extensions).toEqual({ critical: [] })
  })

  test('the same extension twice, or one that is none', () => {
    expect(isMalformed(parseCertificate(tbs(integer(2n), concatBytes(usage, usage))))).toBe(true)
    expect(isMalformed(parseCertificate(tbs(integer(2n), sequence(oid('1.2.3'), integer(1n)))))).toBe(true)
    expect(isMalformed(parseCertificate(tbs(integer(2n), extension('1.2.3', Uint8Array.of(1)))))).toBe(false)
  })
})

test('certificates of the same seed are the same bytes', () => {
  expect(makeIsd(7).as.key).toEqual(makeIsd(7).as.key)
})
