import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Certificate } from '#crypto/certificate.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { issueSelfSigned } from '#crypto/issue.ts'
import { buildName } from '#crypto/name.ts'
import { formatPem } from '#crypto/pem.ts'
import { hold, issuing, makeIsd } from './isd.ts'

const isd = makeIsd(1, 'P-521')
const platform = (c: Certificate): X509Certificate => new X509Certificate(formatPem({ label: 'CERTIFICATE', der: c.der }))

test('the platform reads certificates of every class, and verifies who issued whom', () => {
  const [root, ca, as] = [isd.roots[0]!, isd.ca, isd.as].map(h => platform(h.certificate)) as [
    X509Certificate,
    X509Certificate,
    X509Certificate,
  ]
  expect([root.ca, ca.ca, as.ca]).toEqual([true, true, false])
  expect(as.checkIssued(ca) && ca.checkIssued(root) && root.checkIssued(root)).toBe(true)
  expect(as.verify(ca.publicKey) && ca.verify(root.publicKey) && root.verify(root.publicKey)).toBe(true)
  expect(as.verify(root.publicKey)).toBe(false)
  expect(as.subject).toContain('1-ff00:0:111')
  for (const { certificate } of [...isd.sensitive, ...isd.regular])
    expect(platform(certificate).verify(platform(certificate).publicKey)).toBe(true)
})

test('serial numbers, times and names as asked for', () => {
  const { certificate } = isd.as
  expect(BigInt(`0x${platform(certificate).serialNumber}`)).toBe(certificate.serial)
  expect(Date.parse(platform(certificate).validTo) / 1000).toBe(certificate.notAfterS)
  expect(certificate.issuer).toEqual(isd.ca.certificate.subject)
  expect(certificate.extensions.authorityKeyId).toEqual(issuing(isd.ca).keyId)
})

test('a certificate that would not be sound is not made', () => {
  const content = { class: 'cp-root', subject: buildName([]), serial: 1n, notBeforeS: 0, notAfterS: 1 } as const
  expect(() => issueSelfSigned(content, hold('cp-root', '1-9').key, softwareEcdsa)).toThrow('ISD-AS')
})
