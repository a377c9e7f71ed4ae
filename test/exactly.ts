/** What hosts are told in a whole network, after real beaconing, held against the judge in enumerator.ts. */
import { expect } from 'vitest'
import { interfacesText } from '#control/path/path.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { createNetwork, type HostNode, type Network, type NetworkOptions } from '#sim/network.ts'
import type { As, Topology } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Way, waysFrom } from './enumerator.ts'

export const signed = { trust: { signer: 'real', ecdsa: platformEcdsa } } as const

/** Nothing that is found is left out: more than any of these networks has. */
export const unlimited = { bestSetSize: 500, candidateSetSize: 500 }

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

export function allWays({ ases }: Topology, isdLoops?: boolean): Map<string, Way[]> {
  const all = ases.flatMap(from => ases.filter(to => to !== from).map((to): [string, Way[]] => [`${from.isdAs} ${to.isdAs}`, []]))
  const ways = new Map(all)
  for (const { isdAs } of ases) for (const [to, found] of waysFrom(ases, isdAs, isdLoops)) ways.set(`${isdAs} ${to}`, found.sort())
  return ways
}

/** As long as the longest beacon needs: an interval for each of its ASes, and one more to be registered. */
const convergedNs = 60 * nsPerS

/** Every AS pair has exactly the paths that exist. */
export function expectExactly(topology: Topology, options: Partial<NetworkOptions> = {}, isdLoops?: boolean): void {
  const network = createNetwork(inEveryAs(topology), { seed: 1, control: unlimited, ...options })
  network.run(convergedNs)
  const [told, all] = [askAll(network), allWays(topology, isdLoops)]
  const differences = [...all].flatMap(([pair, ways]) => {
    const found = told.get(pair) ?? []
    return [...ways.filter(w => !found.includes(w)).map(w => `${pair} misses ${w}`), ...found.filter(w => !ways.includes(w)).map(w => `${pair} has ${w}`)] // biome-ignore format: one line
  })
  expect(differences).toEqual([])
}
