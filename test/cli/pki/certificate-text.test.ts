import { expect, test } from 'vitest'
import { certificateData, certificateText } from '#cli/pki/certificate-text.ts'
import { hold, makeIsd, startS } from '#test/crypto/isd.ts'

const isd = makeIsd(1)

test('what scripts get', () => {
  expect(certificateData(isd.as.certificate)).toMatchObject({
    type: 'cp-as',
    subject: { commonName: '1-ff00:0:111 cp-as', isdAs: '1-ff00:0:111' },
    issuer: { isdAs: '1-ff00:0:110' },
    public_key: 'P-256',
    signature: 'ECDSA with SHA-256',
    key_usage: ['digitalSignature'],
    extended_key_usage: ['serverAuth', 'clientAuth', 'timeStamping'],
    authority_key_id: certificateData(isd.ca.certificate).subject_key_id,
    fingerprint_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(certificateData(isd.ca.certificate)).toMatchObject({ ca: { path_length: 0 } })
  expect(certificateData(isd.roots[0]!.certificate)).toMatchObject({ type: 'cp-root', ca: { path_length: 1 } })
})

test('what people get: a fault in the first line', () => {
  expect(certificateText(isd.as.certificate, startS)).toMatch(
    /^cp-as certificate: sound\n {2}subject +commonName=1-ff00:0:111 cp-as, isdAs=/,
  )
  const voter = hold('regular-voting', '1-ff00:0:110').certificate
  const faulty = { ...voter, version: 1, subject: { ...voter.subject, attributes: [{ type: '1.2.3', value: 'a\u001b[1mb' }] } }
  expect(certificateData(faulty).fault).toContain('not X.509 version 3')
  expect(certificateText(faulty, startS)).toContain('subject     1.2.3=a[1mb\n')
})
