import { expect, test } from 'vitest'
import { describeValidity, formatSerial, plain, trcData, trcText } from '#cli/pki/trc-text.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { signTrc, updateOf } from '#crypto/sign-trc.ts'
import { dayS, hold, makeIsd, signing, startS } from '#test/crypto/isd.ts'

const isd = makeIsd(1)
const voter = hold('regular-voting', '1-ff00:0:110', { generation: 2 })
const certificates = isd.base.trc.certificates.map((c, i) => (i === 3 ? voter.certificate : c))
const update = signTrc(
  updateOf(isd.base.trc, [3, 4], { certificates, gracePeriodS: dayS, description: 'two\u001b[2J\n' }),
  [isd.regular[0]!, isd.regular[1]!, voter].map(signing),
  softwareEcdsa,
)

test('the names of scion-pki', () => {
  expect(trcData(update, isd.base.trc)).toMatchObject({
    version: 1,
    id: { isd: 1, base_number: 1, serial_number: 2 },
    validity: { not_before: '2023-11-14T22:13:20Z', not_after: '2025-02-06T22:13:20Z' },
    graceperiod: '24h0m0s',
    graceperiod_end: '2023-11-15T22:13:20Z',
    no_trust_reset: false,
    votes: [3, 4],
    voting_quorum: 2,
    core_ases: ['ff00:0:110', 'ff00:0:120', 'ff00:0:130'],
    authoritative_ases: ['ff00:0:110', 'ff00:0:120'],
  })
  const { signatures } = trcData(update, isd.base.trc)
  expect(signatures.map(s => s.purpose).sort()).toEqual(['new voter', 'vote', 'vote'])
  expect(signatures[0]).toMatchObject({ isd_as: '1-ff00:0:110', signing_time: '2023-11-14T22:13:20Z' })
  const base = trcData(isd.base, undefined)
  expect(base.certificates[6]).toMatchObject({ type: 'cp-root', index: 6, common_name: '1-ff00:0:110 cp-root' })
  for (const absent of ['graceperiod', 'votes']) expect(base).not.toHaveProperty(absent)
})

test('a signature of somebody whom the TRC does not name', () => {
  expect(trcData(update, undefined).signatures).toContainEqual({
    serial_number: formatSerial(isd.regular[0]!.certificate.serial),
    signing_time: '2023-11-14T22:13:20Z',
  })
  expect(trcText(update, undefined, startS)).toContain('somebody unknown')
})

test('for people: kind, purposes, nothing that a terminal obeys', () => {
  const text = trcText(update, isd.base.trc, startS)
  for (const part of ['ISD1-B1-S2: a regular update', 'by certificates 3, 4', 'grace period', 'new voter', 'valid now'])
    expect(text).toContain(part)
  expect(text).not.toContain('\u001b')
  expect(trcText(update, update.trc, startS)).toContain('no update of ISD1-B1-S2: serial number 2 after 2')
  expect(trcText({ ...isd.base, signers: [] }, undefined, startS)).toMatch(/a base TRC.*not signed$/s)
})

test('a grace period without end is shown all the same', () => {
  for (const gracePeriodS of [9e18, -9e18]) {
    const trc = { ...update.trc, gracePeriodS }
    expect(trcText({ ...update, trc }, undefined, startS)).toContain('grace period')
    expect(trcData({ ...update, trc }, undefined).graceperiod_end).toMatch(/^(9999|1970)-/)
  }
})

test('serial numbers, times, control characters', () => {
  expect([0n, 0xabcn, 0x9ad00cn].map(formatSerial)).toEqual(['00', '0A BC', '9A D0 0C'])
  const period = { notBeforeS: startS, notAfterS: startS + 10 }
  expect([startS - 1, startS, startS + 11].map(t => /\((.*)\)/.exec(describeValidity(period, t))![1])).toEqual([
    'not yet valid',
    'valid now',
    'expired',
  ])
  expect(plain('a\u0007\u009bb é')).toBe('ab é')
})
