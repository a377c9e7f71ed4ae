import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import type { Emulation } from '#emulate/net/emulation.ts'
import { type Hosts, hostsOf } from '#emulate/net/hosts.ts'
import { attackFrom, followPackets, linksSentOnto, reportOf, requireLiveAttack, sendGiven } from '#emulate/net/live-attacks.ts'
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

test('a packet given as bytes: from the host to the router, or onto the link as if the router at its end had sent it', async () => {
  const topology = exampleTopology('tiny')
  const [asked, sent]: [unknown[], unknown[]] = [[], []]
  const hosts: Hosts = { ...hostsOf(topology, () => undefined), command: async ({ name }, words) => void asked.push([name, ...words]) }
  const net = { wires: { send: async (...given: unknown[]) => void sent.push(given) } } as unknown as Emulation['net']
  const e = { topology, hosts, net }
  const router = topology.ases[0]!.routers[1]!
  const byHost = await sendGiven(e, { kind: 'packet', from: 'server', router: router.id, hex: 'abcd', packets: 2 })
  expect(asked).toEqual(Array(2).fill(['server', 'inject', router.internalAddress, 'abcd', '--from-port', '20000']))
  expect(byHost.headers).toEqual(['', ''])
  const overLink = await sendGiven(e, { kind: 'packet', link: '1-ff00:0:111#41', hex: 'ab' })
  expect(sent).toEqual([[0, 1, Uint8Array.of(0xab)]])
  // Each begins at its own door.
  const here = event('br1-ff00_0_110-2', '', { as: '1-ff00:0:110', verdict: 'drop', reason: 'macMismatch' })
  const there = { ...here, router: 'br1-ff00_0_110-1', in: 1 }
  expect([byHost, overLink].map(made => reportOf(made, [there, here]).fates.map(f => [f.end, f.router]))).toEqual([
    [
      ['refused', 'br1-ff00_0_110-2'],
      ['lost', undefined],
    ],
    [['refused', 'br1-ff00_0_110-1']],
  ])
})

test('links onto which packets are sent need someone there: not on loopback', () => {
  const onto = { kind: 'packet', link: '1-ff00:0:110#2', hex: '' } as const
  const steps = [onto, { kind: 'packet', from: 'bob', hex: '' } as const].map(plan => ({
    atNs: 0,
    name: '',
    action: { kind: 'attack' as const, plan },
  }))
  expect(linksSentOnto({ topology: exampleTopology('tiny'), steps })).toEqual(new Set([1]))
  expect(() => requireLiveAttack(onto, 'mininet')).not.toThrow()
  expect(() => requireLiveAttack(onto, 'loopback')).toThrow('nobody sits on links of loopback')
})

test('what only the simulator can do is told', () => {
  expect(() => requireLiveAttack({ kind: 'forgedMac', from: 'a', to: 'b' }, 'netns')).not.toThrow()
  expect(() => requireLiveAttack({ kind: 'inject', from: 'a', to: 'b', claims: '1-1' }, 'netns')).not.toThrow()
  for (const plan of [
    { kind: 'replay', link: '1-1#1' },
    { kind: 'splice', from: 'a', to: 'b' },
    { kind: 'inject', from: 'a', to: 'b', overheard: 'c' },
  ] as const)
    expect(() => requireLiveAttack(plan, 'netns'), plan.kind).toThrow(plan.kind)
})
