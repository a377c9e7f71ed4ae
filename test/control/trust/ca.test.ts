import { expect, test } from 'vitest'
import type { Result } from '#control/transport/message.ts'
import { decodeRenewal, encodeRenewal } from '#control/trust/material.ts'
import type { Credential } from '#control/trust/signer.ts'
import type { TrustConfig } from '#control/trust/state.ts'
import { chainsOf, insertTrc } from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import type { Chain } from '#crypto/chain.ts'
import { keyFromSeed, publicKeyOf, subjectKeyIdOf } from '#crypto/ecdsa.ts'
import { buildRenewalRequest, verifyRenewalResponse } from '#crypto/renewal.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import type { Bytes } from '#wire/bytes.ts'
import { isMalformed } from '#wire/bytes.ts'
import { fromHost, type LoneService, loneService, nowS } from '../lone-service.ts'
import { question } from '../messages.ts'
import { ases } from '../segments.ts'
import { authorityFor, dayS, during, trustConfig } from './authority.ts'
import { authority } from './signed.ts'

const own = authority.credentials.get('1-11')!
const newKey = keyFromSeed('P-256', new Uint8Array(32).fill(5))
const base = authority.trcs.get(1)!

const ca = (changes: Partial<TrustConfig> = {}): LoneService =>
  loneService('1-1', { trust: trustConfig(authority, '1-1', { ecdsa: platformEcdsa, ...changes }) })

function ask(lone: LoneService, body: Bytes): { readonly result: Result | undefined; readonly body: Bytes } {
  lone.receive(fromHost('1-1', lone, question('renewal', body)))
  return lone.sent.at(-1)!.message
}
const requestBy = (credential: Credential): Bytes => encodeRenewal(buildRenewalRequest(credential, newKey, nowS, platformEcdsa))

function chainIn(body: Bytes): Chain {
  const cms = decodeRenewal(body)
  if (isMalformed(cms)) throw new Error(cms.malformed)
  const chain = verifyRenewalResponse(cms, () => [base.trc], nowS, platformEcdsa)
  if (typeof chain === 'string') throw new Error(chain)
  return chain
}

test('who has a chain of the ISD gets another, for the new key and as long as the policy says', () => {
  const lone = ca({ settings: { asLifeS: 5 * dayS } })
  const answer = ask(lone, requestBy(own))
  expect(answer.result).toBe('done')
  const { as } = chainIn(answer.body)
  expect(as).toMatchObject({ notBeforeS: nowS, notAfterS: nowS + 5 * dayS, subject: { isdAs: '1-11' } })
  expect(as.extensions.subjectKeyId).toEqual(subjectKeyIdOf(publicKeyOf(newKey)))
  expect(chainsOf(lone.service.state.trusted, '1-11', as.extensions.subjectKeyId!, 0, 0)).toHaveLength(1)
  expect(lone.service.counters.issued).toBe(1)
  expect(chainIn(ask(lone, requestBy(own)).body).as.serial).not.toBe(as.serial)
})

test('who is no CA says so', () => {
  const { ca: _, ...without } = trustConfig(authority, '1-1')
  for (const lone of [loneService('1-1'), loneService('1-1', { trust: without })]) {
    expect(ask(lone, requestBy(own)).result).toBe('notResponsible')
    expect(lone.service.counters.notCa).toBe(1)
  }
})

test('an AS of another ISD, a stranger with our names, an expired chain, rubbish', () => {
  const stranger = authorityFor(ases, { seed: 666 }).credentials.get('1-11')!
  const expired = authority.credential('1-11', authority.cas.get('1-1')!, during(-3600, 1800))
  const cases = [
    [requestBy(authority.credentials.get('2-11')!), 'rejected', 'notClient'],
    [requestBy(stranger), 'rejected', 'renewalInvalid'],
    [requestBy(expired), 'rejected', 'renewalInvalid'],
    [requestBy({ chain: own.chain, key: newKey }), 'rejected', 'renewalInvalid'],
    [encodeRenewal(Uint8Array.of(1, 2)), 'rejected', 'renewalInvalid'],
    [new Uint8Array(0), 'rejected', 'renewalInvalid'],
    [Uint8Array.of(18, 9), 'malformed', 'bodyMalformed'],
  ] as const
  for (const [body, result, rejection] of cases) {
    const lone = ca()
    expect(ask(lone, body).result, rejection).toBe(result)
    expect(lone.service.counters[rejection], rejection).toBe(1)
    expect(lone.service.counters.issued).toBe(0)
  }
})

test('a CA whose certificate ends too soon, or has lost its root, gives nothing', () => {
  const soon = ca({ settings: { asLifeS: 701 * dayS } })
  expect(ask(soon, requestBy(own)).result).toBe('rejected')
  expect(soon.service.counters.caInactive).toBe(1)
  const certificates = base.trc.certificates.filter(c => classOf(c) !== 'cp-root' || c.subject.isdAs !== '1-1')
  const revoked = ca()
  const update = authority.update(base, 'sensitive', { ...during(0, 100 * dayS), gracePeriodS: dayS, certificates })
  insertTrc(revoked.service.state.trusted, update, platformEcdsa)
  expect(ask(revoked, requestBy(own)).result).toBe('rejected')
  expect(revoked.service.counters.caInactive).toBe(1)
})

test('an AS that asks without end is told to wait', () => {
  const lone = ca({ settings: { checksAtOnce: 13, checksPerS: 1 } })
  expect([1, 2, 3].map(() => ask(lone, requestBy(own)).result)).toEqual(['done', 'done', 'busy'])
  expect(lone.service.counters).toMatchObject({ issued: 2, checksSpent: 1 })
})
