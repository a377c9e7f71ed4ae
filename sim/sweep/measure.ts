/** One run of a sweep: a network beacons for a while, then it is measured what that took and what came of it. */
import type { BeaconingAlgorithm } from '#control/beacon/algorithm.ts'
import type { ControlCounters, ControlEvent } from '#control/events.ts'
import { nsPerS } from '#wire/actor.ts'
import { createNetwork, type Network } from '../network.ts'
import { randomFor } from '../random.ts'
import { countSegments, createKnownPaths, type KnownPaths } from './known-paths.ts'
import { type Pair, pairsOf, type Quality, qualityOf } from './quality.ts'
import type { Sweep, SweepRun } from './sweep.ts'

/** Values by metric; `undefined` where there is none: no delay without a path. */
export type Measures = Readonly<Record<string, number | undefined>>
export type Outcome = { readonly measures: Measures } | { readonly failed: string }

/** Failed: the algorithm threw an error. Throws `UserError` when the seed's network cannot be made. */
export function measureRun(run: SweepRun, algorithm: BeaconingAlgorithm, { durationNs, measure }: Sweep): Outcome {
  const topology = run.topology.forSeed(run.seed)
  let failed: string | undefined
  const observeControl = (event: ControlEvent): void => {
    if (event.rejection === 'algorithmFailed') failed ??= `${event.detail} (in ${event.as} after ${event.t / nsPerS} s)`
  }
  const network = createNetwork(topology, { seed: run.seed, control: { ...run.settings, algorithm }, observeControl })
  // Chance that does not depend on the algorithm: all are asked for the same pairs, and lose the same links.
  const pairs = pairsOf(topology, measure.pairs, randomFor(run.seed, 'pairs of a sweep'))
  const paths = createKnownPaths(network)
  const firsts = beacon(network, durationNs, measure.everyNs, pairs, paths, () => failed !== undefined)
  if (failed !== undefined) return { failed }
  const quality = qualityOf(topology, pairs, ([src, dst]) => paths(src, dst), {
    ...{ failures: measure.failures, draws: measure.draws, random: randomFor(run.seed, 'failures of a sweep') },
  })
  return { measures: { ...overheadOf(network), ...quality, ...firstPathsOf(firsts) } }
}

/** The times of the first paths, nanoseconds, of the pairs that got one. */
function beacon(n: Network, untilNs: number, everyNs: number, pairs: readonly Pair[], paths: KnownPaths, stop: () => boolean): number[] {
  const firsts: number[] = []
  let waiting = pairs
  while (n.loop.now < untilNs && !stop()) {
    n.run(Math.min(untilNs, n.loop.now + everyNs))
    const left = waiting.filter(([src, dst]) => paths(src, dst).length === 0)
    for (let i = left.length; i < waiting.length; i++) firsts.push(n.loop.now)
    waiting = left
  }
  return firsts
}

function firstPathsOf(firsts: readonly number[]): Quality {
  if (firsts.length === 0) return { first_path_mean_s: undefined, first_path_max_s: undefined }
  const totalNs = firsts.reduce((a, b) => a + b)
  return { first_path_mean_s: totalNs / firsts.length / nsPerS, first_path_max_s: firsts.at(-1)! / nsPerS }
}

const mistakes = ['algorithmForeign', 'algorithmInterface', 'algorithmLoop', 'algorithmRepeats'] as const

function overheadOf(network: Network): Measures {
  const sum = (...counters: readonly (keyof ControlCounters)[]): number =>
    network.services.reduce((n, { service }) => n + counters.reduce((m, counter) => m + service.counters[counter], 0), 0)
  const links = network.directions.flat()
  return {
    beacons_sent: sum('originated', 'propagated'),
    beacon_bytes_sent: sum('beaconBytes'),
    link_packets: links.reduce((n, l) => n + l.counters.packets, 0),
    link_bytes: links.reduce((n, l) => n + l.counters.bytes, 0),
    segments_registered: countSegments(network),
    refused_choices: sum(...mistakes),
  }
}
