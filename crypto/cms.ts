/**
 * CMS SignedData, as far as SCION uses it: TRCs and certificate renewal requests.   RFC 5652; pkg/scrypto/cms/protocol
 *
 *   ContentInfo { signedData, [0] SignedData { version 1, digestAlgorithms, content, [0] certificates, [1] crls, signerInfos } }
 *   SignerInfo { version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature, [1] unsignedAttrs }
 *
 * What is signed are the attributes; one of them is the digest of the content.
 */
import { type Bytes, bytesEqual, isMalformed, joinBytes, type Malformed } from '#wire/bytes.ts'
import type { Certificate } from './certificate.ts'
import {
  type DerReader,
  decodeDer,
  enter,
  enterAny,
  enterOptional,
  expectEnd,
  explicitTag,
  readAll,
  readContents,
  readInteger,
  readOid,
  readTime,
  readWhole,
  refuse,
  tags,
} from './der.ts'
import { element, explicit, inOrder, integer, octetString, oid, sequence, setOf, time } from './der-write.ts'
import { type Digest, digestOf, type Ecdsa, hash, type PrivateKey } from './ecdsa.ts'
import { digestAlgorithm, digestNamed, ecdsaDigestNamed, readAlgorithm, signatureAlgorithm } from './key-info.ts'
import { oids } from './oid.ts'

export interface SignedData {
  readonly content: Bytes
  /** in DER, not looked into */
  readonly certificates: readonly Bytes[]
  readonly signers: readonly SignerInfo[]
}

export interface SignerInfo {
  readonly der: Bytes
  /** 1: named by issuer and serial number. 3: by subject key identifier. */
  readonly version: number
  /** `undefined` unless of version 1 */
  readonly issuerAndSerial: { readonly issuer: Bytes; readonly serial: bigint } | undefined
  readonly digestAlgorithm: string
  readonly signatureAlgorithm: string
  /** the attributes as they are signed: in their order, tagged as a set; `undefined`: none */
  readonly signedAttributes: Bytes | undefined
  readonly attributes: readonly Attribute[]
  readonly signature: Bytes
}

interface Attribute {
  readonly type: string
  /** the set of its values, in DER, not looked into */
  readonly values: Bytes
}

/** Divergence: more than 1024 signers are refused; the reference has no limit. */
const maxSigners = 1024

export const parseSignedData = (der: Bytes, maxLength: number): SignedData | Malformed => decodeDer(der, maxLength, readContentInfo)

function readContentInfo(r: DerReader): SignedData {
  const info = enter(r, tags.sequence, 'ContentInfo')
  const at = info.at
  if (readOid(info, 'content type') !== oids.signedData) refuse('not signedData', at)
  const content = enter(info, explicitTag(0), 'content')
  const signed = readSignedData(enter(content, tags.sequence, 'SignedData'))
  expectEnd(content)
  return signed
}

function readSignedData(r: DerReader): SignedData {
  const at = r.at
  if (readInteger(r, 'version') !== 1n) refuse('SignedData of another version than 1', at)
  readAll(enter(r, tags.set, 'digestAlgorithms'), one => readAlgorithm(one, 'digest algorithm'))
  const content = readContent(enter(r, tags.sequence, 'encapContentInfo'))
  const certificates = enterOptional(r, explicitTag(0))
  enterOptional(r, explicitTag(1))
  const signers = readAll(enter(r, tags.set, 'signerInfos'), readSignerInfo)
  if (signers.length > maxSigners) refuse(`more than ${maxSigners} signers`, at)
  return { content, certificates: certificates === undefined ? [] : readAll(certificates, readWhole), signers }
}

/** An octet string in one piece, or as some tools write it, in pieces. */
function readContent(r: DerReader): Bytes {
  const at = r.at
  if (readOid(r, 'eContentType') !== oids.data) refuse('content that is not id-data', at)
  const inside = enter(r, explicitTag(0), 'eContent')
  const pieces = enterOptional(inside, constructedOctets) ?? inside
  const content = readAll(pieces, piece => readContents(piece, tags.octetString, 'eContent'))
  if (pieces === inside && content.length !== 1) refuse('eContent is not one octet string', at)
  expectEnd(inside)
  return joinBytes(content)
}

const constructedOctets = tags.octetString | 0x20

function readSignerInfo(r: DerReader): SignerInfo {
  const start = r.at
  const inside = enter(r, tags.sequence, 'SignerInfo')
  const version = Number(readInteger(inside, 'version'))
  const issuerAndSerial = version === 1 ? readIssuerAndSerial(enter(inside, tags.sequence, 'issuerAndSerialNumber')) : skip(inside)
  const digestAlgorithm = readAlgorithm(inside, 'digest algorithm')
  const signed = enterOptional(inside, explicitTag(0))
  const signatureAlgorithm = readAlgorithm(inside, 'signature algorithm')
  const signature = readContents(inside, tags.octetString, 'signature')
  return {
    der: r.bytes.subarray(start, r.at),
    version,
    issuerAndSerial,
    digestAlgorithm,
    signatureAlgorithm,
    signedAttributes: signed && element(tags.set, signed.bytes.subarray(signed.at, signed.end)),
    attributes: signed === undefined ? [] : readAll(signed, readAttribute),
    signature,
  }
}

function readAttribute(r: DerReader): Attribute {
  const inside = enter(r, tags.sequence, 'attribute')
  return { type: readOid(inside, 'attribute'), values: readWhole(inside) }
}

const readIssuerAndSerial = (r: DerReader) => ({ issuer: readWhole(r), serial: readInteger(r, 'serial number') })

function skip(r: DerReader): undefined {
  enterAny(r)
}

/** The first certificate that the signer's issuer and serial number name. A signer named by key identifier is never found, as in the reference. */
export function findSigner({ issuerAndSerial: named }: SignerInfo, certificates: readonly Certificate[]): Certificate | undefined {
  return named && certificates.find(c => c.serial === named.serial && bytesEqual(c.issuer.der, named.issuer))
}

/** Why `info` is no signature of this certificate over the content; nothing if it is. Any content type and signing time will do. */
export function checkSigner(info: SignerInfo, content: Bytes, signer: Certificate, ecdsa: Ecdsa): string | undefined {
  const digest = digestNamed(info.digestAlgorithm)
  // Divergence: only SHA-256, SHA-384 and SHA-512 digest the content; the reference takes SHA-1 and MD5 too.
  if (digest === undefined) return `digest algorithm ${info.digestAlgorithm}`
  const stated = messageDigest(info)
  if (typeof stated === 'string') return stated
  if (!bytesEqual(stated, hash(digest, content))) return 'the message digest is not that of the content'
  const signedDigest = ecdsaDigestNamed(info.signatureAlgorithm) ?? (info.signatureAlgorithm === oids.ecPublicKey ? digest : undefined)
  if (signedDigest === undefined) return `signature algorithm ${info.signatureAlgorithm}`
  if (signer.publicKey === undefined) return 'the signer has no ECDSA key'
  // Divergence: attributes are verified as they came; the reference encodes them again first and so drops members that nobody signed.
  return ecdsa.verify(signer.publicKey, signedDigest, info.signedAttributes!, info.signature) ? undefined : 'the signature does not verify'
}

function messageDigest(info: SignerInfo): Bytes | string {
  const stated = info.attributes.filter(a => a.type === oids.messageDigest)
  if (stated.length !== 1) return 'not exactly one message digest'
  const digest = readOnlyValue(stated[0]!, r => readContents(r, tags.octetString, 'message digest'))
  return isMalformed(digest) ? digest.malformed : digest
}

/** The value of an attribute that has one. */
const readOnlyValue = <T>({ values }: Attribute, read: (r: DerReader) => T): T | Malformed =>
  decodeDer(values, values.length, r => {
    const inside = enter(r, tags.set, 'attribute values')
    const value = read(inside)
    expectEnd(inside)
    return value
  })

/** When the signer says it signed, in seconds since 1970; nobody checks that. `undefined`: it does not say, or not in a form we read. */
export function signingTimeS(info: SignerInfo): number | undefined {
  const stated = info.attributes.find(a => a.type === oids.signingTime)
  const time = stated && readOnlyValue(stated, r => readTime(r, 'signing time', tags.utcTime, tags.generalizedTime))
  return typeof time === 'number' ? time : undefined
}

/** Who signs CMS content, and when (the signing time is only a claim). */
export interface CmsSigner {
  readonly certificate: Certificate
  readonly key: PrivateKey
  readonly timeS: number
}

export function signContent(content: Bytes, signer: CmsSigner, ecdsa: Ecdsa): Bytes {
  const digest = digestOf[signer.key.curve]
  const attributes = [
    attribute(oids.contentType, oid(oids.data)),
    attribute(oids.signingTime, time(signer.timeS)),
    attribute(oids.messageDigest, octetString(hash(digest, content))),
  ]
  return sequence(
    integer(1n),
    sequence(signer.certificate.issuer.der, integer(signer.certificate.serial)),
    digestAlgorithm(digest),
    explicit(0, ...inOrder(attributes)),
    signatureAlgorithm(digest),
    octetString(ecdsa.sign(signer.key, digest, setOf(...attributes))),
  )
}

const attribute = (type: string, value: Bytes): Bytes => sequence(oid(type), setOf(value))

/** `signers`: SignerInfos in DER, made by `signContent` or taken from elsewhere. */
export function encodeSignedData(
  content: Bytes,
  certificates: readonly Certificate[],
  signers: readonly Bytes[],
  digests: readonly Digest[],
): Bytes {
  const withCertificates = certificates.length === 0 ? [] : [explicit(0, ...certificates.map(c => c.der))]
  const signedData = sequence(
    integer(1n),
    setOf(...digests.map(d => digestAlgorithm(d))),
    sequence(oid(oids.data), explicit(0, octetString(content))),
    ...withCertificates,
    setOf(...signers),
  )
  return sequence(oid(oids.signedData), explicit(0, signedData))
}
