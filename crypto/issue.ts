/**
 * Makes certificates of every class, as scion-pki does: serial numbers, times and keys are arguments.   scion-pki/certs/create.go
 *
 *   class               issuer   key usage            extended key usage                      basic constraints
 *   sensitive-voting    itself   -                    sensitive, timeStamping                 -
 *   regular-voting      itself   -                    regular, timeStamping                   -
 *   cp-root             itself   keyCertSign          root, timeStamping                      CA, path length 1
 *   cp-ca               root     keyCertSign          -                                       CA, path length 0
 *   cp-as               CA       digitalSignature     serverAuth, clientAuth, timeStamping    -
 */
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { type Certificate, type KeyUsage, keyUsages, parseCertificate } from './certificate.ts'
import { type CertificateClass, checkCertificate } from './certificate-class.ts'
import { implicitTag } from './der.ts'
import { bitString, boolean, element, explicit, integer, octetString, oid, sequence, time } from './der-write.ts'
import { digestOf, type Ecdsa, type PrivateKey, type PublicKey, publicKeyOf, subjectKeyIdOf } from './ecdsa.ts'
import { publicKeyInfo, signatureAlgorithm } from './key-info.ts'
import type { Name } from './name.ts'
import { oids } from './oid.ts'

export interface CertificateContent {
  readonly class: CertificateClass
  readonly subject: Name
  readonly publicKey: PublicKey
  /** positive, at most 20 bytes; unique among the certificates of an issuer */
  readonly serial: bigint
  /** seconds since 1970 */
  readonly notBeforeS: number
  readonly notAfterS: number
}

/** Whose signature a certificate carries. */
export interface Issuer {
  readonly subject: Name
  readonly keyId: Bytes
  readonly key: PrivateKey
}

/** A certificate with its private key, as an issuer. */
export const issuerOf = (certificate: Certificate, key: PrivateKey): Issuer => ({
  subject: certificate.subject,
  keyId: certificate.extensions.subjectKeyId!,
  key,
})

/** A voting or root certificate: the subject is its own issuer. */
export function issueSelfSigned(content: Omit<CertificateContent, 'publicKey'>, key: PrivateKey, ecdsa: Ecdsa): Certificate {
  const publicKey = publicKeyOf(key)
  return issueCertificate({ ...content, publicKey }, { subject: content.subject, keyId: subjectKeyIdOf(publicKey), key }, ecdsa)
}

/** The certificate; that it is sound (`checkCertificate`) is an invariant, so the subject must name an ISD-AS where its class wants one. */
export function issueCertificate(content: CertificateContent, issuer: Issuer, ecdsa: Ecdsa): Certificate {
  const digest = digestOf[issuer.key.curve]
  const tbs = tbsCertificate(content, issuer)
  const der = sequence(tbs, signatureAlgorithm(digest), bitString(ecdsa.sign(issuer.key, digest, tbs)))
  const certificate = parseCertificate(der)
  assert(!isMalformed(certificate), 'a certificate of ours can be read')
  const fault = checkCertificate(certificate)
  assert(fault === undefined, `a certificate of ours is sound: ${fault}`)
  return certificate
}

const tbsCertificate = (content: CertificateContent, issuer: Issuer): Bytes =>
  sequence(
    explicit(0, integer(2n)),
    integer(content.serial),
    signatureAlgorithm(digestOf[issuer.key.curve]),
    issuer.subject.der,
    sequence(time(content.notBeforeS), time(content.notAfterS)),
    content.subject.der,
    publicKeyInfo(content.publicKey),
    explicit(
      3,
      sequence(
        ...profiles[content.class],
        extension(oids.subjectKeyId, octetString(subjectKeyIdOf(content.publicKey))),
        extension(oids.authorityKeyId, sequence(element(implicitTag(0), issuer.keyId))),
      ),
    ),
  )

const extension = (id: string, value: Bytes): Bytes => sequence(oid(id), octetString(value))
const criticalExtension = (id: string, value: Bytes): Bytes => sequence(oid(id), boolean(true), octetString(value))

function keyUsage(usage: KeyUsage): Bytes {
  const bit = keyUsages.indexOf(usage)
  return criticalExtension(oids.keyUsage, bitString(Uint8Array.of(0x80 >> bit), 7 - bit))
}
const extendedKeyUsage = (...usages: readonly string[]): Bytes => extension(oids.extendedKeyUsage, sequence(...usages.map(oid)))
const authority = (pathLength: bigint): Bytes => criticalExtension(oids.basicConstraints, sequence(boolean(true), integer(pathLength)))

const profiles: Readonly<Record<CertificateClass, readonly Bytes[]>> = {
  'sensitive-voting': [extendedKeyUsage(oids.sensitiveVoting, oids.timeStamping)],
  'regular-voting': [extendedKeyUsage(oids.regularVoting, oids.timeStamping)],
  'cp-root': [keyUsage('keyCertSign'), extendedKeyUsage(oids.root, oids.timeStamping), authority(1n)],
  'cp-ca': [keyUsage('keyCertSign'), authority(0n)],
  'cp-as': [keyUsage('digitalSignature'), extendedKeyUsage(oids.serverAuth, oids.clientAuth, oids.timeStamping)],
}
