/** Small networks that really sign and verify: what travels, what is refused, how trust changes and spreads. */
import { describe, expect, test } from 'vitest'
import { parseFrames } from '#control/transport/frame.ts'
import { parseControlPacket } from '#control/transport/packet.ts'
import type { SigningKey } from '#control/trust/signer.ts'
import { latestTrc } from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { nsPerS } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildAses, parseLinks } from '../network.ts'
import { authorityFor, dayS, during, trcsOf, trustConfig } from './authority.ts'
import { type Story, sixAses, story } from './story.ts'

const all = ['1-1', '1-2', '2-1', '1-11', '1-12', '2-11'] as const
/** Fewer beacons in longer stories. */
const slow = { originationIntervalNs: 100 * nsPerS, propagationIntervalNs: 100 * nsPerS, registrationIntervalNs: 100 * nsPerS }

const network = () => buildAses(parseLinks(sixAses))

/** Whatever is signed is changed afterwards. */
const spoil = (key: SigningKey): SigningKey => ({
  ...key,
  sign(body, associated) {
    const signed = key.sign(body, associated)
    signed[signed.length - 1]! ^= 1
    return signed
  },
})
const serialAt = (s: Story, isdAs: IsdAs, isd = 1): bigint | undefined =>
  latestTrc(s.network.services.get(isdAs)!.state.trusted, isd)?.trc.id.serial
const kindsIn = (bytes: Uint8Array): string[] => {
  const packet = parseControlPacket(bytes)
  const frames = isMalformed(packet) ? packet : parseFrames(packet.data)
  return isMalformed(frames) ? [] : frames.map(f => f.kind)
}

test('beacons are verified end to end: each AS asks once for each chain it has not, and refuses nothing', () => {
  const s = story()
  s.network.run(40)
  expect(s.rejected()).toEqual({})
  for (const as of all) expect(s.count('accepted', as), as).toBeGreaterThan(3)
  const learnt = s.events('chainLearnt').map(e => `${e.as} ${e.detail}`)
  expect(new Set(learnt).size).toBe(learnt.length)
  const askedFor = (as: IsdAs): string[] =>
    s
      .events('chainLearnt', as)
      .map(e => e.detail.split(' ')[0]!)
      .sort()
  expect(askedFor('1-11')).toEqual(['1-1'])
  // Of core beacons, and of its customer's registration.
  expect(askedFor('1-1')).toEqual(['1-11', '1-2', '2-1'])
  expect(s.count('stored', '1-1')).toBeGreaterThan(0)
})

test('questions for chains that get lost are asked again; beacons wait for them', () => {
  const s = story('1-1 child 1-11')
  let lost = 0
  s.network.deliver = bytes => !(kindsIn(bytes).includes('chains') && lost++ < 2)
  s.network.run(3)
  expect([s.count('chainLearnt', '1-11'), s.count('accepted', '1-11'), lost > 2]).toEqual([1, 1, true])
})

test('an AS that never brings its chain: its beacons are refused by name, and nothing keeps waiting', () => {
  const s = story('1-1 child 1-11', { settings: { resendIntervalNs: 300 * nsPerS } })
  s.network.deliver = bytes => !kindsIn(bytes).includes('chains')
  s.network.run(60)
  // 1-1 has given up before 1-11 does: the answer to its beacon comes too late.
  expect(Object.keys(s.rejected()).sort()).toEqual(['answerUnexpected', 'chainMissing'])
  expect(s.count('accepted', '1-11')).toBe(0)
  expect(s.network.services.get('1-11')!.state.trust!.fetching.taken).toBeLessThan(5)
})

describe('who is not believed', () => {
  test('an AS with a key and certificates of a PKI of its own', () => {
    const s = story(sixAses, {
      trust: isdAs => (isdAs === '1-2' ? { ...trustConfig(authorityFor(network(), { seed: 99 }), '1-2'), kind: 'real' } : {}),
    })
    s.network.run(30)
    expect(s.count('accepted', '1-2')).toBe(0)
    expect(s.count('chainInvalid', '1-1')).toBeGreaterThan(0)
    expect(s.count('chainMissing', '1-1')).toBeGreaterThan(0)
    expect(s.events('accepted', '1-1')).toEqual([])
    // It has cut itself off; 1-1 and its child go on.
    expect(s.count('accepted', '1-11')).toBeGreaterThan(3)
  })

  test('a beacon changed on the way', () => {
    const s = story('1-1 child 1-11')
    s.network.run(1)
    const accepted = s.count('accepted', '1-11')
    const service = s.network.services.get('1-1')!
    const { signer } = service.state.extender
    const spoilt = { ...signer, keyFor: (since: number, now: number) => spoil(signer.keyFor(since, now)!) }
    Object.assign(service.state.extender, { signer: spoilt })
    s.network.run(11)
    expect(s.rejected()).toEqual({ signature: 2 })
    expect(s.count('accepted', '1-11')).toBe(accepted)
  })

  test('one whose certificate has expired', () => {
    const s = story('1-1 child 1-11', { lives: { asS: 3600 + 1200 }, trust: () => ({ settings: { renewShare: 0 } }), settings: slow })
    s.network.run(1100)
    expect(s.count('accepted')).toBeGreaterThan(0)
    const before = s.count('accepted')
    s.network.run(1200)
    expect(s.count('unsigned', '1-1')).toBeGreaterThan(0)
    expect(s.count('accepted')).toBe(before)
  })
})

describe('TRC updates', () => {
  const updated = (s: Story, kind: 'regular' | 'sensitive', from: SignedTrc, changes: object = {}): SignedTrc =>
    s.authority.update(from, kind, { ...during(20, 300 * dayS), gracePeriodS: 3600, ...changes })

  test('regular, then sensitive: given to one AS, they spread with what it signs, to the other ISD too', () => {
    const s = story()
    s.network.run(20)
    const second = updated(s, 'regular', s.authority.trcs.get(1)!)
    expect(s.network.services.get('1-12')!.installTrc(second, s.network.now())).toBeUndefined()
    s.network.run(40)
    // 1-12 is a leaf: its registrations tell 1-2, whose beacons tell all who see any of ISD 1.
    const seeing = all.filter(as => as !== '2-11')
    expect(seeing.map(as => serialAt(s, as))).toEqual(seeing.map(() => 2n))
    const third = updated(s, 'sensitive', second, { coreAses: ['1-1'], authoritativeAses: ['1-1'] })
    expect(s.network.services.get('1-1')!.installTrc(third, s.network.now())).toBeUndefined()
    s.network.run(40)
    expect(seeing.map(as => serialAt(s, as))).toEqual(seeing.map(() => 3n))
    // From now on 1-2 is no core AS for anybody: nothing it begins is taken.
    expect(seeing.every(as => !s.network.services.get(as)!.state.isCore('1-2'))).toBe(true)
    expect(Object.keys(s.rejected())).toEqual(['originNotCore'])
    expect(s.count('trcLearnt')).toBe(10)
  })

  test('who was away for two updates fetches both, one after the other', () => {
    const s = story('1-1 child 1-11')
    s.network.run(10)
    const second = updated(s, 'regular', s.authority.trcs.get(1)!)
    const third = updated(s, 'regular', second)
    const core = s.network.services.get('1-1')!
    for (const trc of [second, third]) core.installTrc(trc, s.network.now())
    s.network.run(20)
    expect(s.events('trcLearnt', '1-11').map(e => e.detail)).toEqual(['ISD1-B1-S2', 'ISD1-B1-S3'])
  })

  test('a fork or a rollback given to an AS changes nothing anywhere', () => {
    const s = story('1-1 child 1-11')
    const base = s.authority.trcs.get(1)!
    const core = s.network.services.get('1-1')!
    core.installTrc(updated(s, 'regular', base), s.network.now())
    s.network.run(20)
    expect(core.installTrc(updated(s, 'regular', base, { description: 'another' }), s.network.now())).toBe('trcFork')
    expect(core.installTrc(base, s.network.now())).toBeUndefined()
    s.network.run(20)
    expect([serialAt(s, '1-1'), serialAt(s, '1-11')]).toEqual([2n, 2n])
    expect(s.rejected()).toEqual({ trcFork: 1 })
  })

  test('when the TRC expires nobody signs or believes, until an update comes', () => {
    const s = story('1-1 child 1-11', { lives: { trcS: 3600 + 1800 }, settings: slow })
    s.network.run(1700)
    const before = s.count('accepted')
    expect(before).toBeGreaterThan(0)
    s.network.run(600)
    expect(s.count('accepted')).toBe(before)
    expect(s.count('unsigned', '1-1')).toBeGreaterThan(0)
    const next = s.authority.update(s.authority.trcs.get(1)!, 'regular', { ...during(2300, 30 * dayS), gracePeriodS: 0 })
    expect(s.network.services.get('1-1')!.installTrc(next, s.network.now())).toBeUndefined()
    s.network.run(600)
    expect(serialAt(s, '1-11')).toBe(2n)
    expect(s.count('accepted')).toBeGreaterThan(before)
  })

  test('who has an update that has ended believes nothing of what others, who never heard of it, sign under the one before', () => {
    const s = story('1-1 child 1-11')
    s.network.deliver = bytes => !kindsIn(bytes).includes('registration')
    s.network.run(10)
    const short = updated(s, 'regular', s.authority.trcs.get(1)!, { ...during(5, 30), gracePeriodS: 0 })
    expect(s.network.services.get('1-11')!.installTrc(short, s.network.now())).toBeUndefined()
    s.network.run(20)
    const before = s.count('accepted', '1-11')
    s.network.run(50)
    // Honest hop fields end with the TRC their signer knows: only here does the verifier's own look at it decide.
    expect([before > 3, s.count('unsigned', '1-1'), Object.keys(s.rejected())]).toEqual([true, 0, ['trcExpired']])
    expect(s.count('trcExpired', '1-11')).toBeGreaterThan(5)
  })

  test('with a new base, or a second update of the same number with all votes: named, and who has the first keeps it', () => {
    const s = story('1-1 core 1-2, 1-1 child 1-11')
    s.network.run(20)
    const base = s.authority.trcs.get(1)!
    const [first, second] = ['one', 'other'].map(description => updated(s, 'regular', base, { description }))
    const install = (as: IsdAs, trc: SignedTrc) => s.network.services.get(as)!.installTrc(trc, s.network.now())
    expect([install('1-1', first!), install('1-2', second!), install('1-1', second!)]).toEqual([undefined, undefined, 'trcFork'])
    const reset = { trc: { ...base.trc, id: { isd: 1, base: 2n, serial: 2n } }, der: base.der, signers: base.signers }
    expect(install('1-1', reset)).toBe('trcReset')
    expect(install('1-1', updated(s, 'regular', updated(s, 'regular', first!)))).toBe('trcGap')
    s.network.run(40)
    // Both numbers are equal, so nobody asks: each AS keeps what it had, and their chains lead to the same roots.
    const of = (as: IsdAs) => latestTrc(s.network.services.get(as)!.state.trusted, 1)!.trc.description
    expect([of('1-1'), of('1-2'), of('1-11')]).toEqual(['one', 'other', 'one'])
    expect(s.rejected()).toEqual({ trcFork: 1, trcReset: 1, trcGap: 1 })
  })

  test('a CA key is revoked: who does not renew in the grace period signs nothing after it', () => {
    const s = story('1-1 core 1-2, 1-1 child 1-11', { settings: slow, trust: () => ({ settings: { renewIntervalNs: 1e15 } }) })
    s.network.run(700)
    const base = s.authority.trcs.get(1)!
    const certificates = base.trc.certificates.filter(c => classOf(c) !== 'cp-root' || c.subject.isdAs !== '1-1')
    const revoking = s.authority.update(base, 'sensitive', { ...during(700, 300 * dayS), gracePeriodS: 900, certificates })
    s.network.services.get('1-2')!.installTrc(revoking, s.network.now())
    s.network.run(1400)
    expect(serialAt(s, '1-11')).toBe(2n)
    expect(s.count('unsigned', '1-1')).toBeGreaterThan(0)
    // No hop field lives less than 337.5 s: the last were signed so long before the grace period ended.
    const last = Math.max(...s.events('accepted', '1-2').map(e => e.t / nsPerS))
    expect([last > 1000, last < 1600 - 337]).toEqual([true, true])
  })
})

test('services with the TRC of their own ISD only: others are adopted where that is allowed, refused where not', () => {
  const own = (adoptForeignTrcs: boolean) =>
    story(sixAses, { trust: (isdAs, a) => ({ trcs: trcsOf(a, isdAs), settings: { adoptForeignTrcs } }) })
  const [open, strict] = [own(true), own(false)]
  for (const s of [open, strict]) s.network.run(40)
  expect(open.rejected()).toEqual({})
  const seeing = ['1-1', '1-2', '2-1', '2-11'] as const
  expect(seeing.map(as => serialAt(open, as, 2))).toEqual(seeing.map(() => 1n))
  expect(strict.count('trcForeign', '1-2')).toBeGreaterThan(0)
  expect(strict.count('accepted', '1-12')).toBeGreaterThan(3)
  expect(serialAt(strict, '1-2', 2)).toBeUndefined()
})

test('clocks a few seconds apart change nothing; five minutes behind, an AS has no ways until it is right', () => {
  const apart = story(sixAses, { aheadS: isdAs => (isdAs.endsWith('1') ? 4 : -4) })
  apart.network.run(40)
  expect(apart.rejected()).toEqual({})
  const behind = story(sixAses, { aheadS: isdAs => (isdAs === '1-11' ? -300 : 0) })
  behind.network.run(20)
  expect(Object.keys(behind.rejected())).toEqual(['fromFuture'])
  expect(behind.count('fromFuture', '1-11')).toBeGreaterThan(2)
  const clock = behind.network.services.get('1-11')!.state.clock as { epochS: number }
  clock.epochS += 300
  behind.network.run(20)
  expect(behind.count('accepted', '1-11')).toBeGreaterThan(3)
})
