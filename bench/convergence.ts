/**
 * What beaconing costs until a network has converged, with the reference's settings: best set 20, every beacon again every 5 s.
 *
 * Converged: every AS can find a way to every other, by what is registered where lookups ask for it. Each core AS has a core segment of each
 * other core AS; each other AS has an up segment, and of each of its up segments the core AS it begins at has the same way as a down
 * segment. More and longer ways still come after that, up to the best set: the figures say how many within the next interval.
 */
import type { ControlCounters } from '#control/events.ts'
import type { ControlService } from '#control/service.ts'
import { createNetwork, type Network, type NetworkOptions } from '#sim/network.ts'
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
  const cores = [...services.values()].filter(s => s.state.as.core).map(s => s.state.isdAs)
  return [...services.values()].every(s => (s.state.as.core ? knowsAll(s, cores) : isRegistered(s, services)))
}

const knowsAll = ({ state }: ControlService, cores: readonly IsdAs[]): boolean =>
  cores.every(core => core === state.isdAs || state.cores.byEnd.has(core))

function isRegistered({ state }: ControlService, services: ReadonlyMap<IsdAs, ControlService>): boolean {
  const ups = [...state.ups.byEnd]
  const isKnownAt = (core: IsdAs, key: string): boolean => services.get(core)?.state.downs.byEnd.get(state.isdAs)?.has(key) === true
  return ups.length > 0 && ups.every(([core, ways]) => [...ways.keys()].every(key => isKnownAt(core, key)))
}

/** Of all services. */
export const sumOf = (network: Network, counter: keyof ControlCounters): number =>
  network.services.reduce((n, { service }) => n + service.counters[counter], 0)

function segmentsIn(network: Network): number {
  const stores = network.services.flatMap(({ service: { state } }) => [state.ups, state.cores, state.downs])
  return stores.flatMap(store => [...store.byEnd.values()]).reduce((n, ways) => n + ways.size, 0)
}

/** CPU seconds of this process, and what the work gave. */
export function cpuSecondsOf<T>(work: () => T): readonly [seconds: number, result: T] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e6, result]
}
export const cpuSeconds = (work: () => void): number => cpuSecondsOf(work)[0]

/** of originations, propagations and registrations */
const intervalNs = 5 * nsPerS

/** CPU seconds to make the network, and from then until it has converged. */
export function converge(ases: number, options: Omit<NetworkOptions, 'seed'> = {}) {
  const topology = generatedTopology(ases)
  const [making, network] = cpuSecondsOf(() => createNetwork(topology, { seed: 1, ...options }))
  const [converging, done] = cpuSecondsOf(() => network.runUntil(() => hasConverged(network), 120 * nsPerS, intervalNs))
  assert(done, `${ases} ASes converge`)
  return { network, making, converging }
}

/** So many beacons make the figure of small networks one of warm code. */
const manyBeacons = 20_000

/** CPU seconds for each beacon accepted, where nothing is registered: until the time, and as long as it takes to have many. */
function beaconingAlone(ases: number, untilNs: number): number {
  const network = createNetwork(generatedTopology(ases), { seed: 1, control: { registrationIntervalNs: 1e6 * nsPerS } })
  const seconds = cpuSeconds(() => {
    network.run(untilNs)
    if (ases >= 100) network.runUntil(() => sumOf(network, 'accepted') >= manyBeacons, 3600 * nsPerS, intervalNs)
  })
  return seconds / sumOf(network, 'accepted')
}

/** The network is gone when the next is made: garbage collection of two at once would cost both. */
export function measureConvergence(ases: number): Figure[] {
  const { convergedNs, figures } = measureWhole(ases)
  return [...figures, figureOf(ases, 'CPU for each beacon, where nothing is registered', beaconingAlone(ases, convergedNs) * 1e6, 'µs')]
}

const figureOf = (ases: number, name: string, value: number, unit: string): Figure => ({ name: `${ases} ASes: ${name}`, value, unit })

function measureWhole(ases: number): { readonly convergedNs: number; readonly figures: readonly Figure[] } {
  const { network, making, converging } = converge(ases)
  const convergedNs = network.loop.now
  const [accepted, registered, segments] = [sumOf(network, 'accepted'), sumOf(network, 'registered'), segmentsIn(network)]
  const peakMiB = process.resourceUsage().maxRSS / 1024
  network.run(convergedNs + intervalNs)
  const figure = (name: string, value: number, unit: string): Figure => figureOf(ases, name, value, unit)
  const figures = [
    figure('making the network, CPU', making * 1000, 'ms'),
    figure('every AS has a way to every other after', convergedNs / nsPerS, 's'),
    figure('CPU until then', converging * 1000, 'ms'),
    figure('peak memory until then', peakMiB, 'MiB'),
    figure('beacons accepted until then', accepted, 'beacons'),
    figure('down segments registered elsewhere', registered, 'registrations'),
    figure('segments in all stores', segments, 'segments'),
    figure('more of them 5 s later', segmentsIn(network) - segments, 'segments'),
    figure('CPU for each beacon, registrations and all else too', (converging / accepted) * 1e6, 'µs'),
  ]
  return { convergedNs, figures }
}
