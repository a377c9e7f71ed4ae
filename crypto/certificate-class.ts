/** The five classes of SCION certificates and what each must and must not contain.   pkg/scrypto/cppki/certs.go:212-480 */
import { bytesEqual } from '#wire/bytes.ts'
import type { Certificate, KeyUsage } from './certificate.ts'
import type { Name } from './name.ts'
import { oids } from './oid.ts'

export type CertificateClass = 'sensitive-voting' | 'regular-voting' | 'cp-root' | 'cp-ca' | 'cp-as'

/** The class a certificate claims: by SCION's extended key usages (the first decides), else by its key usage. */
export function classOf(c: Certificate): CertificateClass | undefined {
  for (const usage of c.extensions.extendedKeyUsages ?? []) {
    const named = classesByUsage[usage]
    if (named !== undefined) return named
  }
  if (mayUse(c, 'keyCertSign')) return 'cp-ca'
  return mayUse(c, 'digitalSignature') ? 'cp-as' : undefined
}

const classesByUsage: Readonly<Record<string, CertificateClass>> = {
  [oids.sensitiveVoting]: 'sensitive-voting',
  [oids.regularVoting]: 'regular-voting',
  [oids.root]: 'cp-root',
}

export const mayUse = (c: Certificate, usage: KeyUsage): boolean => c.extensions.keyUsages?.includes(usage) ?? false
const isFor = (c: Certificate, usage: string): boolean => c.extensions.extendedKeyUsages?.includes(usage) ?? false
const isCa = (c: Certificate): boolean => c.extensions.basicConstraints?.ca === true

/** A sound certificate has none of these faults. */
type Rule = readonly [isFault: (c: Certificate) => boolean, fault: string]

const general: readonly Rule[] = [
  [c => c.version !== 3, 'not X.509 version 3'],
  [c => c.signatureDigest === undefined, 'signed with another algorithm than ECDSA with SHA-256, SHA-384 or SHA-512'],
  [c => !c.extensions.subjectKeyId?.length, 'no subject key identifier'],
  [c => c.extensions.critical.includes(oids.subjectKeyId), 'subject key identifier marked critical'],
  [c => c.extensions.critical.includes(oids.authorityKeyId), 'authority key identifier marked critical'],
]

const isdAsMissing = (name: Name): boolean => name.isdAs === undefined
const namesIsdAs: readonly Rule[] = [
  [c => isdAsMissing(c.issuer), 'the issuer names no ISD-AS, or not in its canonical form'],
  [c => isdAsMissing(c.subject), 'the subject names no ISD-AS, or not in its canonical form'],
]

const foreignAuthority = (c: Certificate): boolean => {
  const { authorityKeyId, subjectKeyId } = c.extensions
  return !!authorityKeyId?.length && !(subjectKeyId && bytesEqual(authorityKeyId, subjectKeyId))
}
const selfIssued: Rule = [foreignAuthority, 'the authority key identifier is not that of the certificate itself']
const hasAuthority: Rule = [c => !c.extensions.authorityKeyId?.length, 'no authority key identifier']
const isForTimeStamping: Rule = [c => !isFor(c, oids.timeStamping), 'not for time stamping']
const isNotForTls: readonly Rule[] = [
  [c => isFor(c, oids.clientAuth), 'for TLS clients'],
  [c => isFor(c, oids.serverAuth), 'for TLS servers'],
]
const doesNotIssue: readonly Rule[] = [
  [c => mayUse(c, 'keyCertSign'), 'may sign certificates'],
  [isCa, 'marked as CA'],
]

const issuing = (pathLength: number): readonly Rule[] => [
  [c => !mayUse(c, 'keyCertSign'), 'may not sign certificates'],
  [c => mayUse(c, 'digitalSignature'), 'may sign data'],
  ...isNotForTls,
  [
    c => c.extensions.basicConstraints !== undefined && !c.extensions.critical.includes(oids.basicConstraints),
    'basic constraints not marked critical',
  ],
  [c => !isCa(c) || c.extensions.basicConstraints?.pathLength !== pathLength, `not a CA of path length ${pathLength}`],
  ...namesIsdAs,
]

const voting = (own: string, other: string): readonly Rule[] => [
  selfIssued,
  [c => mayUse(c, 'digitalSignature'), 'may sign data'],
  ...doesNotIssue,
  isForTimeStamping,
  ...isNotForTls,
  [c => c.issuer.isdAsFault !== undefined, 'the issuer names an ISD-AS not in its canonical form'],
  [c => c.subject.isdAsFault !== undefined, 'the subject names an ISD-AS not in its canonical form'],
  [c => !isFor(c, own), 'not for voting'],
  [c => isFor(c, other), 'for both kinds of voting'],
]

const rules: Readonly<Record<CertificateClass, readonly Rule[]>> = {
  'sensitive-voting': voting(oids.sensitiveVoting, oids.regularVoting),
  'regular-voting': voting(oids.regularVoting, oids.sensitiveVoting),
  'cp-root': [...issuing(1), selfIssued, [c => !isFor(c, oids.root), 'not for the root of the control plane']],
  'cp-ca': [...issuing(0), hasAuthority],
  'cp-as': [...doesNotIssue, [c => !mayUse(c, 'digitalSignature'), 'may not sign data'], ...namesIsdAs, hasAuthority, isForTimeStamping],
}

/** What makes it no sound certificate of its class, whatever the time; nothing if it is one. */
export function checkCertificate(c: Certificate): string | undefined {
  const named = classOf(c)
  if (named === undefined) return 'of no class: neither voting, root, CA nor AS certificate'
  const faults = [...general, ...rules[named]].filter(([isFault]) => isFault(c)).map(([, fault]) => fault)
  return faults.length === 0 ? undefined : `${named} certificate: ${faults.join(', ')}`
}
