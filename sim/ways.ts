/** The ways that hosts know at the end of a run, between those who sent to each other in it. */
import { sequenceText } from '#control/path/path.ts'
import { type HostNode, type Network, requireHost } from './network.ts'
import type { Step } from './scenario.ts'

export interface WaysKnown {
  readonly from: string
  readonly to: string
  /** the interfaces of each, as `--sequence` takes them, in the order of text; none of hosts of one AS */
  readonly ways: readonly string[]
}

/** Hosts or ISD-ASes, each pair once. */
export type Pair = readonly [from: string, to: string]

export function pairsOf(steps: readonly Step[]): Pair[] {
  const pairs = steps.flatMap(({ action }): Pair[] => {
    const { kind, plan } = action.kind === 'fault' ? { kind: undefined, plan: undefined } : action
    return (kind === 'flow' || kind === 'attack') && 'to' in plan ? [[plan.from, plan.to]] : []
  })
  return [...new Map(pairs.map(pair => [pair.join(' '), pair])).values()]
}

/** An answer takes so long at most, nanoseconds. */
const patienceNs = 10e9

/** Asks anew; the network runs on until all are answered. */
export function waysBetween(network: Network, pairs: readonly Pair[]): WaysKnown[] {
  const asked = pairs.map(([from, to]) => ({ from, to, ways: ask(network, requireHost(network, from), requireHost(network, to)) }))
  network.runUntil(() => asked.every(({ ways }) => ways.done), network.loop.now + patienceNs)
  return asked.map(({ from, to, ways }) => ({ from, to, ways: ways.found }))
}

function ask(network: Network, from: HostNode, to: HostNode): { done: boolean; found: string[] } {
  const answer = { done: from.as === to.as, found: [] as string[] }
  if (answer.done) return answer
  network.onHost(from, (host, now, out) =>
    host.paths.find(to.as.isdAs, true, now, out, found => {
      answer.done = true
      if ('paths' in found) answer.found = found.paths.map(p => sequenceText(p.interfaces)).sort()
    }),
  )
  return answer
}
