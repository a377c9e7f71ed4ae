import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ping } from '#host/ping.ts'
import { createNetwork, type HostNode, type Network } from '#sim/network.ts'
import { root } from '#test/availability.ts'
import { loadTopo } from '#topology/load.ts'
import { formatHost } from '#wire/host-address.ts'
import { topologyFolder } from './examples.ts'

const referenceFolder = join(root, '..', 'shared', 'data', 'topologies')

/** Pairs of ASes, "from to", whose ping is not answered. */
function unanswered(network: Network): string[] {
  const silent = new Set<string>()
  const hosts = network.topology.ases.map(as => network.findHost(as.isdAs)!)
  const pairs = hosts.flatMap(from => hosts.filter(to => to !== from).map(to => [from, to] as const))
  pairs.forEach(([from, to], i) => {
    silent.add(nameOf(from, to))
    network.loop.at(network.loop.now + i * 1e7, () => startPing(network, from, to, () => silent.delete(nameOf(from, to))))
  })
  network.run(network.loop.now + pairs.length * 1e7 + 20e9)
  return [...silent]
}

const nameOf = (from: HostNode, to: HostNode): string => `${from.as.isdAs} ${to.as.isdAs}`

function startPing(network: Network, from: HostNode, to: HostNode, onReply: () => void): void {
  const { isdAs, host: raw } = to.host.endpoint
  const plan = { destination: { isdAs, host: formatHost(raw) }, count: 3, intervalNs: 1e9, timeoutNs: 2e9, onReply }
  network.onHost(from, (host, now, out) => ping(host, plan, now, out))
}

function everyPairPings(folder: string): void {
  const files = readdirSync(folder).filter(name => name.endsWith('.topo'))
  expect(files.length).toBeGreaterThan(0)
  test.each(files)('%s', name => {
    const { topology } = loadTopo(readFileSync(join(folder, name), 'utf8'), name)
    const network = createNetwork(topology, { seed: 1 })
    network.run(40e9)
    expect(unanswered(network)).toEqual([])
  })
}

describe('our examples: load, beacon, and every AS pings every other', () => everyPairPings(topologyFolder))

describe('the topologies of the reference: load, beacon, and every AS pings every other', () => {
  if (existsSync(referenceFolder)) everyPairPings(referenceFolder)
  else test.skip(`${referenceFolder} is not there`, () => {})
})
