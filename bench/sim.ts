/**
 * Whole networks in virtual time: how many hops a second their routers check, what beaconing and pings take, how much memory it needs.
 * Measured in CPU time of this process, so that other work on the machine does not count; one thread does it all.
 */
import { ping } from '#host/ping.ts'
import { addressOf, createNetwork, type HostNode, type Network } from '#sim/network.ts'
import { sendTraffic, startReceiver } from '#sim/traffic.ts'
import { below, randomFromSeed } from '#topology/random.ts'
import { nsPerS, type Random } from '#wire/actor.ts'
import { assert } from '#wire/error.ts'
import { cpuSeconds, generatedTopology, measureConvergence } from './convergence.ts'
import type { Figure, Section } from './section.ts'
import { measureSigned, signedCases } from './signatures.ts'

/** Fewer ways than the reference keeps, and each sent once: hops and pings are measured here, not beaconing. */
const bigControl = { bestSetSize: 5, resendIntervalNs: 3600 * nsPerS }
const beaconingNs = 40 * nsPerS

function createGenerated(ases: number): Network {
  return createNetwork(generatedTopology(ases), { seed: 1, control: ases < 500 ? {} : bigControl })
}

/** Two hosts of different ASes. */
function pickPair(network: Network, random: Random): readonly [HostNode, HostNode] {
  for (;;) {
    const [from, to] = [0, 0].map(() => network.hosts[below(random, network.hosts.length)]!) as [HostNode, HostNode]
    if (from.as !== to.as) return [from, to]
  }
}

const flows = 20

/** UDP over paths that are known, 20 flows of 10,000 packets of 100 bytes a second: decisions of routers by CPU second. */
function hopsPerSecond(network: Network, random: Random): number {
  let [hops, arrived] = [0, 0]
  const leave = network.observe({ decided: () => hops++ })
  for (let i = 0; i < flows; i++) {
    const [from, to] = pickPair(network, random)
    const port = startReceiver(to.host, () => arrived++)!
    const options = { destination: addressOf(to), rateBps: 8e6, size: 100, durationNs: 3 * nsPerS }
    network.onHost(from, (host, now, out) => sendTraffic(host, port, options, now, out))
  }
  network.run(network.loop.now + nsPerS)
  hops = arrived = 0
  const seconds = cpuSeconds(() => network.run(network.loop.now + nsPerS / 2))
  leave()
  assert(arrived > (flows * 10_000) / 4, `packets arrive, ${arrived}`)
  network.run(network.loop.now + 5 * nsPerS)
  return hops / seconds
}

function pingPairs(network: Network, random: Random, count: number): number {
  let answered = 0
  return cpuSeconds(() => {
    for (let i = 0; i < count; i++) {
      const [from, to] = pickPair(network, random)
      const plan = { destination: addressOf(to), count: 1, intervalNs: nsPerS, timeoutNs: nsPerS, onReply: () => answered++ }
      network.loop.at(network.loop.now + i * 1e6, () => network.onHost(from, (host, now, out) => ping(host, plan, now, out)))
    }
    network.run(network.loop.now + count * 1e6 + 5 * nsPerS)
    assert(answered === count, `every ping is answered, ${answered} of ${count}`)
  })
}

function measureSize(ases: number, pings: number): Figure[] {
  let network: Network | undefined
  const loading = cpuSeconds(() => {
    network = createGenerated(ases)
  })
  const beaconing = cpuSeconds(() => network!.run(beaconingNs))
  const random = randomFromSeed(2)
  const hops = hopsPerSecond(network!, random)
  const pinging = pingPairs(network!, random, pings)
  const figure = (name: string, value: number, unit: string): Figure => ({ name: `${ases} ASes: ${name}`, value, unit })
  return [
    figure('MAC-checked hops', hops, 'hops/s'),
    figure('loading', loading * 1000, 'ms'),
    figure(`${beaconingNs / nsPerS} s of beaconing`, beaconing * 1000, 'ms'),
    figure(`${pings} pings between random pairs, lookups too`, pinging * 1000, 'ms'),
    figure('memory', process.memoryUsage().rss / 2 ** 20, 'MiB'),
  ]
}

export const simSection: Section = {
  name: 'sim',
  figures: () => [
    // Small ones first: what a heap once needed slows down what comes after, and stays in the figure of memory.
    ...signedCases.flatMap(measureSigned),
    ...measureSize(10, 1000),
    ...measureSize(100, 1000),
    ...[10, 100, 400].flatMap(measureConvergence),
    ...measureSize(1000, 10_000),
    ...measureConvergence(1000),
  ],
}
