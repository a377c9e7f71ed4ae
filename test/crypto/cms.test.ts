import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkSigner, encodeSignedData, findSigner, parseSignedData, type SignedData, signContent, signingTimeS } from '#crypto/cms.ts'
import { element, explicit, inOrder, integer, octetString, oid, sequence, setOf } from '#crypto/der-write.ts'
import { type Curve, digestOf, hash, softwareEcdsa } from '#crypto/ecdsa.ts'
import { digestAlgorithm, signatureAlgorithm } from '#crypto/key-info.ts'
import { oids } from '#crypto/oid.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { hold, signing, startS } from './isd.ts'

const content = new TextEncoder().encode('what is signed')
const signer = hold('regular-voting', '1-ff00:0:110')
const other = hold('sensitive-voting', '1-ff00:0:120')

const sound = (der: Bytes): SignedData => {
  const signed = parseSignedData(der, 10_000)
  if (isMalformed(signed)) throw new Error(signed.malformed)
  return signed
}

const wrap = (...infos: readonly Bytes[]): SignedData => sound(encodeSignedData(content, [], infos, ['SHA-256']))
const check = (info: Bytes): string | undefined => checkSigner(wrap(info).signers[0]!, content, signer.certificate, softwareEcdsa)

test.each(['P-256', 'P-384', 'P-521'] as const satisfies readonly Curve[])('a signature with %s reads back and verifies', curve => {
  const holder = hold('cp-root', '1-ff00:0:110', { curve })
  const info = signContent(content, signing(holder), softwareEcdsa)
  const signed = sound(encodeSignedData(content, [holder.certificate], [info], [digestOf[curve]]))
  expect(signed.content).toEqual(content)
  expect(signed.certificates).toEqual([holder.certificate.der])
  expect(signed.signers[0]!.der).toEqual(info)
  expect(signingTimeS(signed.signers[0]!)).toBe(startS)
  expect(findSigner(signed.signers[0]!, [other.certificate, holder.certificate])).toBe(holder.certificate)
  expect(findSigner(signed.signers[0]!, [other.certificate])).toBeUndefined()
  expect(checkSigner(signed.signers[0]!, content, holder.certificate, softwareEcdsa)).toBeUndefined()
  expect(checkSigner(signed.signers[0]!, content, other.certificate, softwareEcdsa)).toContain('does not verify')
  expect(checkSigner(signed.signers[0]!, Uint8Array.of(1), holder.certificate, softwareEcdsa)).toContain('digest')
})

const attribute = (type: string, ...values: readonly Bytes[]): Bytes => sequence(oid(type), setOf(...values))
const digestAttribute = attribute(oids.messageDigest, octetString(hash('SHA-256', content)))

/** A signer info of given parts, the signature over the attributes as they are ordered here. */
function info(options: { attributes?: readonly Bytes[]; version?: bigint; digest?: Bytes; algorithm?: Bytes; id?: Bytes }): Bytes {
  const {
    attributes = [digestAttribute],
    version = 1n,
    digest = digestAlgorithm('SHA-256'),
    algorithm = signatureAlgorithm('SHA-256'),
  } = options
  const id = options.id ?? sequence(signer.certificate.issuer.der, integer(signer.certificate.serial))
  const signature = softwareEcdsa.sign(signer.key, 'SHA-256', element(0x31, ...attributes))
  return sequence(integer(version), id, digest, explicit(0, ...attributes), algorithm, octetString(signature))
}

describe('a signer info', () => {
  test('needs no more than the digest; attributes may be in any order, of any content type and time', () => {
    const time = attribute(oids.signingTime, octetString(content))
    const type = attribute(oids.contentType, oid('1.2.3'))
    expect(check(info({}))).toBeUndefined()
    const both = [digestAttribute, type, time]
    for (const attributes of [inOrder(both), inOrder(both).reverse()]) expect(check(info({ attributes }))).toBeUndefined()
    expect(signingTimeS(wrap(info({ attributes: [time] })).signers[0]!)).toBeUndefined()
  })

  test('is refused without its digest, with two, or with another', () => {
    expect(check(info({ attributes: [] }))).toContain('message digest')
    expect(check(info({ attributes: [digestAttribute, digestAttribute] }))).toContain('message digest')
    const wrong = hash('SHA-256', Uint8Array.of(1))
    expect(check(info({ attributes: [attribute(oids.messageDigest, octetString(wrong))] }))).toContain('message digest')
    expect(check(info({ attributes: [attribute(oids.messageDigest, octetString(wrong), octetString(hash('SHA-256', content)))] }))).toBe(
      'trailing bytes',
    )
    expect(check(info({ attributes: [attribute(oids.messageDigest, integer(1n))] }))).toContain('message digest')
  })

  test('is refused with algorithms we do not know; the plain name of the key goes with the digest', () => {
    expect(check(info({ digest: sequence(oid('1.3.14.3.2.26')) }))).toContain('digest algorithm')
    expect(check(info({ algorithm: sequence(oid(oids.rsaEncryption)) }))).toContain('signature algorithm')
    expect(check(info({ algorithm: sequence(oid(oids.ecPublicKey)) }))).toBeUndefined()
  })

  test('with a member nobody signed in an attribute is refused', () => {
    const der = info({ attributes: [digestAttribute] })
    expect(check(der)).toBeUndefined()
    const longer = sequence(oid(oids.messageDigest), setOf(octetString(hash('SHA-256', content))), integer(1n))
    const other = info({ attributes: [longer] })
    const [signed, extended] = [wrap(der).signers[0]!, wrap(other).signers[0]!]
    expect(checkSigner({ ...extended, signature: signed.signature }, content, signer.certificate, softwareEcdsa)).toContain(
      'does not verify',
    )
  })

  test('without sense in its issuer and serial number is not readable', () => {
    for (const id of [sequence(), sequence(signer.certificate.issuer.der), element(0x80, Uint8Array.of(1)), integer(1n)])
      expect(isMalformed(parseSignedData(encodeSignedData(content, [], [info({ id })], []), 10_000))).toBe(true)
  })

  test('named by key identifier finds nobody', () => {
    const named = wrap(info({ version: 3n, id: element(0x80, signer.certificate.extensions.subjectKeyId!) })).signers[0]!
    expect(findSigner(named, [signer.certificate])).toBeUndefined()
  })

  test('of another key than ECDSA is refused', () => {
    const certificate = { ...signer.certificate, publicKey: undefined }
    expect(checkSigner(wrap(info({})).signers[0]!, content, certificate, softwareEcdsa)).toContain('no ECDSA key')
  })
})

describe('SignedData', () => {
  const signedData = (version: bigint, type: string, ...inside: readonly Bytes[]): Bytes =>
    sequence(integer(version), setOf(), sequence(oid(type), ...inside), setOf())
  const data = (version: bigint, type: string, ...inside: readonly Bytes[]): Bytes =>
    sequence(oid(oids.signedData), explicit(0, signedData(version, type, ...inside)))

  test('has version 1, id-data, its content inside, in pieces too', () => {
    expect(sound(data(1n, oids.data, explicit(0, octetString(content)))).content).toEqual(content)
    expect(
      sound(data(1n, oids.data, explicit(0, element(0x24, octetString(content.subarray(0, 4)), octetString(content.subarray(4)))))).content,
    ).toEqual(content)
    for (const der of [
      data(3n, oids.data, explicit(0, octetString(content))),
      data(1n, oids.signedData, explicit(0, octetString(content))),
      data(1n, oids.data),
      data(1n, oids.data, explicit(0, integer(1n))),
      data(1n, oids.data, explicit(0, element(0x24, element(0x24, octetString(content))))),
      sequence(oid(oids.data), explicit(0)),
      data(1n, oids.data, explicit(0, octetString(content), octetString(content))),
      data(1n, oids.data, explicit(0)),
      data(1n, oids.data, explicit(0, element(0x24, octetString(content)), octetString(content))),
      sequence(oid(oids.signedData), explicit(0, signedData(1n, oids.data, explicit(0, octetString(content))), integer(1n))),
    ])
      expect(isMalformed(parseSignedData(der, 10_000))).toBe(true)
  })

  test('with too many signers is refused', () => {
    const many = encodeSignedData(content, [], Array(1025).fill(info({})), [])
    expect(parseSignedData(many, many.length)).toMatchObject({ malformed: expect.stringContaining('1024') })
  })

  test('changed or cut anywhere: no exception, and no other content passes', () => {
    const der = encodeSignedData(content, [signer.certificate], [info({})], ['SHA-256'])
    const property = fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(der.length), (at, mask, length) => {
      const changed = der.slice(0, Math.max(length, at + 1))
      changed[at]! ^= mask
      const signed = parseSignedData(changed, 10_000)
      if (isMalformed(signed)) return
      const passes = signed.signers.some(i => checkSigner(i, signed.content, signer.certificate, softwareEcdsa) === undefined)
      if (passes) expect(signed.content).toEqual(content)
    })
    fc.assert(property, { numRuns: 500 })
  })
})

test('content in hundreds of thousands of pieces is put together, or refused; no list is too long for it', () => {
  const pieces = new Uint8Array(900_000).map((_, i) => (i % 2 === 0 ? 4 : 0))
  const inside = sequence(oid(oids.data), explicit(0, element(0x24, pieces)))
  const der = sequence(oid(oids.signedData), explicit(0, sequence(integer(1n), setOf(), inside, setOf())))
  expect(parseSignedData(der, 1_000_000)).toMatchObject({ content: new Uint8Array(0), signers: [] })
})
