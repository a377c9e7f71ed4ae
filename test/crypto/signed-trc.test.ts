import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCertificate } from '#crypto/certificate.ts'
import { checkCertificate, classOf } from '#crypto/certificate-class.ts'
import { parseCertificates, parseChain, verifyChain } from '#crypto/chain.ts'
import { encodeSignedData, signContent } from '#crypto/cms.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { signTrc, type TrcChanges, updateOf } from '#crypto/sign-trc.ts'
import { formatTrcFile, parseSignedTrc, parseTrcFile, type SignedTrc, verifySignedTrc } from '#crypto/signed-trc.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { describeWith, shared } from '#test/availability.ts'
import { type Bytes, concatBytes, isMalformed } from '#wire/bytes.ts'
import { type Holder, hold, makeIsd, signing } from './isd.ts'

const isd = makeIsd(1)
const base = isd.base.trc
const [sensitive, regular, roots] = [isd.sensitive, isd.regular, isd.roots]
const update = (votes: readonly number[], signers: readonly Holder[], changes: TrcChanges = {}): SignedTrc =>
  signTrc(updateOf(base, votes, changes), signers.map(signing), softwareEcdsa)
const verify = (signed: SignedTrc, predecessor = signed.trc.votes.length > 0 ? base : undefined) =>
  verifySignedTrc(signed, predecessor, softwareEcdsa)
const signedBy = (signers: readonly Holder[]): SignedTrc => signTrc(isd.content, signers.map(signing), softwareEcdsa)

describe('a base TRC', () => {
  test('verifies when all its voters signed, whoever else did, and how often', () => {
    expect(verify(isd.base)).toBeUndefined()
    expect(verify(signedBy([...sensitive, ...regular, ...roots, hold('cp-root', '1-9'), sensitive[0]!]))).toBeUndefined()
    expect(verify(makeIsd(3, 'P-384').base)).toBeUndefined()
  })

  test('does not when one did not, or signed another payload', () => {
    expect(verify(signedBy([...sensitive, ...regular.slice(1)]))).toContain(`"${regular[0]!.certificate.subject.commonName}"`)
    expect(verify(signedBy([]))).toContain('has not signed')
    const infos = [...sensitive, ...regular].map((h, i) => signContent(i === 2 ? Uint8Array.of(1) : base.der, signing(h), softwareEcdsa))
    const forged = parseSignedTrc(encodeSignedData(base.der, [], infos, ['SHA-256']))
    expect(isMalformed(forged) ? undefined : verify(forged)).toContain('digest')
  })

  test('does not when one signed with another key', () => {
    const thief = { certificate: sensitive[0]!.certificate, key: sensitive[1]!.key }
    expect(verify(signedBy([thief, ...sensitive.slice(1), ...regular]))).toContain('does not verify')
    // A second, wrong signature is as bad as a first.
    expect(verify(signedBy([thief, ...sensitive, ...regular]))).toContain('does not verify')
  })

  test('has no predecessor', () => {
    expect(verify(isd.base, base)).toContain('predecessor')
  })
})

describe('an update', () => {
  test('verifies with the signatures of those who vote', () => {
    expect(verify(update([3, 4], regular.slice(0, 2)))).toBeUndefined()
    expect(verify(update([0, 1], sensitive.slice(0, 2)))).toBeUndefined()
    expect(verify(update([3, 4], [...regular, ...sensitive, ...roots]))).toBeUndefined()
    expect(verify(update([3, 4], regular.slice(1)))).toContain('vote')
    expect(verify(update([3, 4], sensitive.slice(0, 2)))).toContain('vote')
  })

  test('needs its predecessor', () => {
    expect(verifySignedTrc(update([3, 4], regular), undefined, softwareEcdsa)).toContain('without its predecessor')
    expect(verify(update([3], regular))).toContain('quorum')
  })

  test('counts a vote once', () => {
    expect(verify(update([3, 3], regular))).toContain('twice')
  })

  const replaced = (index: number, by: Holder) => ({ certificates: base.certificates.map((c, i) => (i === index ? by.certificate : c)) })

  test('is signed by the new voters too', () => {
    const renewed = hold('regular-voting', '1-ff00:0:110', { generation: 2 })
    const changes = replaced(3, renewed)
    expect(verify(update([3, 4], [...regular.slice(0, 2), renewed], changes))).toBeUndefined()
    expect(verify(update([3, 4], regular.slice(0, 2), changes))).toContain('new voter')
    const sensitiveOne = hold('sensitive-voting', '1-ff00:0:110', { generation: 2 })
    expect(verify(update([1, 2], [...sensitive.slice(1), sensitiveOne], replaced(0, sensitiveOne)))).toBeUndefined()
    expect(verify(update([1, 2], sensitive.slice(1), replaced(0, sensitiveOne)))).toContain('new voter')
  })

  test('is acknowledged by the old root when a regular update replaces it', () => {
    const changes = replaced(6, hold('cp-root', '1-ff00:0:110', { generation: 2 }))
    expect(verify(update([3, 4], [...regular.slice(0, 2), roots[0]!], changes))).toBeUndefined()
    expect(verify(update([3, 4], [...regular.slice(0, 2), roots[1]!], changes))).toContain('root acknowledgment')
    expect(verify(update([0, 1], sensitive.slice(0, 2), changes))).toBeUndefined()
  })
})

test('signers of versions nobody knows spoil it', () => {
  const [first, ...rest] = isd.base.signers
  expect(verify({ ...isd.base, signers: [{ ...first!, version: 5 }, ...rest] })).toContain('version 5')
  expect(verify({ ...isd.base, signers: [{ ...first!, version: 3, issuerAndSerial: undefined }, ...rest] })).toContain('has not signed')
})

test('files are PEM or DER', () => {
  const pem = formatTrcFile(isd.base)
  expect(pem).toMatch(/^-----BEGIN TRC-----\n/)
  expect(parseTrcFile(new TextEncoder().encode(pem))).toEqual(isd.base)
  expect(parseTrcFile(isd.base.der)).toEqual(isd.base)
  for (const text of ['', pem.replaceAll('TRC', 'X'), pem.slice(0, -30)])
    expect(isMalformed(parseTrcFile(new TextEncoder().encode(text)))).toBe(true)
})

/** Never an exception; and what still verifies says the same. */
function mutationsAreHarmless(der: Bytes, predecessor: SignedTrc | undefined, runs: number): void {
  const original = parseSignedTrc(der)
  const property = fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, mask, cut) => {
    const changed = cut ? der.slice(0, at) : der.slice()
    if (!cut) changed[at]! ^= mask
    const signed = parseSignedTrc(changed)
    if (isMalformed(signed)) return
    if (verifySignedTrc(signed, predecessor?.trc, softwareEcdsa) === undefined)
      expect(signed.trc.der).toEqual((original as SignedTrc).trc.der)
  })
  fc.assert(property, { numRuns: runs })
}

test('changed or cut anywhere it is refused or says the same', () => {
  mutationsAreHarmless(isd.base.der, undefined, 100)
  expect(isMalformed(parseSignedTrc(concatBytes(isd.base.der, Uint8Array.of(0))))).toBe(true)
})

describeWith([shared('data/trcs')], 'the TRCs of the reference', folder => {
  const read = (name: string): Bytes => new Uint8Array(readFileSync(join(folder, name)))
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const trc = (name: string): SignedTrc => {
    const signed = parseSignedTrc(read(name))
    if (isMalformed(signed)) throw new Error(`${name}: ${signed.malformed}`)
    return signed
  }
  const named = ['ISD1-B1-S1', 'ISD1-B1-S2', 'ISD1-B1-S3']

  test('decode, and are called what they are', () => {
    for (const name of named) expect(formatTrcId(trc(`${name}.trc`).trc.id)).toBe(name)
  })

  test('verify: the base by itself, each update with its predecessor', () => {
    const [s1, s2, s3] = named.map(name => trc(`${name}.trc`)) as [SignedTrc, SignedTrc, SignedTrc]
    expect(verifySignedTrc(s1, undefined, softwareEcdsa)).toBeUndefined()
    expect(verifySignedTrc(s2, s1.trc, softwareEcdsa)).toBeUndefined()
    expect(verifySignedTrc(s3, s2.trc, softwareEcdsa)).toBeUndefined()
    expect(verifySignedTrc(s3, s1.trc, softwareEcdsa)).toContain('serial number')
  })

  test('written before Go 1.15 stay readable and verify', () => {
    const [s1, s2] = ['ISD1-B1-S1', 'ISD1-B1-S2'].map(name => trc(`compatibility/${name}-pre1.15.trc`)) as [SignedTrc, SignedTrc]
    expect(verifySignedTrc(s1, undefined, softwareEcdsa)).toBeUndefined()
    expect(verifySignedTrc(s2, s1.trc, softwareEcdsa)).toBeUndefined()
  })

  test('certificates are of the class their file says', () => {
    for (const name of readdirSync(folder).filter(f => f.endsWith('.crt'))) {
      const certificates = parseCertificates(text(name))
      const certificate = isMalformed(certificates) ? parseCertificate(read(name)) : certificates[0]!
      if (isMalformed(certificate)) throw new Error(`${name}: ${certificate.malformed}`)
      expect([classOf(certificate), checkCertificate(certificate)], name).toEqual([name.replace('.crt', ''), undefined])
    }
  })

  test('chains verify under the TRC of their ISD and no other', () => {
    const [one, two] = [1, 2].map(n => trc(`verifychain/ISD${n}-B1-S1.trc`).trc) as [SignedTrc['trc'], SignedTrc['trc']]
    for (const [name, own, other] of [
      ['ISD1-ASff00_0_110', one, two],
      ['ISD1-ASff00_0_111', one, two],
      ['ISD2-ASff00_0_210', two, one],
    ] as const) {
      const chain = parseChain(text(`verifychain/${name}.pem`))
      if (isMalformed(chain)) throw new Error(`${name}: ${chain.malformed}`)
      const nowS = chain.as.notBeforeS + 1
      expect(verifyChain(chain, [own], nowS, softwareEcdsa), name).toBeUndefined()
      expect(verifyChain(chain, [other], nowS, softwareEcdsa), name).toContain('not issued by a root')
    }
  })

  test('changed or cut anywhere they are refused or say the same', () => {
    mutationsAreHarmless(read('ISD1-B1-S1.trc'), undefined, 60)
    mutationsAreHarmless(read('ISD1-B1-S2.trc'), trc('ISD1-B1-S1.trc'), 60)
  })
})
