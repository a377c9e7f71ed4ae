import { expect, test } from 'vitest'
import { combine } from '#control/path/combine.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { beginS, during } from './authority.ts'
import { type Story, story } from './story.ts'

const hourS = 3600
const intervals = { originationIntervalNs: 600 * nsPerS, propagationIntervalNs: 600 * nsPerS, registrationIntervalNs: 600 * nsPerS }
/** AS certificates live three hours; they are two hours old an hour after the run began. */
const shortLives = (settings: object = {}) => ({
  lives: { asS: 3 * hourS },
  settings: intervals,
  trust: () => ({ settings: { asLifeS: 3 * hourS, ...settings } }),
})
const links = '1-1 core 1-2, 1-1 child 1-11, 1-2 child 1-12'
const run = (s: Story, hours: number): void => s.network.run(hours * hourS)
const renewals = (s: Story, isdAs: IsdAs): number[] => s.events('renewed', isdAs).map(e => Math.round(e.t / nsPerS / 60))

test('every AS renews while a third of the life is left, again and again, and nobody refuses a beacon', () => {
  const s = story(links, shortLives())
  run(s, 6)
  // A look a minute, and two hours old is one hour of three left.
  for (const as of ['1-1', '1-2', '1-11', '1-12'] as const) expect(renewals(s, as), as).toEqual([61, 182, 303])
  expect(s.count('issued')).toBe(6)
  expect(s.rejected()).toEqual({})
  expect(s.count('unsigned')).toBe(0)
  expect(s.count('accepted')).toBeGreaterThan(100)
})

test('a CA that is away: another of the ISD is asked the next time', () => {
  const s = story('1-1 core 1-2, 1-1 child 1-11, 1-2 child 1-11', shortLives())
  s.network.run(900)
  const deaf = s.network.services.get('1-1')!.state.self
  s.network.deliver = (_, to) => !to.startsWith(deaf.host.bytes.join('.'))
  run(s, 2)
  expect(s.events('renewalFailed', '1-11').map(e => e.detail)).toEqual(['1-1'])
  expect(s.events('renewed', '1-11').map(e => e.detail)).toEqual(['1-2'])
})

test('no way to any CA until it is too late: nothing is signed any more', () => {
  const s = story(links, shortLives())
  s.network.run(900)
  s.network.deliver = (_, to) => !to.startsWith('10.0.1.')
  run(s, 3)
  expect(s.count('renewed', '1-11')).toBe(0)
  expect(s.network.services.get('1-11')!.state.extender.signer.keyFor(beginS + 3 * hourS, beginS + 3 * hourS)).toBeUndefined()
})

test('the CA’s clock is a little ahead: the new chain waits until it begins, the old one signs on', () => {
  const s = story('1-1 child 1-11', { ...shortLives(), aheadS: isdAs => (isdAs === '1-1' ? 9 : 0) })
  s.network.run(hourS + 59)
  while (s.count('renewed', '1-11') === 0) s.network.run(1)
  const { signer } = s.network.services.get('1-11')!.state.extender
  const nowS = beginS + Math.floor(s.network.now() / nsPerS)
  expect(signer.keyFor(nowS, nowS)!.notAfterS).toBe(beginS + 2 * hourS)
  expect(signer.keyFor(nowS + 9, nowS + 9)!.notAfterS).toBeGreaterThan(beginS + 3 * hourS)
  run(s, 2.1)
  expect(renewals(s, '1-11')).toHaveLength(2)
  expect(s.rejected()).toEqual({})
})

test('a CA key is revoked: its clients go to another CA within the grace period, and beacons go on', () => {
  const s = story('1-1 core 1-2, 1-1 child 1-11, 1-2 child 1-11', { settings: intervals })
  run(s, 1)
  const base = s.authority.trcs.get(1)!
  const certificates = base.trc.certificates.filter(c => classOf(c) !== 'cp-root' || c.subject.isdAs !== '1-1')
  const revoking = s.authority.update(base, 'sensitive', { ...during(hourS, 300 * hourS), gracePeriodS: hourS, certificates })
  expect(s.network.services.get('1-2')!.installTrc(revoking, s.network.now())).toBeUndefined()
  run(s, 2)
  expect(s.count('trcLearnt')).toBe(3)
  expect(
    s
      .events('renewed')
      .map(e => `${e.as} ${e.detail}`)
      .sort(),
  ).toEqual(['1-1 1-2', '1-11 1-2'])
  expect(s.rejected()).toEqual({})
  const up = [...s.network.services.get('1-11')!.state.ups.byEnd.values()].flatMap(m => [...m.values()])
  expect(combine('1-11', '1-1', { ups: up, cores: [], downs: [] }).length).toBeGreaterThan(0)
})
