import { describe, expect, test } from 'vitest'
import { type Chain, verifyChain } from '#crypto/chain.ts'
import { encodeSignedData, signContent } from '#crypto/cms.ts'
import { buildRequest, type CertificateRequest, parseRequest } from '#crypto/csr.ts'
import { keyFromSeed, publicKeyOf, softwareEcdsa } from '#crypto/ecdsa.ts'
import { subjectName } from '#crypto/name.ts'
import { buildRenewalRequest, buildRenewalResponse, issueChain, verifyRenewalRequest, verifyRenewalResponse } from '#crypto/renewal.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { dayS, hold, issuing, makeIsd, startS } from './isd.ts'

const isd = makeIsd(1)
const signer = { chain: { as: isd.as.certificate, ca: isd.ca.certificate }, key: isd.as.key }
const core = {
  chain: { as: hold('cp-as', '1-ff00:0:110', { issuer: issuing(isd.ca) }).certificate, ca: isd.ca.certificate },
  key: hold('cp-as', '1-ff00:0:110', { issuer: issuing(isd.ca) }).key,
}
const newKey = keyFromSeed('P-384', Uint8Array.of(9))
const nowS = startS + 2 * dayS
const trcsOf = (n: number) => (n === 1 ? [isd.base.trc] : [])
const verify = (der: Bytes, timeS = nowS) => verifyRenewalRequest(der, trcsOf, timeS, softwareEcdsa)
const request = buildRenewalRequest(signer, newKey, nowS, softwareEcdsa)
const issuance = { serial: 4711n, notBeforeS: nowS, notAfterS: nowS + 3 * dayS }

const verified = (der: Bytes): CertificateRequest => {
  const result = verify(der)
  if (typeof result === 'string') throw new Error(result)
  return result
}

test('from request to the new chain, which verifies', () => {
  const chain = issueChain(verified(request), { certificate: isd.ca.certificate, key: isd.ca.key }, issuance, softwareEcdsa) as Chain
  expect(chain.as.publicKey).toEqual(publicKeyOf(newKey))
  expect(chain.as.subject).toEqual(signer.chain.as.subject)
  expect(chain.as.serial).toBe(4711n)
  expect(verifyChain(chain, [isd.base.trc], nowS + dayS, softwareEcdsa)).toBeUndefined()
  const response = buildRenewalResponse(chain, core, nowS, softwareEcdsa)
  expect(verifyRenewalResponse(response, trcsOf, nowS, softwareEcdsa)).toEqual(chain)
  expect(verifyRenewalResponse(response, () => [], nowS, softwareEcdsa)).toContain('no TRC')
  expect(verifyRenewalResponse(request, trcsOf, nowS, softwareEcdsa)).toBeTypeOf('string')
})

test('an answer that holds no chain, or a wrapping without one', () => {
  const answer = (chain: Chain) =>
    verifyRenewalResponse(buildRenewalResponse(chain, core, nowS, softwareEcdsa), trcsOf, nowS, softwareEcdsa)
  expect(answer(signer.chain)).toEqual(signer.chain)
  expect(answer({ as: signer.chain.ca, ca: signer.chain.as })).toContain('no cp-as')
  const broken = { ...isd.ca.certificate, der: Uint8Array.of(0x30, 1, 0) }
  expect(answer({ as: signer.chain.as, ca: broken })).toBeTypeOf('string')
  const info = signContent(Uint8Array.of(1), { certificate: signer.chain.as, key: signer.key, timeS: nowS }, softwareEcdsa)
  expect(verify(encodeSignedData(Uint8Array.of(1), [signer.chain.as, broken], [info], ['SHA-256']))).toBe('tbsCertificate expected')
})

test('a subject may be as long as a request may be, not longer', () => {
  const named = (length: number) => parseRequest(buildRequest(subjectName('x'.repeat(length), '1-ff00:0:111'), newKey, softwareEcdsa))
  const longest = named(16_000)
  expect(isMalformed(longest) ? longest : issueChain(longest, isd.ca, issuance, softwareEcdsa)).toMatchObject({ ca: isd.ca.certificate })
  expect(isMalformed(named(16_384))).toBe(true)
})

test('the CA must cover the new certificate', () => {
  const late = { ...issuance, notAfterS: isd.ca.certificate.notAfterS + 1 }
  expect(issueChain(verified(request), { certificate: isd.ca.certificate, key: isd.ca.key }, late, softwareEcdsa)).toContain('cover')
  const { isdAs: _, ...nameless } = verified(request).subject
  for (const change of [{ publicKey: undefined }, { subject: nameless }])
    expect(issueChain({ ...verified(request), ...change }, isd.ca, issuance, softwareEcdsa)).toBeTypeOf('string')
})

describe('a request is refused', () => {
  const wrapped = (content: Bytes, chain = signer.chain, by = signer): Bytes =>
    encodeSignedData(
      content,
      [chain.as, chain.ca],
      [signContent(content, { certificate: by.chain.as, key: by.key, timeS: nowS }, softwareEcdsa)],
      ['SHA-256'],
    )
  const plain = (text: string, isdAs: `${number}-${string}` = '1-ff00:0:111') =>
    buildRequest(subjectName(text, isdAs), newKey, softwareEcdsa)

  test('after the present certificate has expired', () => {
    expect(verify(request, signer.chain.as.notAfterS + 1)).toContain('expired')
  })

  test('for another AS', () => {
    expect(verify(wrapped(plain('other', '1-ff00:0:112')))).toContain('request for 1-ff00:0:112')
    expect(verify(wrapped(plain('any common name')))).toBeTypeOf('object')
  })

  test('when the request or its wrapping is not signed with its key', () => {
    const broken = plain('x').slice()
    broken[broken.length - 1]! ^= 1
    expect(verify(wrapped(broken))).toContain('own key')
    const thief = { ...signer, key: newKey }
    expect(verify(wrapped(plain('x'), signer.chain, thief))).toBeTypeOf('string')
    expect(verify(wrapped(plain('x'), signer.chain, core))).toContain('not signed with the AS certificate')
  })

  test('without chain, signer or sense', () => {
    const content = plain('x')
    const info = signContent(content, { certificate: signer.chain.as, key: signer.key, timeS: nowS }, softwareEcdsa)
    const certificates = [signer.chain.as, signer.chain.ca]
    expect(verify(encodeSignedData(content, [], [info], ['SHA-256']))).toContain('0 certificates')
    expect(verify(encodeSignedData(content, certificates, [], []))).toContain('0 signers')
    expect(verify(encodeSignedData(content, certificates, [info, info], ['SHA-256']))).toContain('2 signers')
    expect(verify(encodeSignedData(content, [...certificates].reverse(), [info], ['SHA-256']))).toBeTypeOf('object')
    expect(verify(wrapped(Uint8Array.of(1)))).toBeTypeOf('string')
    expect(verify(Uint8Array.of(1))).toBeTypeOf('string')
  })
})
