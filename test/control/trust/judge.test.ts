import { describe, expect, test } from 'vitest'
import type { Rejection } from '#control/events.ts'
import { appendEntry, decodeSegment } from '#control/segment/codec.ts'
import { checkSegment, prefixes, type Segment } from '#control/segment/segment.ts'
import { encodeSigned } from '#control/segment/signed.ts'
import { verifySegment } from '#control/segment/verify.ts'
import { judge, judgeEach, keyFinder, stillHolds } from '#control/trust/judge.ts'
import { encodeChains } from '#control/trust/material.ts'
import type { TrustConfig, TrustState } from '#control/trust/state.ts'
import { insertChain, insertTrc } from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type LoneService, loneService, nowS } from '../lone-service.ts'
import { asked } from './asked.ts'
import { beginS, dayS, during, trustConfig } from './authority.ts'
import { authority, signedWay, signing } from './signed.ts'

/** 1-1's service, who has met all the chains of the way. */
function judgeWith(changes: Partial<TrustConfig> = {}, known: readonly IsdAs[] = ['1-1', '1-11', '1-111']): LoneService {
  const lone = loneService('1-1', { trust: trustConfig(authority, '1-1', { ecdsa: platformEcdsa, ...changes }) })
  for (const as of known) insertChain(lone.service.state.trusted, authority.credentials.get(as)!.chain)
  return lone
}
const trustOf = (lone: LoneService): TrustState => lone.service.state.trust!

const nowhere = { isdAs: '1-111', ways: [{ mtu: 1400, room: 1000, send: () => undefined }] } as const

/** What is said at once; `waits` when the sender is asked first. */
function judgement(lone: LoneService, segment: Segment): Rejection | 'waits' | undefined {
  let said: Rejection | 'waits' | undefined = 'waits'
  judge(lone.service.state, segment, nowhere, lone.now, lone.out, wrong => {
    said = wrong
  })
  return said
}

const { segment, beacon } = signedWay()

test('a segment whose signers are known holds, a beacon too', () => {
  const lone = judgeWith()
  expect(judgement(lone, segment)).toBeUndefined()
  expect(judgement(lone, beacon)).toBeUndefined()
  expect(stillHolds(lone.service.state, segment, nowS)).toBe(true)
})

test('where signatures are modelled everything holds', () => {
  expect(judgement(loneService('1-1'), segment)).toBeUndefined()
  expect(stillHolds(loneService('1-1').service.state, segment, nowS)).toBe(true)
})

describe('what was changed does not hold', () => {
  test('any bit of any byte', () => {
    const lone = judgeWith()
    const find = keyFinder(trustOf(lone), nowS)
    for (let i = 0; i < segment.bytes.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = segment.bytes.slice()
        flipped[i]! ^= 1 << bit
        const read = decodeSegment(flipped)
        // A last entry that is no entry any more leaves a beacon that holds, and that is no segment.
        if (isMalformed(read) || checkSegment(read) !== undefined) continue
        expect(verifySegment(read, find).kind, `byte ${i}`).not.toBe('holds')
      }
    }
  })

  test('entries in another order, left out, or of another beacon', () => {
    const lone = judgeWith()
    const other = signedWay(beginS + 1)
    const [first, second, third] = prefixes(segment) as [Segment, Segment, Segment]
    const follow = (before: Segment | undefined, s: Segment): Segment =>
      appendEntry(before?.root ?? s.root, before, s.last, encodeSigned(s.signed))
    expect(judgement(lone, follow(follow(first, third), second))).toBe('signature')
    expect(judgement(lone, follow(first, third))).toBe('signature')
    expect(judgement(lone, follow(undefined, second))).toBe('signature')
    expect(judgement(lone, follow(second, prefixes(other.segment)[2]!))).toBe('signature')
    expect(judgement(lone, follow(second, third))).toBeUndefined()
  })

  test('an entry of 1-11 signed with a certificate of 1-12', () => {
    const liar = signing('1-11', [authority.credentials.get('1-12')!])
    expect(judgement(judgeWith({}, ['1-1', '1-11', '1-12', '1-111']), signedWay(beginS, { '1-11': liar }).segment)).toBe('waits')
  })

  test('an entry signed with a key that has the right name', () => {
    const own = authority.credentials.get('1-11')!
    const liar = signing('1-11', [{ chain: own.chain, key: authority.credentials.get('1-12')!.key }])
    expect(judgement(judgeWith(), signedWay(beginS, { '1-11': liar }).segment)).toBe('signature')
  })
})

describe('TRCs decide', () => {
  const base = authority.trcs.get(1)!
  const newer = authority.update(base, 'regular', { ...during(0, 400 * dayS), gracePeriodS: dayS })

  test('of an ISD without TRC: refused, or asked for where that is allowed', () => {
    const trcs = [authority.trcs.get(2)!]
    expect(judgement(judgeWith({ trcs }), segment)).toBe('trcForeign')
    expect(judgement(judgeWith({ trcs, settings: { adoptForeignTrcs: true } }), segment)).toBe('waits')
  })

  test('signed under a newer one: it is asked for', () => {
    const signer = signing('1-11')
    const withNewer = { ...signer, signer: { ...signer.signer } }
    const lone = judgeWith({ trcs: [base, newer] })
    const other = loneService('1-11', { trust: trustConfig(authority, '1-11', { trcs: [base, newer], ecdsa: platformEcdsa }) })
    const s = signedWay(beginS, { '1-11': { ...withNewer, signer: trustOf(other).signer } }).segment
    expect(judgement(judgeWith(), s)).toBe('waits')
    expect(judgement(lone, s)).toBeUndefined()
  })

  test('expired: nothing holds', () => {
    const short = authority.update(base, 'regular', { ...during(-3600, 3600), gracePeriodS: 0 })
    expect(judgement(judgeWith({ trcs: [base, short] }), segment)).toBe('trcExpired')
  })

  test('without the root: nothing of its CA holds, and what held before does not any more', () => {
    const without = base.trc.certificates.filter(c => classOf(c) !== 'cp-root' || c.subject.isdAs !== '1-1')
    const revoking = authority.update(base, 'sensitive', { ...during(0, 100 * dayS), gracePeriodS: 0, certificates: without })
    const lone = judgeWith()
    expect(stillHolds(lone.service.state, segment, nowS)).toBe(true)
    expect(insertTrc(lone.service.state.trusted, revoking, platformEcdsa)).toBe('inserted')
    expect(stillHolds(lone.service.state, segment, nowS)).toBe(false)
    expect(judgement(lone, segment)).toBe('waits')
  })
})

describe('chains decide', () => {
  test('one that ends before the hop field, or begins after the segment, is as none', () => {
    const ca = authority.cas.get('1-1')!
    const liar = (fromS: number, lifeS: number) => {
      const credential = authority.credential('1-11', ca, during(fromS, lifeS))
      const lone = judgeWith()
      insertChain(lone.service.state.trusted, credential.chain)
      const x = signing('1-11', [credential])
      // Its own signer would never do this: it lies about how long the certificate lives.
      const lying = {
        ...x,
        signer: { ...x.signer, keyFor: (_: number, now: number) => ({ ...x.signer.keyFor(beginS + 99, now)!, notAfterS: Infinity }) },
      }
      return judgement(lone, signedWay(beginS + 100, { '1-11': lying }).segment)
    }
    expect(liar(0, dayS)).toBeUndefined()
    expect(liar(0, 3600)).toBe('waits')
  })
})

test('an AS that brings a chain which does not help is not asked for it again', () => {
  const lone = judgeWith()
  const credential = authority.credential('1-11', authority.cas.get('1-1')!, during(0, 3600))
  const x = signing('1-11', [credential])
  const lying = { ...x, signer: { ...x.signer, keyFor: (s: number, n: number) => ({ ...x.signer.keyFor(s, n)!, notAfterS: Infinity }) } }
  const { source, questions } = asked(lone, '1-111')
  const said: (Rejection | undefined)[] = []
  judge(lone.service.state, signedWay(beginS, { '1-11': lying }).segment, source, lone.now, lone.out, wrong => said.push(wrong))
  const { as, ca } = credential.chain
  questions[0]!.answer('done', encodeChains([{ as: as.der, ca: ca.der }]))
  expect([said, questions.length, lone.service.counters.chainLearnt]).toEqual([['chainMissing'], 1, 1])
})

test('an AS has its share of checks, and no more', () => {
  const lone = judgeWith({ settings: { checksAtOnce: 7, checksPerS: 1 } })
  expect([1, 2, 3].map(() => judgement(lone, segment))).toEqual([undefined, undefined, 'checksSpent'])
  lone.now += 2_000_000_000
  expect(judgement(lone, segment)).toBeUndefined()
})

test('many at once: told when the last is judged, in their order', () => {
  const lone = judgeWith()
  const foreign = signedWay(beginS, {
    '1-11': signing('1-11', [{ ...authority.credentials.get('1-11')!, key: authority.cas.get('1-1')!.key }]),
  })
  const said: unknown[] = []
  const each = (segments: readonly Segment[]): void =>
    judgeEach(lone.service.state, segments, nowhere, lone.now, lone.out, wrongs => said.push(wrongs))
  each([segment, foreign.segment, beacon])
  each([])
  expect(said).toEqual([[undefined, 'signature', undefined], []])
})
