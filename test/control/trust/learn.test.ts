import { describe, expect, test } from 'vitest'
import type { Rejection } from '#control/events.ts'
import type { Missing } from '#control/segment/verify.ts'
import { installTrc, learn } from '#control/trust/learn.ts'
import { encodeChains, encodeTrcAnswer } from '#control/trust/material.ts'
import { chainsOf, keyIdOf, latestTrc } from '#control/trust/store.ts'
import type { Chain } from '#crypto/chain.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type LoneService, loneService } from '../lone-service.ts'
import { ases } from '../segments.ts'
import { authorityFor, dayS, during, trcsOf, trustConfig } from './authority.ts'
import { authority } from './signed.ts'

const base = authority.trcs.get(1)!
const strangers = authorityFor(ases, { seed: 666 })
const second = authority.update(base, 'regular', { ...during(0, 400 * dayS), gracePeriodS: dayS })
const third = authority.update(second, 'regular', { ...during(0, 300 * dayS), gracePeriodS: dayS })

const service = (changes: object = {}): LoneService => loneService('1-1', { trust: trustConfig(authority, '1-1', changes) })

/** Whether it helped, and what was refused. */
function answered(
  lone: LoneService,
  missing: Missing,
  body: Bytes,
): { readonly helped: boolean; readonly refused: (Rejection | undefined)[] } {
  const before = lone.events.length
  const helped = learn(lone.service.state, lone.service.state.trust!, missing, { isdAs: '1-11' }, body, lone.now)
  const refused = lone.events.slice(before).flatMap(e => (e.event === 'rejected' ? [e.rejection] : []))
  return { helped, refused }
}

describe('TRCs', () => {
  const missing = (serial: number, isd = 1): Missing => ({ kind: 'trc', isd, base: 1, serial })
  const bring = (lone: LoneService, serial: number, trc: SignedTrc, isd = 1) =>
    answered(lone, missing(serial, isd), encodeTrcAnswer(trc.der))

  test('of many signers no more are looked at than the share of who brings them allows', () => {
    const lone = service({ settings: { checksAtOnce: 1 } })
    const update = authority.update(authority.trcs.get(1)!, 'regular', { ...during(5, 300), gracePeriodS: 3600 })
    expect(update.signers.length).toBeGreaterThan(1)
    expect(bring(lone, 2, update)).toEqual({ helped: false, refused: ['checksSpent'] })
  })

  test('the update that was asked for is kept', () => {
    const lone = service()
    expect(bring(lone, 2, second)).toEqual({ helped: true, refused: [] })
    expect(latestTrc(lone.service.state.trusted, 1)!.trc.id.serial).toBe(2n)
    expect(lone.service.counters.trcLearnt).toBe(1)
    expect(bring(lone, 2, second)).toEqual({ helped: true, refused: [] })
    expect(lone.service.counters.trcLearnt).toBe(1)
  })

  test('having none is no crime, and no help', () => {
    expect(answered(service(), missing(2), encodeTrcAnswer(new Uint8Array(0)))).toEqual({ helped: false, refused: [] })
  })

  test('another than was asked for, one nobody voted for, rubbish', () => {
    expect(bring(service(), 2, third).refused).toEqual(['notAsked'])
    const forged = strangers.update(strangers.trcs.get(1)!, 'regular', { ...during(0, 5 * dayS), gracePeriodS: 0 })
    expect(bring(service(), 2, forged).refused).toEqual(['trcInvalid'])
    expect(answered(service(), missing(2), encodeTrcAnswer(Uint8Array.of(1, 2)))).toEqual({ helped: false, refused: ['bodyMalformed'] })
    expect(answered(service(), missing(2), Uint8Array.of(10, 9))).toEqual({ helped: false, refused: ['bodyMalformed'] })
  })

  test('the first TRC of another ISD, only where that is allowed', () => {
    const other = authority.trcs.get(2)!
    const trcs = trcsOf(authority, '1-1')
    expect(bring(service({ trcs }), 1, other, 2).refused).toEqual(['trcForeign'])
    const lone = service({ trcs, settings: { adoptForeignTrcs: true } })
    expect(bring(lone, 1, other, 2)).toEqual({ helped: true, refused: [] })
    expect(lone.service.state.isCore('2-1')).toBe(true)
    expect(bring(lone, 2, second).helped).toBe(true)
  })
})

describe('an operator brings a TRC', () => {
  const install = (lone: LoneService, trc: SignedTrc) => installTrc(lone.service.state, lone.service.state.trust!, trc, lone.now)

  test('an update is kept, what cannot be is named and counted', () => {
    const lone = service()
    expect(install(lone, third)).toBe('trcGap')
    expect(install(lone, second)).toBeUndefined()
    expect(lone.service.installTrc(third, lone.now)).toBeUndefined()
    const fork = authority.update(second, 'regular', { ...during(0, 301 * dayS), gracePeriodS: dayS })
    expect(install(lone, fork)).toBe('trcFork')
    const expired = authority.update(third, 'regular', { ...during(-3600, 3600), gracePeriodS: 0 })
    expect(install(lone, expired)).toBe('trcExpired')
    expect(lone.service.counters).toMatchObject({ trcGap: 1, trcFork: 1, trcExpired: 1, trcLearnt: 2, rejected: 3 })
    const late = service({ trcs: [second] })
    expect(install(late, base)).toBe('trcRollback')
  })

  test('where nothing is signed there is no TRC to update', () => {
    expect(loneService('1-1').service.installTrc(second, 0)).toBe('trcForeign')
  })
})

describe('chains', () => {
  const own = authority.credentials.get('1-111')!.chain
  const missing = (isdAs: IsdAs = '1-111', chain = own): Missing => ({
    ...{ kind: 'chain', isdAs, subjectKeyId: keyIdOf(chain) },
    validity: { notBeforeS: 0, notAfterS: 1 },
  })
  const raw = ({ as, ca }: Chain) => ({ as: as.der, ca: ca.der })
  const bring = (lone: LoneService, ...chains: readonly Chain[]) => answered(lone, missing(), encodeChains(chains.map(raw)))

  test('of that AS and key, under a root that is trusted', () => {
    const lone = service()
    expect(bring(lone, own)).toEqual({ helped: true, refused: [] })
    expect(chainsOf(lone.service.state.trusted, '1-111', keyIdOf(own), 0, 0)).toEqual([own])
    expect(lone.service.counters.chainLearnt).toBe(1)
    expect(bring(lone).helped).toBe(false)
  })

  test('of another AS, key or root', () => {
    const other = authority.credentials.get('1-112')!.chain
    expect(bring(service(), other).refused).toEqual(['notAsked'])
    const second = authority.credential('1-111', authority.cas.get('1-1')!, during(0, dayS)).chain
    expect(bring(service(), second)).toEqual({ helped: false, refused: ['notAsked'] })
    const forged = { as: strangers.credentials.get('1-111')!.chain.as, ca: authority.cas.get('1-1')!.certificate }
    for (const chain of [forged, strangers.credentials.get('1-111')!.chain])
      expect(answered(service(), missing('1-111', chain), encodeChains([raw(chain)]))).toEqual({ helped: false, refused: ['chainInvalid'] })
  })

  test('old ones beside it are not held against the sender; rubbish is', () => {
    const lone = service()
    expect(answered(lone, missing(), encodeChains([{ as: Uint8Array.of(1), ca: Uint8Array.of(2) }, raw(own)]))).toEqual({
      helped: true,
      refused: ['bodyMalformed'],
    })
    lone.now = 10 * dayS * 1e9
    expect(bring(lone, own)).toEqual({ helped: true, refused: [] })
    expect(answered(lone, missing(), Uint8Array.of(10, 9))).toEqual({ helped: false, refused: ['bodyMalformed'] })
  })
})
