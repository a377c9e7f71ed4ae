import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import type { Emulation } from '#emulate/net/emulation.ts'
import { type Hosts, hostsOf } from '#emulate/net/hosts.ts'
import { attackedLinks, attackFrom, attackLink, followPackets, reportOf, requireLiveAttack, sendGiven } from '#emulate/net/live-attacks.ts'
import type { Net } from '#emulate/net/net.ts'
import type { Wires, WireTap } from '#emulate/net/wires.ts'
import { writePacket } from '#host/packet.ts'
import { headerHex, type TraceEvent } from '#router/evidence.ts'
import type { AttackPlan } from '#sim/attackers.ts'
import { requireHost } from '#sim/network.ts'
import type { Step } from '#sim/scenario.ts'
import { exampleTopology, pathsBetween, startExample } from '#test/sim/examples.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { pathTypes, protocols } from '#wire/header.ts'
import { buildUdp } from '#wire/udp.ts'

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

test('what another host uses is asked of that host', async () => {
  const hosts = hostsOf(exampleTopology('tiny'), () => undefined)
  const plan = { kind: 'inject', from: 'alice', to: 'bob', overheard: 'bob' } as const
  const path = { src: '1-1', interfaces: [], bytes: 'aabb' }
  const asked: string[] = []
  const command: Hosts['command'] = async ({ host }, words) => {
    asked.push(`${host.name} ${words[0]} ${words.at(-1)}`)
    return words[0] === 'overhear' ? path : { headers: ['aa'] }
  }
  expect(await attackFrom({ ...hosts, command }, plan, 7)).toEqual({ kind: 'inject', headers: ['aa'] })
  expect(asked).toEqual([`bob overhear ${hosts.find('bob').address}`, `alice attack ${JSON.stringify(path)}`])
})

/** A packet of alice's, and a link on which it passes as often as it is asked. */
function someLink() {
  const network = startExample('tiny')
  const [path] = pathsBetween(network, 'alice', 'bob')
  const [alice, bob] = [requireHost(network, 'alice').host.endpoint, requireHost(network, 'bob').host.endpoint]
  const header = { source: alice, destination: bob, path: { type: pathTypes.scion, bytes: path!.bytes }, protocol: protocols.udp }
  const packet = writePacket(header, buildUdp({ srcPort: 1, dstPort: 2, data: new Uint8Array(1) }))
  const taps = new Set<WireTap>()
  const sent: Bytes[] = []
  const wires = {
    async tap(_: number, __: number, tap: WireTap) {
      taps.add(tap)
      return async () => void taps.delete(tap)
    },
    send: async (_: number, __: number, bytes: Bytes) => void sent.push(bytes),
  } as unknown as Wires
  const pass = (): (Bytes | undefined)[] => [...taps].map(tap => tap(packet.slice()))
  return { packet, taps, sent, pass, emulation: { topology: network.topology, net: { wires } as Net } }
}

const link = '1-ff00:0:111#41'

test('someone on a link changes so many packets and leaves it', async () => {
  const { packet, taps, pass, emulation } = someLink()
  const attacking = attackLink(emulation, { kind: 'rewrite', link, packets: 2, field: 'common.FlowID', value: 99 })
  await setTimeout(0)
  const passed = [...pass(), ...pass(), ...pass()]
  expect(passed.map(b => toHex(b!))).toEqual([toHex(passed[0]!), toHex(passed[0]!), toHex(packet)])
  expect(toHex(passed[0]!)).not.toBe(toHex(packet))
  const attack = await attacking
  expect(attack).toMatchObject({ kind: 'rewrite', headers: [headerHex(passed[0]!), headerHex(passed[0]!)] })
  expect(taps.size).toBe(0)
  const refusal = { verdict: 'drop', rule: 'r', reason: 'hopExpired' } as const
  const arrival = event('br', attack.headers[0]!, { as: '1-ff00:0:110', in: 1, ...refusal })
  expect(reportOf(attack, [event('br', attack.headers[0]!, { ...refusal }), arrival])).toMatchObject({ packets: 2, refused: 1, lost: 1 })
})

test('or sends copies of them later; what cannot be written into a field is told', async () => {
  const { packet, sent, pass, emulation } = someLink()
  const attacking = attackLink(emulation, { kind: 'replay', link, copies: 2, afterNs: 1e6 })
  await setTimeout(0)
  expect(pass().map(b => toHex(b!))).toEqual([toHex(packet)])
  expect(await attacking).toMatchObject({ headers: [headerHex(packet), headerHex(packet)] })
  expect(sent.map(toHex)).toEqual([toHex(packet), toHex(packet)])
  const failing = attackLink(emulation, { kind: 'rewrite', link, field: 'path.hop[0].MAC', value: 'ff' })
  await setTimeout(0)
  pass()
  expect((await failing).failed?.message).toBe('"ff" does not fit path.hop[0].MAC')
})

test('links on which someone sits: not on loopback', () => {
  const topology = exampleTopology('tiny')
  const step = (plan: AttackPlan): Step => ({ atNs: 0, name: plan.kind, action: { kind: 'attack', plan } })
  const onto = { kind: 'packet', link: '1-ff00:0:110#2', hex: '' } as const
  const steps = [{ kind: 'replay', link: '1-ff00:0:112#1' }, { kind: 'forgedMac', from: 'alice', to: 'bob' }, onto] as const
  expect([...attackedLinks({ topology, steps: steps.map(step) })]).toEqual([1])
  for (const plan of steps) expect(() => requireLiveAttack(plan, 'mininet')).not.toThrow()
  expect(() => requireLiveAttack(onto, 'loopback')).toThrow('nobody sits on links of loopback')
})
