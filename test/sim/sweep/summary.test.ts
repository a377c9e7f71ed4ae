import { expect, test } from 'vitest'
import { isCertain, resultsOf, summarize } from '#sim/sweep/summary.ts'
import type { SweepRun } from '#sim/sweep/sweep.ts'
import { measured, parseSweep, small } from './lab.ts'

const sweep = parseSweep(small.replace('seeds: [3, 5]', 'seeds: 3'))
/** The reference sends 100, 200, 300 beacons, diversity 10 fewer and once 11. */
const beacons = ({ algorithm, seed }: SweepRun): number => 100 * seed - (algorithm.name === 'reference' ? 0 : seed === 3 ? 11 : 10)

test('estimates of each algorithm, and of the difference seed by seed', () => {
  const settings = summarize(
    sweep,
    resultsOf(sweep, run => measured(beacons(run))),
  )
  expect(settings.map(s => [s.topology, s.settings.bestSetSize])).toEqual([['diamond', 1], ['diamond', 5], ['core', 1], ['core', 5]]) // biome-ignore format: one line
  const [{ estimates, differences }] = settings as [(typeof settings)[number]]
  // 100, 200, 300: deviation 100, t of 2 is 4.302653, over sqrt 3
  expect(estimates).toEqual([
    { metric: 'beacons_sent', algorithm: 'reference', n: 3, mean: 200, standardDeviation: 100, ci95: expect.closeTo(248.41377, 4) },
    { metric: 'beacons_sent', algorithm: 'diversity', n: 3, mean: expect.closeTo(189.66667, 4), standardDeviation: expect.closeTo(99.50042, 4), ci95: expect.closeTo(247.17274, 4) }, // biome-ignore format: one line
  ])
  // -10, -10, -11: deviation 0.577350, interval 4.302653 * 0.577350 / sqrt 3 = 1.434218. Neither estimate alone would tell them apart.
  expect(differences).toEqual([
    {
      metric: 'beacons_sent',
      algorithm: 'diversity',
      against: 'reference',
      n: 3,
      mean: expect.closeTo(-10.33333, 4),
      standardDeviation: expect.closeTo(0.57735, 4),
      ci95: expect.closeTo(1.434218, 4),
      relative: expect.closeTo(-0.0516667, 6),
    },
  ])
  expect(isCertain(differences[0]!)).toBe(true)
})

test('failed and missing runs are left out, differences hold the seeds that both have', () => {
  const results = resultsOf(sweep, run => {
    if (run.algorithm.name === 'reference' && run.seed === 1) return { failed: 'why' }
    return run.algorithm.name === 'diversity' && run.seed === 2 ? undefined : measured(beacons(run))
  })
  expect(results.length).toBe(4 * (3 + 2))
  const [{ estimates, differences }] = summarize(sweep, results) as [ReturnType<typeof summarize>[number]]
  expect(estimates.map(e => [e.algorithm, e.n, e.mean])).toEqual([
    ['reference', 2, 250],
    ['diversity', 2, (90 + 289) / 2],
  ])
  expect(differences.map(d => [d.n, d.mean, d.ci95])).toEqual([[1, -11, undefined]])
})

test('whether a difference is beyond chance', () => {
  const of = (mean: number, ci95?: number) => isCertain({ n: 2, mean, ...(ci95 !== undefined && { ci95 }) })
  expect([of(-3, 2), of(3, 2), of(1, 2), of(0, 0), of(5)]).toEqual([true, true, false, false, false])
})
