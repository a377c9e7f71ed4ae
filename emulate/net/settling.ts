/** A network that has just begun, until it is what it will be: links up, beacons everywhere, the ways known that there are. */
import { setTimeout } from 'node:timers/promises'
import type { Scenario } from '#sim/scenario.ts'
import { type Pair, pairsOf } from '#sim/ways.ts'
import type { Emulation } from './emulation.ts'
import { isAllUp } from './live-failures.ts'
import { waysBetween } from './live-samples.ts'

const lookAgainMs = 100

/** What is known has stayed the same over so many rounds of beacons. */
const rounds = 3

/** Until all links are up and the ways between those who send stay the same, at most as long as the scenario's warm-up. */
export async function waitUntilSettled(e: Emulation, { steps, warmupNs }: Pick<Scenario, 'steps' | 'warmupNs'>): Promise<void> {
  const until = performance.now() + warmupNs / 1e6
  await waitFor(() => isAllUp(e), until)
  await waitFor(unchanged(e, pairsOf(steps)), until)
}

/** Where the scenario says when it is, the warm-up ends at that time by the network's clocks. */
export async function waitUntilTime({ nowMs }: Emulation, { epochS, warmupNs }: Scenario, note: (text: string) => void): Promise<void> {
  if (epochS === undefined) return
  const leftMs = epochS * 1000 + warmupNs / 1e6 - nowMs()
  if (leftMs < 0) note(`the timeline begins ${(-leftMs / 1000).toFixed(1)} s late: starting took longer than the warm-up`)
  await setTimeout(Math.max(0, leftMs))
}

async function waitFor(isSo: () => boolean | Promise<boolean>, untilMs: number): Promise<void> {
  while (performance.now() < untilMs && !(await isSo())) await setTimeout(lookAgainMs)
}

/** Has each pair a way, and have they all been the same for long enough? */
function unchanged(e: Emulation, pairs: readonly Pair[]): () => Promise<boolean> {
  const crossing = pairs.filter(([from, to]) => e.hosts.find(from).as !== e.hosts.find(to).as)
  let [before, sinceMs] = ['', performance.now()]
  return async () => {
    const known = await waysBetween(e, crossing)
    const now = JSON.stringify(known)
    if (now !== before) [before, sinceMs] = [now, performance.now()]
    return (
      known.every(({ ways }) => ways.length > 0) && (crossing.length === 0 || performance.now() - sinceMs >= (rounds * e.intervalNs) / 1e6)
    )
  }
}
