import { describe, expect, test } from 'vitest'
import type { Certificate, Extensions } from '#crypto/certificate.ts'
import { type CertificateClass, checkCertificate, classOf, mayUse } from '#crypto/certificate-class.ts'
import { oids } from '#crypto/oid.ts'
import { hold, issuing } from './isd.ts'

const root = hold('cp-root', '1-ff00:0:110')
const ca = hold('cp-ca', '1-ff00:0:110', { issuer: issuing(root) })
const sound: Readonly<Record<CertificateClass, Certificate>> = {
  'sensitive-voting': hold('sensitive-voting', '1-ff00:0:110').certificate,
  'regular-voting': hold('regular-voting', '1-ff00:0:110').certificate,
  'cp-root': root.certificate,
  'cp-ca': ca.certificate,
  'cp-as': hold('cp-as', '1-ff00:0:111', { issuer: issuing(ca) }).certificate,
}
const classes = Object.keys(sound) as CertificateClass[]

const withExtensions = (c: Certificate, changes: Partial<Extensions>): Certificate => ({
  ...c,
  extensions: { ...c.extensions, ...changes },
})
const alsoFor = (c: Certificate, usage: string): Certificate =>
  withExtensions(c, { extendedKeyUsages: [...(c.extensions.extendedKeyUsages ?? []), usage] })
const notFor = (c: Certificate, usage: string): Certificate =>
  withExtensions(c, { extendedKeyUsages: (c.extensions.extendedKeyUsages ?? []).filter(u => u !== usage) })
const using = (c: Certificate, usage: 'digitalSignature' | 'keyCertSign'): Certificate =>
  withExtensions(c, { keyUsages: [...(c.extensions.keyUsages ?? []), usage] })
const ofCa = (c: Certificate, pathLength?: number): Certificate =>
  withExtensions(c, { basicConstraints: pathLength === undefined ? { ca: true } : { ca: true, pathLength } })
const withoutIsdAs = (c: Certificate, name: 'subject' | 'issuer', isdAsFault?: string): Certificate => {
  const { isdAs: _, ...rest } = c[name]
  return { ...c, [name]: isdAsFault === undefined ? rest : { ...rest, isdAsFault } }
}
const without = (c: Certificate, name: 'subjectKeyId' | 'authorityKeyId'): Certificate => {
  const { [name]: _, ...rest } = c.extensions
  return { ...c, extensions: rest }
}
const critical = (c: Certificate, id: string): Certificate => withExtensions(c, { critical: [...c.extensions.critical, id] })

describe.each(classes)('%s', named => {
  const c = sound[named]

  test('is recognised and sound', () => {
    expect([classOf(c), checkCertificate(c)]).toEqual([named, undefined])
  })

  const faults: Readonly<Record<string, Certificate>> = {
    'version 2': { ...c, version: 2 },
    'signed with RSA': { ...c, signatureDigest: undefined },
    'no subject key identifier': without(c, 'subjectKeyId'),
    'critical subject key identifier': critical(c, oids.subjectKeyId),
    'critical authority key identifier': critical(c, oids.authorityKeyId),
    'subject of a bad ISD-AS': withoutIsdAs(c, 'subject', 'bad'),
    'issuer of a bad ISD-AS': withoutIsdAs(c, 'issuer', 'bad'),
  }
  test.each(Object.entries(faults))('%s is refused', (_, faulty) => {
    expect(checkCertificate(faulty)).toBeDefined()
  })
})

describe.each(['sensitive-voting', 'regular-voting'] as const)('%s', named => {
  const c = sound[named]
  const other = named === 'sensitive-voting' ? oids.regularVoting : oids.sensitiveVoting
  const faults: Readonly<Record<string, Certificate>> = {
    'authority key of another': withExtensions(c, { authorityKeyId: Uint8Array.of(1) }),
    keyCertSign: using(c, 'keyCertSign'),
    digitalSignature: using(c, 'digitalSignature'),
    serverAuth: alsoFor(c, oids.serverAuth),
    clientAuth: alsoFor(c, oids.clientAuth),
    'no timeStamping': notFor(c, oids.timeStamping),
    CA: ofCa(c),
    'both kinds of voting': alsoFor(c, other),
  }
  test.each(Object.entries(faults))('%s is refused', (_, faulty) => {
    expect(classOf(faulty)).toBe(named)
    expect(checkCertificate(faulty)).toContain(named)
  })
  test('without ISD-AS, or without authority key identifier, it is sound', () => {
    expect(checkCertificate(without(withoutIsdAs(withoutIsdAs(c, 'subject'), 'issuer'), 'authorityKeyId'))).toBeUndefined()
  })
})

describe.each([
  ['cp-root', 1],
  ['cp-ca', 0],
] as const)('%s', (named, pathLength) => {
  const c = sound[named]
  const faults: Readonly<Record<string, Certificate>> = {
    digitalSignature: using(c, 'digitalSignature'),
    serverAuth: alsoFor(c, oids.serverAuth),
    clientAuth: alsoFor(c, oids.clientAuth),
    'another path length': ofCa(c, 1 - pathLength),
    'no path length': ofCa(c),
    'basic constraints not critical': withExtensions(c, { critical: [oids.keyUsage] }),
    'no ISD-AS of the subject': withoutIsdAs(c, 'subject'),
    'no ISD-AS of the issuer': withoutIsdAs(c, 'issuer'),
  }
  test.each(Object.entries(faults))('%s is refused', (_, faulty) => {
    expect(classOf(faulty)).toBe(named)
    expect(checkCertificate(faulty)).toContain(named)
  })
})

test('a root: authority key of its own, keyCertSign; timeStamping need not be', () => {
  const c = sound['cp-root']
  expect(checkCertificate(withExtensions(c, { authorityKeyId: Uint8Array.of(1) }))).toBeDefined()
  expect(checkCertificate(withExtensions(c, { keyUsages: [] }))).toContain('cp-root')
  expect(checkCertificate(notFor(c, oids.timeStamping))).toBeUndefined()
  expect(checkCertificate(without(c, 'authorityKeyId'))).toBeUndefined()
})

test('a CA and an AS name whose key signed them', () => {
  for (const named of ['cp-ca', 'cp-as'] as const) expect(checkCertificate(without(sound[named], 'authorityKeyId'))).toBeDefined()
})

test('an AS: time stamping, digitalSignature, no CA, ISD-AS', () => {
  const c = sound['cp-as']
  expect(checkCertificate(notFor(c, oids.timeStamping))).toBeDefined()
  expect(checkCertificate(ofCa(c))).toContain('cp-as')
  expect(checkCertificate(withExtensions(c, { basicConstraints: { ca: false } }))).toBeUndefined()
  expect(checkCertificate(withoutIsdAs(c, 'subject'))).toContain('cp-as')
  expect(classOf(using(c, 'keyCertSign'))).toBe('cp-ca')
  expect(checkCertificate(using(c, 'keyCertSign'))).toContain('cp-ca')
  expect(mayUse(c, 'digitalSignature')).toBe(true)
})

test('the first of SCION’s usages decides; without usages it is of no class', () => {
  const c = sound['cp-as']
  expect(classOf(withExtensions(c, { extendedKeyUsages: [oids.timeStamping, oids.root, oids.sensitiveVoting] }))).toBe('cp-root')
  const none = withExtensions(c, { keyUsages: ['keyAgreement'] })
  expect(classOf(none)).toBeUndefined()
  expect(checkCertificate(none)).toContain('no class')
})
