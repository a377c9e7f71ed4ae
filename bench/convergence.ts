/**
 * What beaconing costs until a network has converged, with the reference's settings: best set 20, every beacon again every 5 s.
 *
 * Converged: beacons have made every AS reachable from every other. Each core AS has a live beacon of each other core AS; each other AS has
 * an up segment, and of each of its up segments the core AS it begins at has the same way as a down segment.
 */
import type { ControlService } from '#control/service.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import { randomFromSeed } from '#topology/random.ts'
import { nsPerS } from '#wire/actor.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Figure } from './section.ts'

/** A share of 1 in 20 is core, 100 ASes make an ISD; of 6 links on average 3 in 10 beyond the tree are peering links. */
export function generatedTopology(ases: number) {
  const options = { ...defaultGenerateOptions, ases, isds: Math.ceil(ases / 100), degree: 6, coreShare: Math.max(0.05, 1 / ases) }
  return generateTopology('random', options, randomFromSeed(1))
}

export function hasConverged(network: Network): boolean {
  const services = new Map(network.services.map(({ service }) => [service.state.isdAs, service]))
  const cores = [...services.values()].filter(s => s.state.as.core)
  const knowsAll = (s: ControlService): boolean => s.state.beacons.groups.size >= cores.length - 1
  return cores.every(knowsAll) && [...services.values()].every(s => s.state.as.core || isRegistered(s, services))
}

function isRegistered({ state }: ControlService, services: ReadonlyMap<IsdAs, ControlService>): boolean {
  const ups = [...state.ups.byEnd]
  const isKnownAt = (core: IsdAs, key: string): boolean => services.get(core)?.state.downs.byEnd.get(state.isdAs)?.has(key) === true
  return ups.length > 0 && ups.every(([core, ways]) => [...ways.keys()].every(key => isKnownAt(core, key)))
}

const acceptedIn = (network: Network): number => network.services.reduce((n, { service }) => n + service.counters.accepted, 0)

/** CPU seconds of this process. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const stepNs = 5 * nsPerS

export function measureConvergence(ases: number): Figure[] {
  const network = createNetwork(generatedTopology(ases), { seed: 1 })
  const until = cpuSeconds(() =>
    assert(
      network.runUntil(() => hasConverged(network), 120 * nsPerS, stepNs),
      `${ases} ASes converge`,
    ),
  )
  const [convergedNs, accepted] = [network.loop.now, acceptedIn(network)]
  const after = cpuSeconds(() => network.run(convergedNs + stepNs))
  const figure = (name: string, value: number, unit: string): Figure => ({ name: `${ases} ASes: ${name}`, value, unit })
  return [
    figure('converged after', convergedNs / nsPerS, 's'),
    figure('CPU until then', until * 1000, 'ms'),
    figure('beacons accepted until then', accepted, 'beacons'),
    figure('CPU for each', (until / accepted) * 1e6, 'µs'),
    figure('CPU for each in the 5 s that follow', (after / (acceptedIn(network) - accepted)) * 1e6, 'µs'),
    figure('peak memory', process.resourceUsage().maxRSS / 1024, 'MiB'),
  ]
}
