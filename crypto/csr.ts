/** PKCS#10 certificate requests: a subject, its new key, signed with that key.   RFC 2986 */
import type { Bytes, Malformed } from '#wire/bytes.ts'
import { type DerReader, decodeDer, enter, readBitString, readInteger, refuse, tags } from './der.ts'
import { bitString, explicit, integer, sequence } from './der-write.ts'
import { type Digest, digestOf, type Ecdsa, type PrivateKey, type PublicKey, publicKeyOf } from './ecdsa.ts'
import { ecdsaDigestNamed, publicKeyInfo, readAlgorithm, readPublicKeyInfo, signatureAlgorithm } from './key-info.ts'
import { type Name, readName } from './name.ts'

export interface CertificateRequest {
  readonly der: Bytes
  /** the bytes that are signed */
  readonly info: Bytes
  readonly subject: Name
  /** `undefined`: a key that is not P-256, P-384 or P-521 */
  readonly publicKey: PublicKey | undefined
  readonly signatureDigest: Digest | undefined
  readonly signature: Bytes
}

/** Divergence: requests of more than 16 KiB are refused, so that no subject makes a certificate too long to be read; the reference has no limit. */
const maxRequestLength = 0x4000

export const parseRequest = (der: Bytes): CertificateRequest | Malformed => decodeDer(der, maxRequestLength, readRequest)

function readRequest(r: DerReader): CertificateRequest {
  const start = r.at
  const outer = enter(r, tags.sequence, 'certificate request')
  const infoStart = outer.at
  const inside = enter(outer, tags.sequence, 'certificationRequestInfo')
  const info = outer.bytes.subarray(infoStart, outer.at)
  if (readInteger(inside, 'version') !== 0n) refuse('certificate request of another version than 0', infoStart)
  return {
    der: r.bytes.subarray(start, r.at),
    info,
    subject: readName(inside, 'subject'),
    publicKey: readPublicKeyInfo(inside),
    signatureDigest: ecdsaDigestNamed(readAlgorithm(outer, 'signature algorithm')),
    signature: readBitString(outer, 'signature'),
  }
}

export function buildRequest(subject: Name, key: PrivateKey, ecdsa: Ecdsa): Bytes {
  const digest = digestOf[key.curve]
  const info = sequence(integer(0n), subject.der, publicKeyInfo(publicKeyOf(key)), explicit(0))
  return sequence(info, signatureAlgorithm(digest), bitString(ecdsa.sign(key, digest, info)))
}

/** Whoever made the request has the private key. */
export const provesPossession = (request: CertificateRequest, ecdsa: Ecdsa): boolean =>
  request.publicKey !== undefined &&
  request.signatureDigest !== undefined &&
  ecdsa.verify(request.publicKey, request.signatureDigest, request.info, request.signature)
