/** The same file, two worlds: scenarios in the simulator and on Mininet, held against each other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { sequenceText } from '#control/path/path.ts'
import { type Emulation, startEmulation } from '#emulate/net/emulation.ts'
import { countDrops, type Evidence, watchEvidence } from '#emulate/net/evidence.ts'
import { logPath } from '#emulate/net/jobs.ts'
import { pathsBetween } from '#emulate/net/live-samples.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { type LiveResult, runTimeline } from '#emulate/net/timeline.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { failoverNs, type RunResult } from '#sim/result.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { describeWith, program } from '#test/availability.ts'
import { pathsBetween as simulatedPaths, topologyFolder } from '#test/sim/examples.ts'
import { toHex } from '#wire/bytes.ts'
import { namespaces, temporaryFolder } from './lab.ts'
import { craft, fatesOf, hostAddress, type Injection, injectSimulated } from './worlds.ts'

interface Case {
  readonly name: string
  readonly scenario: string
  /** between whom packets are injected and paths compared */
  readonly pairs: readonly (readonly [string, string])[]
  /** what real time can vary in, held against both results */
  readonly compare?: (simulated: RunResult, live: LiveResult) => void
}

const flowOf = <F extends { readonly name: string }>({ flows }: { readonly flows: readonly F[] }, name: string): F =>
  flows.find(f => f.name === name)!

/** A path is given up when BFD has missed three packets of 200 ms; an answer of the next one, 50 ms apart, shows it. */
const failoverLimitNs = 1.5e9

const cases: readonly Case[] = [
  {
    name: 'ASes with several routers, on IPv4 and IPv6',
    scenario:
      'topology: border-routers.topo\nduration: 2s\ntimeline: [{name: p, ping: {from: alice, to: bob, count: 5, interval: 100ms}}]\nexpect: [{replies: {of: p, atLeast: 5}}]',
    pairs: [['alice', 'bob']],
  },
  {
    name: 'peering links',
    scenario:
      'topology: peering.topo\nduration: 2s\ntimeline: [{name: p, traceroute: {from: alice, to: bob}}]\nexpect: [{replies: {of: p, atLeast: 6}}, {reach: {from: bob, to: carol}}]',
    pairs: [
      ['alice', 'bob'],
      ['bob', 'carol'],
    ],
  },
  {
    name: 'a shortcut, and a host on the way',
    scenario:
      'topology: shortcut.topo\nduration: 2s\ntimeline: [{name: p, udp: {from: alice, to: bob, rate: 800kbps, for: 1s}}]\nexpect: [{replies: {of: p, atLeast: 100}}]',
    pairs: [
      ['alice', 'bob'],
      ['alice', 'middle'],
    ],
    compare: (s, l) => expect(flowOf(l, 'p').sent).toBe(flowOf(s, 'p').sent),
  },
  {
    name: 'a link is cut: hosts move',
    scenario: `topology: diamond.topo\nbfd: true\nduration: 4s\ntimeline:\n  - {name: p, ping: {from: alice, to: server, count: 60, interval: 50ms}}\n  - {at: 1s, cut: "1-ff00:0:111#1"}
expect:
  - noticed: {link: "1-ff00:0:111#1", within: 1s}
  - moves: {of: p, after: 1s, within: 1500ms}
  - drops: {reason: externalDown, at: "1-ff00:0:111", atLeast: 1}
  - losses: {reason: linkDown, link: "1-ff00:0:111#1", atLeast: 1}`,
    pairs: [['alice', 'server']],
    compare(s, l) {
      for (const world of [s, l]) {
        const failover = failoverNs(flowOf(world, 'p'))!
        expect(failover).toBeGreaterThan(300e6)
        expect(failover).toBeLessThan(failoverLimitNs)
      }
      expect(flowOf(l, 'p').paths.map(p => p.way)).toEqual(flowOf(s, 'p').paths.map(p => p.way))
    },
  },
  {
    name: 'a router dies and comes back',
    scenario: `topology: tiny.topo\nbfd: true\nduration: 5s\ntimeline:\n  - {name: p, ping: {from: alice, to: bob, count: 40, interval: 100ms}}\n  - {at: 1s, stopRouter: br1-ff00_0_112-1}\n  - {at: 2s, startRouter: br1-ff00_0_112-1}
expect: [{replies: {of: p, atLeast: 10, atMost: 35}}, {reach: {from: bob, to: alice}}]`,
    pairs: [
      ['alice', 'bob'],
      ['server', 'alice'],
    ],
  },
  {
    name: 'a link that loses packets',
    scenario: `topology:
  ASes: {"1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true, hosts: [h1]}, "1-ff00:0:111": {cert_issuer: "1-ff00:0:110", hosts: [h2]}}
  links: [{a: "1-ff00:0:110#1", b: "1-ff00:0:111#1", linkAtoB: CHILD, delay: 5ms}]
duration: 4s
timeline:
  - shape: {link: "1-ff00:0:110#1", loss: 10%, delay: 20ms}
  - {name: p, at: 100ms, ping: {from: h1, to: h2, count: 150, interval: 20ms, timeout: 500ms}}
expect: [{loss: {of: p, atLeast: 5%, atMost: 40%}}, {losses: {reason: linkLoss, atLeast: 10}}, {delay: {of: p, atLeast: 40ms, atMost: 90ms}}]`,
    pairs: [['h1', 'h2']],
  },
]

const seed = 7
const warmupS = 25

function read({ scenario }: Case): Scenario {
  const text = `name: worlds\nseed: ${seed}\nwarmup: 20s\n${scenario}`
  const given = readScenario(text, 'worlds.yaml', name => readFileSync(join(topologyFolder, name), 'utf8'))
  return { ...given, topology: forNamespaces(given.topology) }
}

const isUp = (e: Emulation): boolean =>
  e.topology.ases.every(as =>
    as.routers.every(({ id, interfaces }) => {
      const log = readFileSync(logPath(e.folder, id), 'utf8')
      const siblings = as.routers.filter(r => r.id !== id && r.interfaces.length > 0)
      return [...interfaces.map(i => `interface ${i.ifId}`), ...siblings.map(r => `sibling ${r.id}`)].every(name =>
        new RegExp(`${name}: BFD \\w+ -> Up`).test(log),
      )
    }),
  )

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + 45_000
  while (!(await condition())) {
    if (performance.now() > limit) throw new Error(`never came: ${what}`)
    await setTimeout(50)
  }
}

/** Both worlds find the same ways; which of equal ones is first may differ. */
async function comparePaths(network: Network, e: Emulation, pairs: Case['pairs']): Promise<void> {
  const bothWays = pairs.flatMap(([a, b]) => [[a, b], [b, a]] as const) // biome-ignore format: pairs
  for (const [from, to] of bothWays) {
    const live = async (): Promise<string[]> => (await pathsBetween(e, e.hosts.find(from), e.hosts.find(to))).sort()
    const simulated = simulatedPaths(network, from, to).map(p => sequenceText(p.interfaces)).sort() // biome-ignore format: one line
    expect(simulated.length).toBeGreaterThan(0)
    await until(`paths from ${from} to ${to}`, async () => (await live()).length >= simulated.length)
    expect(await live(), `${from} > ${to}`).toEqual(simulated)
  }
}

/** The same bytes from the same hosts: the same decisions, byte for byte, and no drop more or less. */
async function compareInjections(network: Network, e: Emulation, injections: readonly Injection[]): Promise<void> {
  const simulated = injectSimulated(network, injections)
  const evidence = watch(e)
  for (const { host, port, to, bytes } of injections)
    await e.hosts.command(e.hosts.find(host), ['inject', to, toHex(bytes), '--from-port', String(port)])
  const fates = () => fatesOf(evidence.events(), injections, name => hostAddress(e.hosts.all, name))
  const steps = (all: ReturnType<typeof fates>): number => all.reduce((sum, fate) => sum + fate.length, 0)
  await until('the decisions about all packets', () => steps(fates()) >= steps(simulated.fates)).catch(() => {})
  const live = fates()
  for (const [i, { name }] of injections.entries()) expect(live[i], name).toEqual(simulated.fates[i])
  await until('the same drops', () => same(countDrops(evidence.events()), countDrops(simulated.events))).catch(() => {})
  expect(countDrops(evidence.events())).toEqual(countDrops(simulated.events))
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const watch = (e: Emulation): Evidence =>
  watchEvidence(
    e.folder,
    e.topology.ases.flatMap(as => as.routers.map(r => r.id)),
  )

describeWith([namespaces, program('mn')], 'the same file, two worlds', () => {
  for (const one of cases)
    test(one.name, async () => {
      const scenario = read(one)
      const { topology } = scenario
      const folder = join(temporaryFolder(), 'processes')
      const plan = { kind: 'mininet', topology, seed, folder, intervalNs: 1e9, evidence: true, note: () => {} } as const
      const starting = startEmulation(plan)
      // Beacons of a moment ago: routers of real time take the hop fields the simulator's made.
      const network = createNetwork(topology, { seed, epochS: Math.floor(Date.now() / 1000) - warmupS - 5 })
      network.run(warmupS * 1e9)
      const injections = craft(network, one.pairs)
      const e = await starting
      onTestFinished(() => e.end())
      await until('BFD sessions', () => isUp(e))
      await comparePaths(network, e, one.pairs)
      await compareInjections(network, e, injections)

      const simulated = runScenario(scenario)
      const live = await runTimeline(e, scenario, () => {})
      for (const result of [simulated, live]) expect(result.expectations.filter(x => !x.ok)).toEqual([])
      expect(live.expectations).toHaveLength(simulated.expectations.length)
      one.compare?.(simulated, live)
    })
})
