import { expect, test } from 'vitest'
import { readSubject } from '#cli/pki/subject.ts'
import { formatCertificates } from '#crypto/chain.ts'
import { tags } from '#crypto/der.ts'
import { element, oid, sequence, utf8String } from '#crypto/der-write.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { issueSelfSigned } from '#crypto/issue.ts'
import { subjectName } from '#crypto/name.ts'
import { oids } from '#crypto/oid.ts'
import { hold } from '#test/crypto/isd.ts'
import { UserError } from '#wire/error.ts'
import { pkiLab } from './lab.ts'

const lab = pkiLab()
const template = (value: unknown) => lab.put('subject.json', JSON.stringify(value))

test('an AS, a template, a certificate', () => {
  expect(readSubject('1-ff00:0:110', undefined)).toMatchObject({ commonName: '1-ff00:0:110', isdAs: '1-ff00:0:110' })
  const full = readSubject(template({ isd_as: '1-ff00:0:110', country: 'CH', common_name: 'Eins', organization: '' }), undefined)
  expect(full.attributes).toEqual([
    { type: oids.country, value: 'CH' },
    { type: oids.commonName, value: 'Eins' },
    { type: oids.isdAs, value: '1-ff00:0:110' },
  ])
  const { certificate } = hold('cp-root', '1-ff00:0:120')
  const file = lab.put('root.crt', formatCertificates([certificate]))
  expect(readSubject(file, undefined).der).toEqual(certificate.subject.der)
  expect(readSubject(file, 'another').commonName).toBe('another')
})

test('the subject of a certificate stays as it is, to the byte', () => {
  const { key } = hold('cp-root', '1-ff00:0:120')
  const odd = sequence(
    ...[[oids.commonName, 'printable'] as const, [oids.isdAs, '1-ff00:0:120'] as const].map(([type, value]) =>
      element(tags.set, sequence(oid(type), utf8String(value))),
    ),
  )
  const content = {
    class: 'cp-root',
    serial: 5n,
    notBeforeS: 0,
    notAfterS: 10,
    subject: { ...subjectName('', '1-ff00:0:120'), der: odd },
  } as const
  const file = lab.put('odd.crt', formatCertificates([issueSelfSigned(content, key, softwareEcdsa)]))
  expect(readSubject(file, undefined).der).toEqual(odd)
})

test.each<[unknown, string]>([
  [{}, 'names no ISD-AS'],
  [{ isd_as: '0-ff00:0:110' }, 'wildcard'],
  [{ isd_as: '1-FF00:0:110' }, 'is not spelt 1-ff00:0:110'],
  [{ isd_as: 7 }, '"isd_as" is not a text'],
  [{ isd_as: '1-1', country: 'x'.repeat(129) }, '"country" is not a text of at most 128'],
  [{ isd_as: '1-1', nickname: 'x' }, 'unknown member "nickname"'],
  [[], 'is no template'],
  [null, 'is no template'],
])('%j is none', (value, fault) => {
  expect(() => readSubject(template(value), undefined)).toThrow(UserError)
  expect(() => readSubject(template(value), undefined)).toThrow(fault)
})

test('neither file nor AS', () => expect(() => readSubject('nothing', undefined)).toThrow('neither a file nor an ISD-AS'))
