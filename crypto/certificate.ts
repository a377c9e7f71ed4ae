/**
 * X.509 certificates of the control-plane PKI: reading.   RFC 5280; pkg/scrypto/cppki/certs.go
 *
 *   Certificate = SEQUENCE { tbsCertificate { version, serial, algorithm, issuer, validity, subject, public key, extensions }, algorithm, signature }
 *
 * What a certificate of each class must look like is in certificate-class.ts.
 */
import { type Bytes, bytesEqual, type Malformed } from '#wire/bytes.ts'
import {
  type DerReader,
  decodeDer,
  enter,
  enterOptional,
  expectEnd,
  explicitTag,
  implicitTag,
  nextTag,
  readAll,
  readBitString,
  readBoolean,
  readContents,
  readInteger,
  readOid,
  readTime,
  readWhole,
  refuse,
  tags,
} from './der.ts'
import type { Digest, Ecdsa, PublicKey } from './ecdsa.ts'
import { ecdsaDigestNamed, readAlgorithm, readPublicKeyInfo } from './key-info.ts'
import { type Name, readName } from './name.ts'
import { oids } from './oid.ts'

export interface Certificate {
  readonly der: Bytes
  /** the bytes that are signed */
  readonly tbs: Bytes
  /** 3 is X.509v3 */
  readonly version: number
  readonly serial: bigint
  readonly issuer: Name
  readonly subject: Name
  /** seconds since 1970; the certificate is valid at both ends too */
  readonly notBeforeS: number
  readonly notAfterS: number
  /** `undefined`: a key that is not P-256, P-384 or P-521 */
  readonly publicKey: PublicKey | undefined
  readonly extensions: Extensions
  /** of ECDSA; `undefined`: another algorithm */
  readonly signatureDigest: Digest | undefined
  readonly signature: Bytes
}

export interface Extensions {
  readonly subjectKeyId?: Bytes
  readonly authorityKeyId?: Bytes
  readonly keyUsages?: readonly KeyUsage[]
  /** object identifiers, dotted, in order */
  readonly extendedKeyUsages?: readonly string[]
  readonly basicConstraints?: BasicConstraints
  /** object identifiers of the critical ones, dotted */
  readonly critical: readonly string[]
}

export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLength?: number
}

/** Bits of the key usage, in order. */
export const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof keyUsages)[number]

/** Divergence: a certificate of more than 64 KiB is not read; the reference has no limit. */
const maxCertificateLength = 0x1_0000

export const parseCertificate = (der: Bytes): Certificate | Malformed => decodeDer(der, maxCertificateLength, readCertificate)

export function readCertificate(r: DerReader): Certificate {
  const start = r.at
  const outer = enter(r, tags.sequence, 'certificate')
  const tbsStart = outer.at
  const inner = enter(outer, tags.sequence, 'tbsCertificate')
  const tbs = r.bytes.subarray(tbsStart, outer.at)
  const algorithmAt = outer.at
  const algorithm = readWhole(outer)
  const signature = readBitString(outer, 'signature')
  return {
    der: r.bytes.subarray(start, r.at),
    tbs,
    ...readTbs(inner, algorithm),
    signatureDigest: ecdsaDigestNamed(readAlgorithm({ bytes: r.bytes, at: algorithmAt, end: outer.end }, 'signature algorithm')),
    signature,
  }
}

function readTbs(r: DerReader, outerAlgorithm: Bytes): Omit<Certificate, 'der' | 'tbs' | 'signature' | 'signatureDigest'> {
  const version = readVersion(enterOptional(r, explicitTag(0)))
  const serial = readInteger(r, 'serial number')
  if (serial < 0n) refuse('serial number negative', r.at)
  if (!bytesEqual(readWhole(r), outerAlgorithm)) refuse('two different signature algorithms', r.at)
  const issuer = readName(r, 'issuer')
  const validity = enter(r, tags.sequence, 'validity')
  const notBeforeS = readTime(validity, 'notBefore', tags.utcTime, tags.generalizedTime)
  const notAfterS = readTime(validity, 'notAfter', tags.utcTime, tags.generalizedTime)
  const subject = readName(r, 'subject')
  const publicKey = readPublicKeyInfo(r)
  enterOptional(r, implicitTag(1))
  enterOptional(r, implicitTag(2))
  const extensions = readExtensions(version === 3 ? enterOptional(r, explicitTag(3)) : undefined)
  return { version, serial, issuer, subject, notBeforeS, notAfterS, publicKey, extensions }
}

/** X.509 version 1 is not written. */
function readVersion(r: DerReader | undefined): number {
  if (r === undefined) return 1
  const version = Number(readInteger(r, 'version')) + 1
  expectEnd(r)
  return version <= 3 ? version : refuse(`X.509 version ${version}`, r.at)
}

function readExtensions(r: DerReader | undefined): Extensions {
  if (r === undefined) return { critical: [] }
  const found: Extensions = { critical: [] }
  const seen = new Set<string>()
  const critical: string[] = []
  readAll(enter(r, tags.sequence, 'extensions'), one => {
    const inside = enter(one, tags.sequence, 'extension')
    const at = inside.at
    const id = readOid(inside, 'extension')
    if (seen.has(id)) refuse(`extension ${id} twice`, at)
    seen.add(id)
    if (nextTag(inside) === tags.boolean && readBoolean(inside, 'critical')) critical.push(id)
    const value = enter(inside, tags.octetString, 'extension')
    Object.assign(found, extensionReaders[id]?.(value))
  })
  return { ...found, critical }
}

const extensionReaders: Readonly<Record<string, (r: DerReader) => Omit<Extensions, 'critical'>>> = {
  [oids.subjectKeyId]: r => ({ subjectKeyId: readContents(r, tags.octetString, 'subject key identifier') }),
  [oids.authorityKeyId]: r => {
    const inside = enter(r, tags.sequence, 'authority key identifier')
    return nextTag(inside) === implicitTag(0) ? { authorityKeyId: readContents(inside, implicitTag(0), 'key identifier') } : {}
  },
  [oids.keyUsage]: r => {
    const bits = readBitString(r, 'key usage', 'any')
    return { keyUsages: keyUsages.filter((_, i) => (((bits[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) === 1) }
  },
  [oids.extendedKeyUsage]: r => ({
    extendedKeyUsages: readAll(enter(r, tags.sequence, 'extended key usage'), one => readOid(one, 'extended key usage')),
  }),
  [oids.basicConstraints]: r => {
    const inside = enter(r, tags.sequence, 'basic constraints')
    const ca = nextTag(inside) === tags.boolean && readBoolean(inside, 'cA')
    return { basicConstraints: nextTag(inside) === tags.integer ? { ca, pathLength: Number(readInteger(inside, 'path length')) } : { ca } }
  },
}

/** Is `certificate` signed with this key? */
export const isSignedBy = (certificate: Certificate, key: PublicKey | undefined, ecdsa: Ecdsa): boolean =>
  key !== undefined &&
  certificate.signatureDigest !== undefined &&
  ecdsa.verify(key, certificate.signatureDigest, certificate.tbs, certificate.signature)

/** "1-ff00:0:110 AS Certificate (serial 4711)", for messages. */
export const describeCertificate = (c: Certificate): string => `"${c.subject.commonName}" (serial ${c.serial.toString(16)})`

export const isValidAt = (period: { readonly notBeforeS: number; readonly notAfterS: number }, nowS: number): boolean =>
  period.notBeforeS <= nowS && nowS <= period.notAfterS
