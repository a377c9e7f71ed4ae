/** Networks of the examples, beaconed, for tests. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Path } from '#control/path/path.ts'
import { createNetwork, type Network, type NetworkOptions, requireHost } from '#sim/network.ts'
import { root } from '#test/availability.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'

export const scenarioFolder = join(root, 'examples', 'scenarios')
export const topologyFolder = join(root, 'examples', 'topologies')

export const exampleTopology = (name: string): Topology =>
  loadTopo(readFileSync(join(topologyFolder, `${name}.topo`), 'utf8'), `${name}.topo`).topology

export function startExample(name: string, options: Partial<NetworkOptions> = {}): Network {
  const network = createNetwork(exampleTopology(name), { seed: 1, ...options })
  network.run(20e9)
  return network
}

export function parseTopoNetwork(text: string, options: Partial<NetworkOptions> = {}): Network {
  return createNetwork(loadTopo(text, 'test.topo').topology, { seed: 1, ...options })
}

/** The paths that one host is told to the AS of another. */
export function pathsBetween(network: Network, from: string, to: string): readonly Path[] {
  let found: readonly Path[] | undefined
  const { isdAs } = requireHost(network, to).as
  network.onHost(requireHost(network, from), (host, now, out) =>
    host.paths.find(isdAs, false, now, out, answer => {
      found = 'paths' in answer ? answer.paths : []
    }),
  )
  network.runUntil(() => found !== undefined, network.loop.now + 10e9)
  return found!
}
