import { beforeAll, describe, expect, test } from 'vitest'
import { attack, startAttack } from '#sim/attack.ts'
import type { AttackPlan } from '#sim/attackers.ts'
import type { Network } from '#sim/network.ts'
import { startExample } from './examples.ts'

let network: Network
beforeAll(() => {
  network = startExample('demo16')
})

const ends = (plan: AttackPlan): string[] =>
  attack(network, plan).fates.map(f => [f.packets, f.end, f.as, f.rule, f.reason, f.clause].filter(x => x !== undefined).join(' '))
const aliceToCarol = { from: 'alice', to: 'carol', sequence: '0 1-ff00:0:121 0* 3-ff00:0:321 0' }

describe('each kind is stopped by its own rule', () => {
  test.each<[AttackPlan, string]>([
    [{ kind: 'forgedMac', ...aliceToCarol, hop: '3-ff00:0:321' }, '1 refused 3-ff00:0:321 macIsValid macMismatch #hf-mac-calc'],
    [{ kind: 'forgedMac', ...aliceToCarol, hop: 0, packets: 3 }, '3 refused 1-ff00:0:113 macIsValid macMismatch #hf-mac-calc'],
    [{ kind: 'expiredHop', ...aliceToCarol }, '1 refused 1-ff00:0:113 hopNotExpired hopExpired #process-router-ingress'],
    [
      { kind: 'inject', from: 'carol', to: 'bob', claims: '1-ff00:0:113' },
      '1 refused 3-ff00:0:312 isdAsPlausible sourceIsdAs #process-router-ingress',
    ],
    [{ kind: 'inject', from: 'carol', to: 'bob', overheard: 'alice' }, '1 refused 3-ff00:0:312 macIsValid macMismatch #hf-mac-calc'],
    [
      { kind: 'leakedKey', ...aliceToCarol, of: '3-ff00:0:321', expTime: 255 },
      '1 refused 3-ff00:0:312 macIsValid macMismatch #hf-mac-calc',
    ],
  ])('%j', (plan, end) => expect(ends(plan)).toEqual([end]))

  test('a splice', () => {
    const report = attack(network, { kind: 'splice', from: 'alice', to: 'carol' })
    expect(report).toMatchObject({ packets: 1, refused: 1, delivered: 0 })
    expect(report.fates[0]).toMatchObject({ reason: 'macMismatch' })
    // Some routers believed it: its first hop fields are authentic.
    expect(report.fates[0]!.events.length).toBeGreaterThan(1)
  })
})

test('what is honest gets through: no claim, own key', () => {
  expect(attack(network, { kind: 'inject', from: 'alice', to: 'bob', packets: 2 })).toMatchObject({ delivered: 2, refused: 0, lost: 0 })
  expect(attack(network, { kind: 'leakedKey', ...aliceToCarol, of: '1-ff00:0:113', expTime: 255 })).toMatchObject({ delivered: 1 })
})

test('where all paths share their segments a splice waits for newer ones', () => {
  const line = startExample('tiny')
  const before = line.loop.now
  expect(attack(line, { kind: 'splice', from: 'alice', to: 'bob' })).toMatchObject({ refused: 1 })
  expect(line.loop.now - before).toBeGreaterThan(10e9)
})

test('in a running network the report comes when all is decided', () => {
  const reports: string[] = []
  const running = startAttack(network, { kind: 'forgedMac', from: 'alice', to: 'bob' }, r => reports.push(`${r.packets} ${r.refused}`))
  expect([running.done, reports]).toEqual([false, []])
  network.run(network.loop.now + 5e9)
  expect([running.done, reports]).toEqual([true, ['1 1']])
})

test.each<[AttackPlan, RegExp]>([
  [{ kind: 'forgedMac', from: 'nobody', to: 'bob' }, /there is no host "nobody"/],
  [{ kind: 'forgedMac', from: 'alice', to: 'bob', hop: 60 }, /no hop field 60/],
  [{ kind: 'forgedMac', from: 'alice', to: 'bob', hop: '1-ff00:0:999' }, /no hop field 1-ff00:0:999/],
  [{ kind: 'forgedMac', from: 'alice', to: 'bob', path: 999 }, /there is no path 999/],
  [{ kind: 'forgedMac', from: 'alice', to: 'alice' }, /inside an AS/],
  [{ kind: 'leakedKey', from: 'alice', to: 'bob', of: '9-9' }, /no AS 9-9/],
])('%j cannot be made', (plan, message) => expect(() => attack(network, plan)).toThrow(message))

test('one that cannot be made ends with the reason, in a running network too', () => {
  const running = startAttack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 60 })
  network.run(network.loop.now + 1e9)
  expect(running.done).toBe(true)
  expect(running.report.failed?.message).toMatch(/no hop field 60/)
})

test.each<AttackPlan>([
  { kind: 'forgedMac', from: 'alice', to: 'bob', packets: 0 },
  { kind: 'forgedMac', from: 'alice', to: 'bob', packets: 1.5 },
  { kind: 'rewrite', link: '1-ff00:0:113#2', field: 'common.FlowID', value: 1, packets: Number.NaN },
  { kind: 'replay', link: '1-ff00:0:113#2', copies: 0 },
  { kind: 'replay', link: '1-ff00:0:113#2', copies: Number.NaN },
])('%j is no attack, not an endless one', plan => {
  const running = startAttack(network, plan)
  expect(running.done).toBe(true)
  expect(running.report.failed?.message).toMatch(/is no number of (packets|copies)/)
})
