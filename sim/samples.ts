/** What expectations look at while the network runs, at their time or at the end: who reaches whom, the ways known, what was counted. */
import type { PathsFound } from '#host/path-store.ts'
import { nsPerS } from '#wire/actor.ts'
import type { ControlCounts } from './control-counters.ts'
import { type RunningFlow, startFlow } from './flow.ts'
import type { Network } from './network.ts'
import type { Expectation } from './schema.ts'

/** Ways or a count; of `reach`: the pairs, "alice > bob", with and without an answer. */
export type Sample = number | { readonly reached: readonly string[]; readonly unreached: readonly string[] }

export interface Sampling {
  /** The run is over: takes what was to be taken at the end, and waits for answers. */
  end(): ReadonlyMap<Expectation, Sample>
}

/** Long enough for a host to go from one dead way to the next: pings, half a second apart. */
const probe = { kind: 'ping', count: 6, intervalNs: 0.5 * nsPerS, timeoutNs: nsPerS, payload: 0 } as const
const patienceNs = 30 * nsPerS

/** `startNs`: when the timeline begins. */
export function startSampling(network: Network, expectations: readonly Expectation[], startNs: number, counts: ControlCounts): Sampling {
  const samples = new Map<Expectation, Sample>()
  const probes = new Map<Expectation, Probes>()
  let asked = 0

  function take(e: Expectation): void {
    if (e.control !== undefined) samples.set(e, counts.count(e.control.counter, e.control.at))
    else if (e.paths !== undefined) askPaths(e, e.paths)
    else probes.set(e, startProbes(network, (e.reach ?? e.unreachable)!))
  }

  function askPaths(e: Expectation, { from, to, hidden }: NonNullable<Expectation['paths']>): void {
    asked++
    samples.set(e, 0)
    const count = (found: PathsFound): void => {
      asked--
      if ('paths' in found) samples.set(e, found.paths.length)
    }
    network.onHost(network.findHost(from)!, (host, now, out) =>
      host.paths.find(network.findHost(to)!.as.isdAs, true, now, out, count, hidden),
    )
  }

  const atEnd = expectations.filter(e => isSampled(e) && whenOf(e) === undefined)
  for (const e of expectations) {
    const when = whenOf(e)
    if (when !== undefined) network.loop.at(startNs + when, () => take(e))
  }
  return {
    end() {
      atEnd.forEach(take)
      const isDone = (): boolean => asked === 0 && [...probes.values()].every(p => p.every(({ flow }) => flow.done))
      network.runUntil(isDone, network.loop.now + patienceNs)
      for (const [e, flows] of probes) samples.set(e, reachedOf(flows))
      return samples
    },
  }
}

const sampledOf = (e: Expectation) => e.paths ?? e.reach ?? e.unreachable ?? e.control
/** Is there something to look at while the network runs? */
export const isSampled = (e: Expectation): boolean => sampledOf(e) !== undefined
/** nanoseconds after the timeline's start; `undefined`: at the end */
export const whenOf = (e: Expectation): number | undefined => sampledOf(e)?.when

type Probes = readonly { readonly pair: string; readonly flow: RunningFlow }[]

const startProbes = (network: Network, { from, to, hidden }: NonNullable<Expectation['reach']>): Probes =>
  from.flatMap(a =>
    to
      .filter(b => b !== a)
      .map(b => ({
        pair: `${a} > ${b}`,
        flow: startFlow(network, { ...probe, name: `${a} reaches ${b}`, from: a, to: b, ...(hidden && { hidden }) }),
      })),
  )

function reachedOf(probes: Probes): Sample {
  const pairsWhere = (reached: boolean): string[] => probes.filter(p => p.flow.record.received > 0 === reached).map(p => p.pair)
  return { reached: pairsWhere(true), unreached: pairsWhere(false) }
}
