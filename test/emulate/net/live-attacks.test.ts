import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { type Hosts, hostsOf } from '#emulate/net/hosts.ts'
import { attackFrom, followPackets, reportOf, requireLiveAttack } from '#emulate/net/live-attacks.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { exampleTopology } from '#test/sim/examples.ts'

const event = (router: string, before: string, more: Partial<TraceEvent>): TraceEvent => ({
  ...{ t: 0, epochS: 0, as: '1-1', router, in: 0, from: '10.0.0.1:1', verdict: 'forward', rule: 'r', before, after: '' },
  ...more,
})

test('packets are followed by their headers, each for itself', () => {
  const refusal = { in: 1, verdict: 'answer', rule: 'macIsValid', reason: 'macMismatch', scmp: '4/51/64' } as const
  const events = [
    ...[1, 2, 3].map(() => event('br1', 'aa', { after: 'ab' })),
    event('br2', 'ab', refusal),
    event('br2', 'ab', refusal),
    event('br2', 'ff', { verdict: 'drop', reason: 'hopExpired' }),
    event('br1', 'bb', { verdict: 'handOver', after: 'bb2' }),
    event('br2', 'bb2', { verdict: 'deliver' }),
  ]
  const report = reportOf({ kind: 'forgedMac', headers: ['aa', 'aa', 'aa', 'bb', 'cc'] }, events)
  expect(report).toMatchObject({ kind: 'forgedMac', packets: 5, refused: 2, delivered: 1, lost: 2 })
  expect(report.fates.map(({ events: _, ...fate }) => fate)).toEqual([
    {
      ...{ packets: 2, end: 'refused', as: '1-1', router: 'br2', rule: 'macIsValid', reason: 'macMismatch', scmp: '4/51/64' },
      ...{ text: 'the hop field MAC is not ours', clause: '#hf-mac-calc' },
    },
    { packets: 2, end: 'lost' },
    { packets: 1, end: 'delivered', as: '1-1', router: 'br2', rule: 'r' },
  ])
})

test('handed over with its header unchanged it is at the sibling later, whoever is read first', () => {
  const events = [
    event('br1', 'aa', { from: '10.0.0.2:30042', after: 'ab' }),
    event('br2', 'aa', { verdict: 'handOver', after: 'aa' }),
    event('br9', 'ab', { as: '1-2', in: 3, verdict: 'deliver' }),
  ]
  const [fate] = followPackets(['aa'], events)
  expect(fate!.events.map(e => e.router)).toEqual(['br2', 'br1', 'br9'])
})

test('the host is told the plan and the seed; what it cannot make is in the report', async () => {
  const hosts = hostsOf(exampleTopology('tiny'), () => undefined)
  const plan = { kind: 'forgedMac', from: 'alice', to: 'bob' } as const
  const asked: (readonly string[])[] = []
  const command: Hosts['command'] = async (_, words) => {
    asked.push(words)
    return { headers: ['aa'] }
  }
  const willing: Hosts = { ...hosts, command }
  expect(await attackFrom(willing, plan, 7)).toEqual({ kind: 'forgedMac', headers: ['aa'] })
  expect(asked).toEqual([['attack', JSON.stringify(plan), hosts.find('bob').address, '--seed', '7']])
  const unable: Hosts = { ...hosts, command: () => Promise.reject(new EnvironmentError('no paths')) }
  const attack = await attackFrom(unable, plan, 7)
  expect(reportOf(attack, [])).toMatchObject({ packets: 0, fates: [], failed: { text: 'no paths' } })
})

test('what only the simulator can do is told', () => {
  expect(() => requireLiveAttack({ kind: 'forgedMac', from: 'a', to: 'b' })).not.toThrow()
  expect(() => requireLiveAttack({ kind: 'inject', from: 'a', to: 'b', claims: '1-1' })).not.toThrow()
  for (const plan of [
    { kind: 'replay', link: '1-1#1' },
    { kind: 'splice', from: 'a', to: 'b' },
    { kind: 'inject', from: 'a', to: 'b', overheard: 'c' },
  ] as const)
    expect(() => requireLiveAttack(plan), plan.kind).toThrow(plan.kind)
})
