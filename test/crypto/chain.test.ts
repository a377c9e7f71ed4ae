import { describe, expect, test } from 'vitest'
import type { Certificate, Extensions } from '#crypto/certificate.ts'
import { type Chain, checkChain, formatCertificates, formatChain, parseCertificates, parseChain, verifyChain } from '#crypto/chain.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { oids } from '#crypto/oid.ts'
import { formatPem } from '#crypto/pem.ts'
import type { Trc } from '#crypto/trc.ts'
import { isMalformed } from '#wire/bytes.ts'
import { dayS, hold, issuing, makeIsd, startS } from './isd.ts'

const isd = makeIsd(1)
const chain: Chain = { as: isd.as.certificate, ca: isd.ca.certificate }
const nowS = startS + dayS
const verify = (c: Chain, trcs: readonly Trc[] = [isd.base.trc], timeS = nowS) => verifyChain(c, trcs, timeS, softwareEcdsa)

test('PEM of a chain reads back as the chain', () => {
  expect(parseChain(formatChain(chain))).toEqual(chain)
  expect(parseCertificates(formatCertificates(isd.content.certificates))).toEqual(isd.content.certificates)
})

test('other files are no chain', () => {
  for (const text of [
    '',
    'text',
    formatPem({ label: 'TRC', der: chain.as.der }),
    formatPem({ label: 'CERTIFICATE', der: Uint8Array.of(1) }),
  ]) {
    expect(isMalformed(parseCertificates(text)), text).toBe(true)
    expect(isMalformed(parseChain(text)), text).toBe(true)
  }
})

test('AS, then CA that covers it, and no more', () => {
  expect(checkChain([chain.as, chain.ca])).toEqual(chain)
  expect(checkChain([chain.ca, chain.as])).toContain('no cp-as')
  expect(checkChain([chain.as])).toContain('1 certificates')
  expect(checkChain([chain.as, chain.ca, isd.roots[0]!.certificate])).toContain('3 certificates')
  expect(checkChain([chain.as, isd.roots[0]!.certificate])).toContain('no cp-ca')
  expect(checkChain([{ ...chain.as, version: 1 }, chain.ca])).toContain('version')
  expect(checkChain([{ ...chain.as, notAfterS: chain.ca.notAfterS + 1 }, chain.ca])).toContain('cover')
  expect(checkChain([{ ...chain.as, notBeforeS: chain.ca.notBeforeS - 1 }, chain.ca])).toContain('cover')
})

describe('a chain verifies', () => {
  test('under a TRC whose root issued its CA, one of those given', () => {
    expect(verify(chain)).toBeUndefined()
    expect(verify(chain, [makeIsd(2).base.trc, isd.base.trc])).toBeUndefined()
    expect(verify(chain, [])).toContain('no TRC')
    expect(verify(chain, [makeIsd(2).base.trc])).toContain('ISD2-B1-S1')
  })

  test('while all three certificates are valid', () => {
    expect(verify(chain, undefined, chain.as.notBeforeS)).toBeUndefined()
    expect(verify(chain, undefined, chain.as.notAfterS)).toBeUndefined()
    expect(verify(chain, undefined, chain.as.notAfterS + 1)).toContain('expired')
    expect(verify(chain, undefined, chain.as.notBeforeS - 1)).toContain('not yet valid')
    expect(verify({ ...chain, as: { ...chain.as, notAfterS: Number.MAX_VALUE } }, undefined, chain.ca.notAfterS + 1)).toContain('expired')
  })

  test('whatever the validity of the TRC and the ISD of the AS', () => {
    const trc = { ...isd.base.trc, notAfterS: startS }
    expect(verify(chain, [trc])).toBeUndefined()
    const guest = hold('cp-as', '9-ff00:0:1', { issuer: issuing(isd.ca) })
    expect(verify({ as: guest.certificate, ca: chain.ca })).toBeUndefined()
  })
})

describe('a chain does not verify', () => {
  const other = hold('cp-ca', '1-ff00:0:110', { issuer: issuing(isd.roots[0]!), generation: 2 })
  const stranger = hold('cp-root', '1-ff00:0:110', { generation: 9 })
  const strangersCa = hold('cp-ca', '1-ff00:0:110', { issuer: issuing(stranger), generation: 3 })

  test('when the CA has the right name and another key', () => {
    expect(verify({ as: chain.as, ca: other.certificate })).toContain('not issued by its CA')
  })

  test('when the root has the right name and another key', () => {
    const as = hold('cp-as', '1-ff00:0:111', { issuer: issuing(strangersCa) })
    expect(verify({ as: as.certificate, ca: strangersCa.certificate })).toContain('not issued by a root')
  })

  test('when the names do not meet, whoever signed', () => {
    expect(verify({ as: { ...chain.as, issuer: chain.as.subject }, ca: chain.ca })).toContain('not issued by its CA')
    expect(verify({ as: chain.as, ca: { ...chain.ca, issuer: chain.as.subject } })).toContain('not issued by a root')
  })

  test('when the root issued the AS certificate itself', () => {
    const direct = hold('cp-as', '1-ff00:0:112', { issuer: issuing(isd.roots[0]!) })
    expect(verify({ as: direct.certificate, ca: chain.ca })).toContain('not issued by its CA')
  })

  test('when the TRC has no root', () => {
    expect(verify(chain, [{ ...isd.base.trc, certificates: isd.content.certificates.slice(0, 6) }])).toContain('no root certificate')
  })

  const withExtensions = (c: Certificate, changes: Partial<Extensions>): Certificate => ({
    ...c,
    extensions: { ...c.extensions, ...changes },
  })

  test('when an extension is critical and unknown', () => {
    const critical = (c: Certificate): Certificate => withExtensions(c, { critical: [...c.extensions.critical, '2.5.29.30'] })
    expect(verify({ ...chain, as: critical(chain.as) })).toContain('2.5.29.30')
    expect(verify({ ...chain, ca: critical(chain.ca) })).toContain('2.5.29.30')
  })

  test('when the root allows none of the usages', () => {
    const withRoot = (usages: readonly string[]): Trc => {
      const certificates = isd.content.certificates.map((c, i) => (i < 6 ? c : withExtensions(c, { extendedKeyUsages: usages })))
      return { ...isd.base.trc, certificates }
    }
    expect(verify(chain, [withRoot([oids.root])])).toContain('extended key usage')
    expect(verify(chain, [withRoot([oids.root, oids.anyExtendedKeyUsage])])).toBeUndefined()
    const ca = withExtensions(chain.ca, { extendedKeyUsages: [oids.clientAuth] })
    expect(verify({ ...chain, ca })).toContain('extended key usage')
  })
})
