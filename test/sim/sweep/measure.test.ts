import { expect, test } from 'vitest'
import { referenceAlgorithm } from '#control/beacon/algorithms/reference.ts'
import { measureRun } from '#sim/sweep/measure.ts'
import { metricsOf } from '#sim/sweep/metrics.ts'
import { runsOf } from '#sim/sweep/sweep.ts'
import { parseSweep, small } from './lab.ts'

const sweep = parseSweep(small.replace('{bestSet: [1, 5]}', '{spreadTimers: false}'))
const [run] = runsOf(sweep)

test('a diamond for 20 seconds, timers from the start: every number there is, as it must be', () => {
  const outcome = measureRun(run!, referenceAlgorithm, sweep)
  if ('failed' in outcome) return expect.unreachable(outcome.failed)
  const { measures } = outcome
  expect(Object.keys(measures).sort()).toEqual(metricsOf(sweep.measure).map(m => m.name).sort()) // biome-ignore format: one line
  expect(measures).toMatchObject({
    segments_registered: 8,
    pairs_connected_share: 1,
    paths_per_pair_min: 1,
    delay_stretch_mean: 1,
    disjoint_paths_of_possible_share: 1,
    refused_choices: 0,
  })
  // Registered at the first interval or the second, and seen at the next half second.
  expect(measures.first_path_mean_s).toBeGreaterThan(5)
  expect(measures.first_path_max_s).toBeLessThanOrEqual(10.5)
})

test('the same run again gives the same numbers, another seed others', () => {
  const spread = parseSweep(small)
  const [first, second] = runsOf(spread)
  expect(measureRun(first!, referenceAlgorithm, spread)).toEqual(measureRun(first!, referenceAlgorithm, spread))
  expect(measureRun(first!, referenceAlgorithm, spread)).not.toEqual(measureRun(second!, referenceAlgorithm, spread))
})

test('an algorithm that throws has failed, one that chooses what it must not is counted', () => {
  const crash = () => {
    throw new Error('out of ideas')
  }
  expect(measureRun(run!, { name: 'bad', propagate: crash }, sweep)).toEqual({
    failed: expect.stringMatching(/^bad: out of ideas \(in 1-ff00:0:11[12] after \d+(\.\d+)? s\)$/),
  })
  const wrong = measureRun(run!, { name: 'wrong', propagate: ([candidate]) => [{ candidate: candidate!, egress: 999 }] }, sweep)
  expect('measures' in wrong && wrong.measures.refused_choices).toBeGreaterThan(0)
})

test('without beaconing there are no paths, and what needs one is absent', () => {
  const outcome = measureRun(run!, { name: 'silent', propagate: () => [], register: () => [] }, sweep)
  expect(outcome).toMatchObject({ measures: { segments_registered: 0, pairs_connected_share: 0, delay_stretch_mean: undefined, first_path_mean_s: undefined } }) // biome-ignore format: one line
})
