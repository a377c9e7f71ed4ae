/**
 * How long until a segment of L links is there: draft-dekater-scion-controlplane says L*T/2 on average, with variance L*T^2/12, for an interval
 * T. That is the sum of L waits, independent and uniform over an interval: in each AS on the way for the next propagation, in the last for the
 * next registration. It holds when timers have independent phases, and where packets take no time against T. An interval's phase is drawn once
 * a run, so a chain of ASes gives one sample a run: the first segment at each of its ASes.
 */
import { describe, expect, test } from 'vitest'
import type { ControlSettings } from '#control/settings.ts'
import { createNetwork } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'

const longest = 8
const samples = 500
/** Two-sided, about 1 in 16,000: eight tests of a right implementation fail once in 2,000 choices of seeds. */
const z = 4

const name = (i: number): string => `1-${i + 1}`
const links = Array.from({ length: longest }, (_, i) => `{a: "${name(i)}#2", b: "${name(i + 1)}#1", linkAtoB: CHILD, delay: 1us}`)
const ases = Array.from({ length: longest + 1 }, (_, i) => `"${name(i)}": {${i === 0 ? 'core: true, ' : ''}internal_delay: 1us, hosts: []}`)
const chain: Topology = loadTopo(`ASes: {${ases.join(', ')}}\nlinks: [${links.join(', ')}]`).topology

/** Seconds from the first beacon to the first segment of 1, 2, ... links. */
function buildTimes(seed: number, intervalNs: number, spreadTimers: boolean): number[] {
  const control: Partial<ControlSettings> = {
    spreadTimers,
    originationIntervalNs: intervalNs,
    propagationIntervalNs: intervalNs,
    registrationIntervalNs: intervalNs,
    // One beacon is enough.
    resendIntervalNs: 3600 * nsPerS,
    bestSetSize: 5,
  }
  let begun = 0
  const ended = new Map<string, number>()
  const network = createNetwork(chain, {
    seed,
    control,
    observeControl({ event, t, as }) {
      if (event === 'originated') begun = t
      if (event === 'ended' && !ended.has(as)) ended.set(as, t)
    },
  })
  network.runUntil(() => ended.size === longest, (longest + 2) * intervalNs, intervalNs)
  return Array.from({ length: longest }, (_, i) => (ended.get(name(i + 1))! - begun) / nsPerS)
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1) }
}

/** Standard errors between what was measured and what the draft says. The excess kurtosis of a sum of L uniform waits is -1.2/L. */
function deviations(values: readonly number[], l: number, t: number): { readonly mean: number; readonly variance: number } {
  const [mean, variance] = [(l * t) / 2, (l * t * t) / 12]
  const measured = momentsOf(values)
  return {
    mean: (measured.mean - mean) / Math.sqrt(variance / values.length),
    variance: (measured.variance - variance) / (variance * Math.sqrt((2 - 1.2 / l) / values.length)),
  }
}

describe.each([1, 5])('interval of %i s', t => {
  const runs = Array.from({ length: samples }, (_, i) => buildTimes(1000 * t + i, t * nsPerS, true))

  test.each([1, 2, 4, 8])('segments of %i links take L*T/2 on average, with variance L*T^2/12', l => {
    const { mean, variance } = deviations(
      runs.map(run => run[l - 1]!),
      l,
      t,
    )
    expect(Math.abs(mean)).toBeLessThan(z)
    expect(Math.abs(variance)).toBeLessThan(z)
  })
})

test('timers that start together are something else: the first segment of one link waits a whole interval', () => {
  const runs = Array.from({ length: 100 }, (_, i) => buildTimes(i, nsPerS, false)[0]!)
  expect(deviations(runs, 1, 1).mean).toBeGreaterThan(z)
})
