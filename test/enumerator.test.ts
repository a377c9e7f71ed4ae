/** Every AS pair has exactly the paths that exist: what hosts are told, after real beaconing, against the judge in enumerator.ts. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defaultPolicy } from '#control/beacon/policy.ts'
import { interfacesText } from '#control/path/path.ts'
import { createNetwork, type HostNode, type Network, type NetworkOptions } from '#sim/network.ts'
import { exampleTopology, topologyFolder } from '#test/sim/examples.ts'
import { generateTopology } from '#topology/generate.ts'
import type { As, Topology } from '#topology/model.ts'
import { randomFromSeed } from '#topology/random.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Way, waysFrom } from './enumerator.ts'

test('the judge, by hand: a shortcut, a peering link and a core link', () => {
  const { ases } = exampleTopology('peering')
  const ways = waysFrom(ases, '1-ff00:0:113')
  expect(ways.get('1-ff00:0:111')).toEqual(['1-ff00:0:113#1 1-ff00:0:111#2'])
  expect(ways.get('1-ff00:0:112')?.toSorted()).toEqual([
    '1-ff00:0:113#1 1-ff00:0:111#2 1-ff00:0:111#1 1-ff00:0:110#2 1-ff00:0:110#3 1-ff00:0:112#1',
    '1-ff00:0:113#1 1-ff00:0:111#2 1-ff00:0:111#3 1-ff00:0:112#3',
  ])
  // 112 peers with 211, but is not above 113.
  expect(ways.get('2-ff00:0:211')).toHaveLength(1)
  // From a core AS there is no up segment, so no peering.
  expect(waysFrom(ases, '1-ff00:0:110').get('2-ff00:0:211')).toHaveLength(1)
})

/** Nothing that is found is left out: more than any of these networks has. */
const unlimited = { bestSetSize: 500, candidateSetSize: 500 }

const inEveryAs = (topology: Topology): Topology => ({ ...topology, ases: topology.ases.map(withHost) })
const withHost = (as: As): As => ({
  ...as,
  hosts: [{ name: `host of ${as.isdAs}`, address: as.underlay === 'ipv6' ? 'fd00:9::9' : '10.99.99.99' }],
})

/** What the host of each AS is told, by "FROM TO". */
function askAll(network: Network): Map<string, Way[]> {
  const told = new Map<string, Way[]>()
  const ask = (from: HostNode, to: IsdAs): void =>
    network.onHost(from, (host, now, out) =>
      host.paths.find(to, true, now, out, found => {
        if ('paths' in found) told.set(`${from.as.isdAs} ${to}`, found.paths.map(p => interfacesText(p.interfaces)).sort())
      }),
    )
  for (const to of network.topology.ases) {
    for (const from of network.hosts) if (from.as !== to) ask(from, to.isdAs)
    network.run(network.loop.now + 2 * nsPerS)
  }
  return told
}

function allWays({ ases }: Topology, isdLoops?: boolean): Map<string, Way[]> {
  const all = ases.flatMap(from => ases.filter(to => to !== from).map((to): [string, Way[]] => [`${from.isdAs} ${to.isdAs}`, []]))
  const ways = new Map(all)
  for (const { isdAs } of ases) for (const [to, found] of waysFrom(ases, isdAs, isdLoops)) ways.set(`${isdAs} ${to}`, found.sort())
  return ways
}

/** As long as the longest beacon needs: an interval for each of its ASes, and one more to be registered. */
const convergedNs = 60 * nsPerS

function expectExactly(topology: Topology, options: Partial<NetworkOptions> = {}, isdLoops?: boolean): void {
  const network = createNetwork(inEveryAs(topology), { seed: 1, control: unlimited, ...options })
  network.run(convergedNs)
  const [told, all] = [askAll(network), allWays(topology, isdLoops)]
  const differences = [...all].flatMap(([pair, ways]) => {
    const found = told.get(pair) ?? []
    return [...ways.filter(w => !found.includes(w)).map(w => `${pair} misses ${w}`), ...found.filter(w => !ways.includes(w)).map(w => `${pair} has ${w}`)] // biome-ignore format: one line
  })
  expect(differences).toEqual([])
}

const examples = readdirSync(topologyFolder)
  .filter(name => name.endsWith('.topo'))
  .map(name => name.replace('.topo', ''))

test.each(examples)('%s', name => expectExactly(exampleTopology(name)))

test.each([1, 2, 3, 4, 5])('a network drawn by chance, seed %i', seed => {
  const options = { ases: 12, isds: 2, branching: 2, coreShare: 0.3, degree: 3, peering: 0.5 }
  expectExactly(generateTopology('random', options, randomFromSeed(seed)))
})

test('demo16 where no policy lets a way return to an ISD: no core way from Europe to New York over Asia', () => {
  const demo16 = exampleTopology('demo16')
  const policy = { ...defaultPolicy, ...unlimited, filter: { ...defaultPolicy.filter, allowIsdLoop: false } }
  expectExactly(demo16, { control: { ...unlimited, policies: { propagation: policy, core: policy, up: policy, down: policy } } }, false)
  const count = (isdLoops: boolean): number => [...allWays(demo16, isdLoops).values()].flat().length
  expect([count(true), count(false)]).toEqual([2104, 1532])
})
