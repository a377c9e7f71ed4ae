/** Networks of the examples, beaconed, for tests. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createNetwork, type Network, type NetworkOptions } from '#sim/network.ts'
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
