/** The reference's tool accepts what we make, and we accept what it makes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkCertificate, classOf } from '#crypto/certificate-class.ts'
import { type Chain, formatCertificates, formatChain, parseCertificates, parseChain, verifyChain } from '#crypto/chain.ts'
import { parseRequest, provesPossession } from '#crypto/csr.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { formatPrivateKey, keysMatch, parsePrivateKey } from '#crypto/key-file.ts'
import { parsePem } from '#crypto/pem.ts'
import { issueChain } from '#crypto/renewal.ts'
import { signTrc, updateOf } from '#crypto/sign-trc.ts'
import { formatTrcFile, parseTrcFile, type SignedTrc, verifySignedTrc } from '#crypto/signed-trc.ts'
import { describeWith, scionProgram } from '#test/availability.ts'
import { isMalformed, type Malformed } from '#wire/bytes.ts'
import { type Folder, run, temporaryFolder } from './files.ts'
import { dayS, hold, makeIsd, signing, startS } from './isd.ts'

const good = <T>(value: T | Malformed): T => {
  if (isMalformed(value)) throw new Error(value.malformed)
  return value
}

/** Every kind of AS, as the reference's generator takes them. */
const topology = `
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:120": {core: true, voting: true, cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110"}
`

describeWith([scionProgram('scion-pki')], 'scion-pki accepts ours', tool => {
  const folder = temporaryFolder()
  const says = (...args: readonly string[]) => run(tool, folder, ...args)

  describe.each(['P-256', 'P-384', 'P-521'] as const)('with keys of %s', curve => {
    const isd = makeIsd(1, curve)
    const base = isd.base.trc
    const renewed = hold('regular-voting', '1-ff00:0:110', { curve, generation: 2 })
    const root = hold('cp-root', '1-ff00:0:110', { curve, generation: 2 })
    const certificates = base.certificates.map((c, i) => (i === 3 ? renewed.certificate : i === 6 ? root.certificate : c))
    const regular = signTrc(
      updateOf(base, [3, 4], { certificates, gracePeriodS: dayS, notBeforeS: startS + dayS }),
      [isd.regular[0]!, isd.regular[1]!, renewed, isd.roots[0]!].map(signing),
      softwareEcdsa,
    )
    const sensitive = signTrc(updateOf(regular.trc, [0, 1], { quorum: 1 }), isd.sensitive.slice(0, 2).map(signing), softwareEcdsa)
    const forged = signTrc(updateOf(regular.trc, [0, 1], { quorum: 1 }), isd.sensitive.slice(1).map(signing), softwareEcdsa)
    for (const [name, signed] of Object.entries({ base: isd.base, regular, sensitive, forged }))
      folder.put(`${curve}-${name}.trc`, formatTrcFile(signed))
    folder.put(`${curve}-voters.pem`, formatCertificates(base.certificates.slice(0, 6)))
    const trc = (name: string) => `${curve}-${name}.trc`

    test('trc verify: base, regular and sensitive update; not with a signature missing', () => {
      expect(says('trc', 'verify', '--anchor', `${curve}-voters.pem`, trc('base'))).toMatchObject({ status: 0 })
      expect(says('trc', 'verify', '--anchor', trc('base'), trc('regular'), trc('sensitive'))).toMatchObject({ status: 0 })
      expect(says('trc', 'verify', '--anchor', trc('base'), trc('regular'), trc('forged')).status).not.toBe(0)
    })

    test('trc inspect names what we put in', () => {
      const { status, text } = says('trc', 'inspect', trc('regular'))
      expect(status).toBe(0)
      for (const part of ['ff00:0:130', 'ISD 1 of the tests', '1-ff00:0:110 cp-root', 'votes']) expect(text).toContain(part)
    })

    test('certificate verify and validate', () => {
      const chain = { as: isd.as.certificate, ca: isd.ca.certificate }
      folder.put(`${curve}.pem`, formatChain(chain))
      const at = (timeS: number) => says('certificate', 'verify', '--trc', trc('base'), '--currenttime', String(timeS), `${curve}.pem`)
      expect(at(startS + dayS)).toMatchObject({ status: 0 })
      expect(at(chain.as.notAfterS + 1).status).not.toBe(0)
      expect(says('certificate', 'validate', '--type', 'chain', `${curve}.pem`)).toMatchObject({ status: 0 })
      for (const { certificate } of [isd.sensitive[0]!, isd.regular[0]!, isd.roots[0]!, isd.ca]) {
        folder.put('one.crt', formatCertificates([certificate]))
        expect(says('certificate', 'validate', '--type', classOf(certificate)!, 'one.crt'), classOf(certificate)!).toMatchObject({
          status: 0,
        })
      }
    })

    test('key match: our key file belongs to our certificate', () => {
      folder.put('as.key', formatPrivateKey(isd.as.key))
      folder.put('other.key', formatPrivateKey(isd.ca.key))
      folder.put('as.crt', formatCertificates([isd.as.certificate]))
      expect(says('key', 'match', 'certificate', 'as.key', 'as.crt')).toMatchObject({ status: 0 })
      expect(says('key', 'match', 'certificate', 'other.key', 'as.crt').status).not.toBe(0)
    })
  })
})

describeWith([scionProgram('scion-pki')], 'we accept what scion-pki makes', tool => {
  const folder = temporaryFolder()
  const says = (...args: readonly string[]) => run(tool, folder, ...args)
  folder.put('network.topo', topology)
  const made = says('testcrypto', '-t', 'network.topo', '-o', 'gen')
  const nowS = Math.floor(Date.now() / 1000)

  test('testcrypto ran', () => {
    expect(made).toMatchObject({ status: 0 })
  })

  test('the base TRC verifies, with ECDSA keys in every certificate', () => {
    const signed = trcOf(folder, 'gen/trcs/ISD1-B1-S1.trc')
    expect(verifySignedTrc(signed, undefined, softwareEcdsa)).toBeUndefined()
    expect(signed.trc.certificates.map(c => c.publicKey?.curve)).toEqual(Array(5).fill('P-256'))
  })

  test('chains verify under it, certificates are of their class, keys belong to them', () => {
    const { trc } = trcOf(folder, 'gen/trcs/ISD1-B1-S1.trc')
    const names = readdirSync(join(folder.path, 'gen/certs'))
    expect(names).toHaveLength(3 + 2 + 4)
    for (const name of names.filter(n => n.endsWith('.pem'))) {
      const chain = good(parseChain(folder.text(`gen/certs/${name}`)))
      expect(verifyChain(chain, [trc], nowS, softwareEcdsa), name).toBeUndefined()
      const as = name.replace('ISD1-', '').replace('.pem', '')
      const key = good(parsePrivateKey(folder.text(`gen/${as}/crypto/as/cp-as.key`)))
      expect(keysMatch(key, chain.as.publicKey!), name).toBe(true)
    }
    for (const name of names.filter(n => n.endsWith('.crt')))
      for (const c of good(parseCertificates(folder.text(`gen/certs/${name}`)))) {
        expect(checkCertificate(c), name).toBeUndefined()
        expect(classOf(c), name).toContain(name.split('.')[1])
      }
  })

  test.each(['extend', 're-sign', 're-gen'])('the update of scenario %s verifies with its predecessor', scenario => {
    const before = says('testcrypto', '-t', 'network.topo', '-o', scenario)
    expect(before.status).toBe(0)
    expect(says('testcrypto', 'update', '-o', scenario, '--scenario', scenario)).toMatchObject({ status: 0 })
    const [base, update] = ['ISD1-B1-S1.trc', 'ISD1-B1-S2.trc'].map(name => trcOf(folder, `${scenario}/trcs/${name}`)) as [
      SignedTrc,
      SignedTrc,
    ]
    expect(verifySignedTrc(update, base.trc, softwareEcdsa)).toBeUndefined()
    expect(verifySignedTrc(update, update.trc, softwareEcdsa)).toContain('serial number')
  })

  test('a request it makes is granted by our CA, and it verifies the chain', () => {
    const subject = { isd_as: '1-ff00:0:111', common_name: '1-ff00:0:111 renewed' }
    folder.put('subject.json', JSON.stringify(subject))
    expect(says('certificate', 'create', '--csr', 'subject.json', 'new.csr', 'new.key')).toMatchObject({ status: 0 })
    const [block] = good(parsePem(folder.text('new.csr')))
    const request = good(parseRequest(block!.der))
    expect(provesPossession(request, softwareEcdsa)).toBe(true)
    const [certificate] = good(parseCertificates(folder.text('gen/certs/ISD1-ASff00_0_110.ca.crt')))
    const key = good(parsePrivateKey(folder.text('gen/ASff00_0_110/crypto/ca/cp-ca.key')))
    const issuance = { serial: 77n, notBeforeS: nowS, notAfterS: nowS + dayS }
    const chain = issueChain(request, { certificate: certificate!, key }, issuance, softwareEcdsa) as Chain
    folder.put('new.pem', formatChain(chain))
    expect(says('certificate', 'verify', '--trc', 'gen/trcs/ISD1-B1-S1.trc', 'new.pem')).toMatchObject({ status: 0 })
    expect(says('key', 'match', 'certificate', 'new.key', 'new.pem')).toMatchObject({ status: 0 })
  })
})

const trcOf = (folder: Folder, name: string): SignedTrc => good(parseTrcFile(folder.bytes(name)))
