import { beforeAll, describe, expect, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { attack, startAttack } from '#sim/attack.ts'
import type { AttackPlan } from '#sim/attackers.ts'
import { startFlow } from '#sim/flow.ts'
import type { Network } from '#sim/network.ts'
import { nextHeader, protocols } from '#wire/header.ts'
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

describe('packets of one attack', () => {
  test('leave ten milliseconds apart; those that end alike are counted together, with the way of the first', () => {
    const line = startExample('tiny')
    const seen: number[] = []
    const leave = line.observe({
      decided: ({ state }, { bytes, now }) => {
        if (state.isdAs === '1-ff00:0:111' && nextHeader(bytes) === protocols.scmp) seen.push(now)
      },
    })
    const running = startAttack(line, { kind: 'inject', from: 'alice', to: 'bob', packets: 3 })
    // The second link breaks when only the first packet is past it.
    line.runUntil(() => seen.length === 3, line.loop.now + 1e9, 1e6)
    leave()
    expect([seen[1]! - seen[0]!, seen[2]! - seen[1]!]).toEqual([1e7, 1e7])
    line.setLink(1, false)
    line.runUntil(() => running.done, line.loop.now + 1e9)
    const { packets, delivered, refused, lost, fates } = running.report
    expect({ packets, delivered, refused, lost }).toEqual({ packets: 3, delivered: 1, refused: 0, lost: 2 })
    expect(fates.map(f => [f.packets, f.end, f.loss, f.events[0]!.t])).toEqual([
      [1, 'delivered', undefined, seen[0]],
      [2, 'lost', 'linkDown', seen[1]],
    ])
  })

  test('are reported once all is decided, or given up two seconds after the last left', () => {
    const line = startExample('tiny')
    const took = (): number => {
      const before = line.loop.now
      attack(line, { kind: 'inject', from: 'alice', to: 'bob' })
      return line.loop.now - before
    }
    expect(took()).toBeLessThan(0.5e9)
    const router = line.routers.find(r => r.as.isdAs === '1-ff00:0:112')!
    line.stopRouter(router)
    const before = line.loop.now
    // Nobody knows yet that it is down: what is sent there is heard by nobody.
    expect(attack(line, { kind: 'inject', from: 'alice', to: 'bob' }).fates).toMatchObject([{ packets: 1, end: 'lost' }])
    expect(line.loop.now - before).toBeGreaterThanOrEqual(2e9)
    expect(line.loop.now - before).toBeLessThan(2.5e9)
  })

  test('take the way chosen: by sequence, by rank, or as given', () => {
    const ways = (plan: Partial<AttackPlan>) => {
      const { fates } = attack(network, { kind: 'inject', from: 'alice', to: 'bob', ...plan } as AttackPlan)
      return [...new Set(fates[0]!.events.map(e => e.as.slice(-3)))].join(' ')
    }
    expect(ways({ sequence: '0 1-ff00:0:112 2-ff00:0:211 0' })).toBe('113 112 211 212')
    expect(ways({ sequence: '0* 2-ff00:0:221 0' })).toMatch(/^113 .* 220 221 212$/)
    const ranked = [0, 1, 2].map(path => ways({ path }))
    expect(new Set(ranked).size).toBe(3)
    let second: Path | undefined
    network.onHost(network.findHost('alice')!, (host, now, out) =>
      host.paths.find('2-ff00:0:212', false, now, out, found => {
        second = 'paths' in found ? found.paths[1] : undefined
      }),
    )
    expect(ways({ path: second! })).toBe(ranked[1])
  })
})

test('copies still to be sent are waited for', () => {
  const line = startExample('tiny')
  startFlow(line, { kind: 'ping', name: 'p', from: 'alice', to: 'bob', count: 1, intervalNs: 1e9, timeoutNs: 1e9, payload: 8 })
  const plan = { kind: 'replay', link: '1-ff00:0:111#41', protocol: 'scmp', copies: 2, afterNs: 3e9 } as const
  expect(attack(line, plan)).toMatchObject({ packets: 2, delivered: 2 })
})

test('who stands on a link where nothing passes leaves after half a minute', () => {
  const line = startExample('tiny')
  const before = line.loop.now
  expect(attack(line, { kind: 'replay', link: '1-ff00:0:111#41', protocol: 'scmp', afterNs: 0 })).toMatchObject({ packets: 0, fates: [] })
  expect(Math.round((line.loop.now - before) / 1e9)).toBe(30)
})
