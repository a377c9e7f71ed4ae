import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boolean, generalizedTime, integer, sequence, utf8String } from '#crypto/der-write.ts'
import { certificatesOf, checkTrc, encodeTrc, formatTrcId, isBase, parseTrc, type TrcContent } from '#crypto/trc.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { dayS, hold, issuing, makeIsd, startS } from './isd.ts'

const isd = makeIsd(1)
const { content } = isd
const asUpdate: TrcContent = { ...content, id: { isd: 1, base: 1n, serial: 2n }, votes: [3, 4], gracePeriodS: 3600 }

test('a payload reads back as itself', () => {
  for (const trc of [
    content,
    asUpdate,
    { ...content, description: 'ISD Zürich', noTrustReset: true, id: { isd: 1, base: 5n, serial: 5n } },
  ]) {
    const der = encodeTrc(trc)
    expect(parseTrc(der)).toEqual({ ...trc, der })
  }
})

test('identifiers', () => {
  expect(formatTrcId({ isd: 1, base: 2n, serial: 3n })).toBe('ISD1-B2-S3')
  expect([isBase(content.id), isBase(asUpdate.id)]).toEqual([true, false])
  expect([...certificatesOf(content, 'cp-root').keys()]).toEqual([6, 7])
})

test('negative numbers wrap around, as in the reference', () => {
  const wrapped = { ...content, id: { isd: 1 - 0x1_0000, base: 2n ** 64n - 1n, serial: 2n ** 64n - 1n } }
  expect(parseTrc(encodeTrc(wrapped))).toMatchObject({ id: { isd: 1, base: 2n ** 64n - 1n } })
  // The serial number must not come before the base number in either reading.
  for (const id of [
    { base: 1n, serial: 2n ** 64n - 1n },
    { base: 2n ** 64n - 1n, serial: 1n },
  ])
    expect(parseTrc(encodeTrc({ ...content, id: { isd: 1, ...id } }))).toMatchObject({ malformed: expect.stringContaining('before base') })
})

const without = (...indices: readonly number[]) => content.certificates.filter((_, i) => !indices.includes(i))
const faults: Readonly<Record<string, readonly [Partial<TrcContent>, string]>> = {
  'ISD 0': [{ id: { isd: 0, base: 1n, serial: 1n } }, 'ISD 0'],
  'base number 0': [{ id: { isd: 1, base: 0n, serial: 0n } }, 'base number 0'],
  'serial number before base number': [{ id: { isd: 1, base: 2n, serial: 1n } }, 'before base'],
  'validity of no length': [{ notAfterS: startS }, 'before it begins'],
  'a grace period in a base TRC': [{ gracePeriodS: 1 }, 'grace period'],
  'votes in a base TRC': [{ votes: [0] }, 'votes'],
  'quorum 0': [{ quorum: 0 }, 'quorum 0'],
  'quorum 256': [{ quorum: 256 }, 'quorum 256'],
  'a quorum of more than the sensitive voters': [{ quorum: 3, certificates: without(0) }, 'fewer sensitive-voting'],
  'a quorum of more than the regular voters': [{ quorum: 3, certificates: without(3) }, 'fewer regular-voting'],
  'no core AS': [{ coreAses: [] }, 'no core'],
  'a core AS twice': [{ coreAses: ['1-5', '1-5'] }, 'twice'],
  'core AS 0': [{ coreAses: ['1-0'] }, 'AS 0'],
  'no authoritative AS': [{ authoritativeAses: [] }, 'no authoritative'],
  'a CA certificate': [{ certificates: [...content.certificates, isd.ca.certificate] }, 'certificate 8: cp-ca'],
  'an AS certificate': [{ certificates: [...content.certificates, isd.as.certificate] }, 'certificate 8: cp-as'],
  'a certificate twice': [{ certificates: [...content.certificates, content.certificates[0]!] }, 'same issuer and serial'],
  'two roots of a subject': [
    { certificates: [...content.certificates, hold('cp-root', '1-ff00:0:110', { generation: 2 }).certificate] },
    'same subject',
  ],
  'two sensitive voters of a subject': [
    { certificates: [...content.certificates, hold('sensitive-voting', '1-ff00:0:110', { generation: 2 }).certificate] },
    'same subject',
  ],
  'a certificate of another ISD': [{ certificates: [...content.certificates, hold('cp-root', '2-ff00:0:110').certificate] }, 'another ISD'],
  'a certificate that ends before the TRC': [
    { certificates: [...content.certificates, hold('cp-root', '1-5', { daysS: [0, 100 * dayS] }).certificate] },
    'does not cover',
  ],
  'a certificate that begins after the TRC': [
    { certificates: [...content.certificates, hold('cp-root', '1-5', { daysS: [1, 700 * dayS] }).certificate] },
    'does not cover',
  ],
  'an unsound certificate': [
    { certificates: [...content.certificates.slice(1), { ...content.certificates[0]!, version: 1 }] },
    'certificate 7',
  ],
}

describe('a TRC is refused for', () => {
  test.each(Object.entries(faults))('%s', (_, [change, text]) => {
    expect(checkTrc({ ...content, ...change })).toContain(text)
  })

  test('the same when it is read', () => {
    for (const [name, [change]] of Object.entries(faults))
      if (name !== 'an unsound certificate') expect(isMalformed(parseTrc(encodeTrc({ ...content, ...change }))), name).toBe(true)
  })
})

test('what the reference accepts is accepted', () => {
  const accepted: readonly Partial<TrcContent>[] = [
    { quorum: 3 },
    { quorum: -1 },
    { authoritativeAses: ['1-7'] },
    { description: '' },
    { certificates: content.certificates.slice(0, 6) },
    { certificates: [...content.certificates].reverse() },
  ]
  for (const change of accepted) expect(checkTrc({ ...content, ...change }), JSON.stringify(Object.keys(change))).toBeUndefined()
  expect(checkTrc({ ...asUpdate, gracePeriodS: -5, votes: [] })).toBeUndefined()
})

test('a voter may be of no ISD-AS, and be named as one of another class', () => {
  const issuer = issuing(isd.sensitive[0]!)
  expect(issuer.subject.isdAs).toBe('1-ff00:0:110')
  const { isdAs: _, ...subject } = content.certificates[0]!.subject
  expect(
    checkTrc({ ...content, certificates: [{ ...content.certificates[0]!, subject }, ...content.certificates.slice(1)] }),
  ).toBeUndefined()
})

test('payloads of other versions and forms are refused', () => {
  const ases = sequence(...(['110'] as const).map(utf8String))
  const payload = (version: bigint, isdNumber: bigint, as = ases) =>
    sequence(
      integer(version),
      sequence(integer(isdNumber), integer(1n), integer(1n)),
      sequence(generalizedTime(startS), generalizedTime(startS + 1)),
      integer(0n),
      boolean(false),
      sequence(),
      integer(1n),
      as,
      as,
      utf8String(''),
      sequence(),
    )
  expect(parseTrc(payload(0n, 1n))).toMatchObject({ malformed: expect.stringContaining('fewer') })
  expect(parseTrc(payload(1n, 1n))).toMatchObject({ malformed: 'unknown TRC version' })
  expect(parseTrc(payload(0n, 65_536n))).toMatchObject({ malformed: 'ISD 65536' })
  expect(parseTrc(payload(0n, 1n << 70n))).toMatchObject({ malformed: expect.stringContaining('64 bits') })
  expect(parseTrc(payload(0n, 1n, sequence(utf8String('nonsense'))))).toMatchObject({ malformed: expect.stringContaining('nonsense') })
})

test('AS numbers become canonical', () => {
  const spelt = encodeTrc({ ...content, coreAses: ['1-FF00:0:110' as IsdAs] })
  expect(parseTrc(spelt)).toMatchObject({ coreAses: ['1-ff00:0:110'] })
})

test('changed or cut anywhere: no exception', () => {
  const der = encodeTrc(content)
  const property = fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(der.length), (at, mask, length) => {
    const changed = der.slice(0, Math.max(length, at + 1))
    changed[at]! ^= mask
    parseTrc(changed)
  })
  fc.assert(property, { numRuns: 300 })
})
