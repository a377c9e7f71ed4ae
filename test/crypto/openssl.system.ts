/** OpenSSL reads and verifies what we make, and we what it makes. */
import { describe, expect, test } from 'vitest'
import { isSignedBy } from '#crypto/certificate.ts'
import { formatCertificates, formatChain, parseCertificates } from '#crypto/chain.ts'
import { buildRequest, parseRequest, provesPossession } from '#crypto/csr.ts'
import { type Curve, publicKeyOf, softwareEcdsa } from '#crypto/ecdsa.ts'
import { formatPrivateKey, keysMatch, parsePrivateKey } from '#crypto/key-file.ts'
import { formatPem, parsePem } from '#crypto/pem.ts'
import { buildRenewalRequest } from '#crypto/renewal.ts'
import { signTrc, updateOf } from '#crypto/sign-trc.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { Trc } from '#crypto/trc.ts'
import { describeWith, program } from '#test/availability.ts'
import { isMalformed, type Malformed } from '#wire/bytes.ts'
import { run, temporaryFolder } from './files.ts'
import { dayS, hold, makeIsd, signing, startS } from './isd.ts'

const curves = ['P-256', 'P-384', 'P-521'] as const satisfies readonly Curve[]
const good = <T>(value: T | Malformed): T => {
  if (isMalformed(value)) throw new Error(value.malformed)
  return value
}

const theirConfiguration = `
oid_section = oids
[oids]
isdAs = 1.3.6.1.4.1.55324.1.2.1
[req]
prompt = no
distinguished_name = name
[name]
C = CH
O = Zürich
CN = 1-ff00:0:110 Root
isdAs = 1-ff00:0:110
`

describeWith([program('openssl')], 'openssl', openssl => {
  const folder = temporaryFolder()
  const says = (...args: readonly string[]) => run(openssl, folder, ...args)
  const attime = ['-attime', String(startS + dayS)]

  /**
   * A TRC carries no certificates in its CMS and its signers are trusted because people, or the predecessor, say so: the voters' and roots'
   * certificates of both TRCs are given to find signers (-certfile) and as trust anchors (-CAfile). Voting is no purpose OpenSSL knows (-purpose any).
   */
  function cmsVerify(signed: SignedTrc, ...trcs: readonly Trc[]) {
    folder.put('trc.der', signed.der)
    folder.put('trusted.pem', formatCertificates(trcs.flatMap(trc => trc.certificates)))
    const trust = ['-certfile', 'trusted.pem', '-CAfile', 'trusted.pem', '-purpose', 'any', ...attime]
    return says('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'trc.der', ...trust, '-out', 'payload.der')
  }

  describe.each(curves)('with keys of %s', curve => {
    const isd = makeIsd(1, curve)
    const base = isd.base.trc
    const voters = [...isd.sensitive, ...isd.regular]

    test('cms -verify accepts the base TRC, and finds our payload in it', () => {
      expect(cmsVerify(isd.base, base)).toMatchObject({ status: 0, text: expect.stringContaining('successful') })
      expect(folder.bytes('payload.der')).toEqual(base.der)
      const partly = signTrc(isd.content, voters.slice(1).map(signing), softwareEcdsa)
      expect(cmsVerify(partly, base).status, 'only those who signed are checked').toBe(0)
    })

    test('cms -verify accepts a regular update with a renewed voter and root, and a sensitive update', () => {
      const renewed = hold('regular-voting', '1-ff00:0:110', { curve, generation: 2 })
      const root = hold('cp-root', '1-ff00:0:110', { curve, generation: 2 })
      const certificates = base.certificates.map((c, i) => (i === 3 ? renewed.certificate : i === 6 ? root.certificate : c))
      const signers = [isd.regular[0]!, isd.regular[1]!, renewed, isd.roots[0]!]
      const regular = signTrc(updateOf(base, [3, 4], { certificates, gracePeriodS: dayS }), signers.map(signing), softwareEcdsa)
      expect(cmsVerify(regular, base, regular.trc)).toMatchObject({ status: 0 })
      const sensitive = signTrc(updateOf(regular.trc, [0, 1], { quorum: 1 }), isd.sensitive.slice(0, 2).map(signing), softwareEcdsa)
      expect(cmsVerify(sensitive, regular.trc, sensitive.trc)).toMatchObject({ status: 0 })
    })

    test('cms -verify refuses a signature by another key, and signers it does not trust', () => {
      const thief = { certificate: isd.sensitive[0]!.certificate, key: isd.sensitive[1]!.key }
      expect(cmsVerify(signTrc(isd.content, [thief, ...voters.slice(1)].map(signing), softwareEcdsa), base).status).not.toBe(0)
      expect(cmsVerify(isd.base, makeIsd(2, curve).base.trc).status).not.toBe(0)
    })

    test('verify accepts a chain up to the root, strictly by RFC 5280, and no other', () => {
      folder.put('as.pem', formatCertificates([isd.as.certificate]))
      folder.put('ca.pem', formatCertificates([isd.ca.certificate]))
      const under = (root: number, ...more: readonly string[]) => {
        folder.put('root.pem', formatCertificates([isd.roots[root]!.certificate]))
        return says('verify', '-CAfile', 'root.pem', '-untrusted', 'ca.pem', '-x509_strict', ...attime, ...more, 'as.pem')
      }
      expect(under(0)).toEqual({ status: 0, text: 'as.pem: OK\n' })
      expect(under(1).status).not.toBe(0)
      expect(under(0, '-attime', String(isd.as.certificate.notAfterS + 1)).text).toContain('expired')
    })

    test('x509 and asn1parse print certificates of every class', () => {
      const wanted: readonly (readonly [(typeof isd)['as'], readonly string[]])[] = [
        [isd.sensitive[0]!, ['1.3.6.1.4.1.55324.1.3.1', 'Time Stamping']],
        [isd.regular[0]!, ['1.3.6.1.4.1.55324.1.3.2', 'Time Stamping']],
        [isd.roots[0]!, ['1.3.6.1.4.1.55324.1.3.3', 'Certificate Sign', 'CA:TRUE, pathlen:1']],
        [isd.ca, ['Certificate Sign', 'CA:TRUE, pathlen:0']],
        [isd.as, ['TLS Web Server Authentication', 'TLS Web Client Authentication', 'Digital Signature']],
      ]
      for (const [{ certificate }, texts] of wanted) {
        folder.put('one.pem', formatCertificates([certificate]))
        const printed = says('x509', '-in', 'one.pem', '-noout', '-text')
        expect(printed.status).toBe(0)
        for (const text of [...texts, curve, `1.3.6.1.4.1.55324.1.2.1 = ${certificate.subject.isdAs}`]) expect(printed.text).toContain(text)
        expect(says('asn1parse', '-in', 'one.pem').status).toBe(0)
      }
      folder.put('trc.der', isd.base.der)
      expect(says('asn1parse', '-inform', 'DER', '-in', 'trc.der').text).toContain('pkcs7-signedData')
    })

    test('cms -verify accepts a renewal request, by the chain inside it, and finds the certificate request', () => {
      const signer = { chain: { as: isd.as.certificate, ca: isd.ca.certificate }, key: isd.as.key }
      folder.put('renewal.der', buildRenewalRequest(signer, isd.ca.key, startS, softwareEcdsa))
      folder.put('root.pem', formatCertificates([isd.roots[0]!.certificate]))
      const trust = ['-CAfile', 'root.pem', '-purpose', 'any', ...attime]
      const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'renewal.der', ...trust, '-out', 'request.der']
      expect(says(...args)).toMatchObject({ status: 0 })
      expect(says('req', '-inform', 'DER', '-in', 'request.der', '-verify', '-noout').text).toContain('OK')
    })

    test('req verifies our certificate request', () => {
      folder.put(
        'our.csr',
        formatPem({ label: 'CERTIFICATE REQUEST', der: buildRequest(isd.as.certificate.subject, isd.as.key, softwareEcdsa) }),
      )
      expect(says('req', '-in', 'our.csr', '-verify', '-noout')).toMatchObject({ status: 0, text: expect.stringContaining('OK') })
    })

    test('keys go both ways', () => {
      folder.put('our.key', formatPrivateKey(isd.as.key))
      expect(says('pkey', '-in', 'our.key', '-check', '-noout').text).toContain('valid')
      expect(says('ecparam', '-name', curve, '-genkey', '-noout', '-out', 'sec1.key').status).toBe(0)
      expect(says('pkcs8', '-topk8', '-nocrypt', '-in', 'sec1.key', '-out', 'pkcs8.key').status).toBe(0)
      expect(good(parsePrivateKey(folder.text('sec1.key')))).toEqual(good(parsePrivateKey(folder.text('pkcs8.key'))))
    })

    test('we read certificates and requests it makes, and verify their signatures', () => {
      expect(says('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`, '-out', 'their.key').status).toBe(0)
      const key = good(parsePrivateKey(folder.text('their.key')))
      // On its command line openssl takes no attribute it has no name for, in a file it does.
      folder.put('their.conf', theirConfiguration)
      const subject = ['-config', 'their.conf', '-utf8']
      expect(says('req', '-x509', '-new', '-key', 'their.key', '-days', '10', ...subject, '-out', 'their.pem').status).toBe(0)
      const [certificate] = good(parseCertificates(folder.text('their.pem')))
      expect(certificate!.subject).toMatchObject({ isdAs: '1-ff00:0:110', commonName: '1-ff00:0:110 Root' })
      expect(keysMatch(key, certificate!.publicKey!)).toBe(true)
      expect(isSignedBy(certificate!, publicKeyOf(key), softwareEcdsa)).toBe(true)
      expect(says('req', '-new', '-key', 'their.key', ...subject, '-out', 'their.csr').status).toBe(0)
      const [block] = good(parsePem(folder.text('their.csr')))
      const request = good(parseRequest(block!.der))
      expect([request.subject, provesPossession(request, softwareEcdsa)]).toEqual([certificate!.subject, true])
    })
  })

  test('a chain file is what openssl reads as two certificates', () => {
    const isd = makeIsd(1)
    folder.put('chain.pem', formatChain({ as: isd.as.certificate, ca: isd.ca.certificate }))
    expect(says('storeutl', '-certs', '-noout', 'chain.pem').text).toContain('Total found: 2')
  })
})
