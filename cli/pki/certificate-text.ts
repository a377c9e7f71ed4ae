/** What a certificate says, for scripts and for people. */
import type { Certificate } from '#crypto/certificate.ts'
import { checkCertificate, classOf } from '#crypto/certificate-class.ts'
import { hash } from '#crypto/ecdsa.ts'
import type { Name } from '#crypto/name.ts'
import { oids } from '#crypto/oid.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { columns, paint } from '../output.ts'
import { describeValidity, formatSerial, plain, validityData } from './trc-text.ts'

const oidNames = new Map<string, string>(Object.entries(oids).map(([name, oid]) => [oid, name]))
const nameOf = (oid: string): string => oidNames.get(oid) ?? oid

/** "F0:F3:17" */
const colons = (b: Bytes): string => (toHex(b).toUpperCase().match(/../g) ?? []).join(':')

const nameData = (name: Name) => Object.fromEntries(name.attributes.map(({ type, value }) => [nameOf(type), value]))

export function certificateData(c: Certificate) {
  const { subjectKeyId, authorityKeyId, keyUsages, extendedKeyUsages, basicConstraints } = c.extensions
  const fault = checkCertificate(c)
  return {
    type: classOf(c) ?? 'none',
    subject: nameData(c.subject),
    issuer: nameData(c.issuer),
    serial_number: formatSerial(c.serial),
    validity: validityData(c),
    public_key: c.publicKey?.curve ?? 'not ECDSA with P-256, P-384 or P-521',
    signature: c.signatureDigest === undefined ? 'not ECDSA with SHA-2' : `ECDSA with ${c.signatureDigest}`,
    ...(keyUsages === undefined ? {} : { key_usage: keyUsages }),
    ...(extendedKeyUsages === undefined ? {} : { extended_key_usage: extendedKeyUsages.map(nameOf) }),
    ...(basicConstraints?.ca !== true ? {} : { ca: { path_length: basicConstraints.pathLength } }),
    ...(subjectKeyId === undefined ? {} : { subject_key_id: colons(subjectKeyId) }),
    ...(authorityKeyId === undefined ? {} : { authority_key_id: colons(authorityKeyId) }),
    fingerprint_sha256: toHex(hash('SHA-256', c.der)),
    ...(fault === undefined ? {} : { fault }),
  }
}

export function certificateText(c: Certificate, nowS: number): string {
  const data = certificateData(c)
  const rows = [
    ['subject', nameText(c.subject)],
    ['issuer', nameText(c.issuer)],
    ['serial', data.serial_number],
    ['valid', describeValidity(c, nowS)],
    ['key', data.public_key],
    ['signed', data.signature],
    ['may', [...(data.key_usage ?? []), ...(data.extended_key_usage ?? [])].join(', ')],
    ['CA', data.ca === undefined ? 'no' : `path length ${data.ca.path_length ?? 'unlimited'}`],
    ['key id', data.subject_key_id ?? 'none'],
    ['issuer key', data.authority_key_id ?? 'none'],
    ['SHA-256', data.fingerprint_sha256],
  ]
  const verdict = data.fault === undefined ? paint('green', 'sound') : paint('red', data.fault)
  return [`${paint('bold', data.type)} certificate: ${verdict}`, columns(rows, { indent: '  ' })].join('\n')
}

const nameText = (name: Name): string => plain(name.attributes.map(({ type, value }) => `${nameOf(type)}=${value}`).join(', '))
