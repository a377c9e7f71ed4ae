import { expect, test } from 'vitest'
import { sweepText } from '#cli/sim/sweep-text.ts'
import { resultsOf, summarize } from '#sim/sweep/summary.ts'
import type { SweepRun } from '#sim/sweep/sweep.ts'
import { measured, parseSweep, small } from '../../sim/sweep/lab.ts'

const textOf = (seeds: string, outcomeOf: Parameters<typeof resultsOf>[1]): string => {
  const sweep = parseSweep(small.replace('[3, 5]', seeds))
  const results = resultsOf(sweep, outcomeOf)
  return sweepText(sweep, results, summarize(sweep, results), 'runs/small')
}
const beacons = ({ algorithm, seed }: SweepRun) => measured(100 * seed - (algorithm.name === 'reference' ? 0 : seed === 3 ? 11 : 10))

test('algorithms side by side, with intervals and what is beyond chance', () => {
  const text = textOf('3', beacons)
  expect(text).toMatch('small: 20 s of beaconing, 3 seeds')
  expect(text).toMatch('diamond, best_set 1\n')
  expect(text).toMatch('core, best_set 5\n')
  expect(text).toMatch(/ {2}beacons sent +200\.0 ±248\.4 +189\.7 ±247\.2 ▼\n/)
  expect(text).toMatch(/ {2}paths of a pair, mean +- +-\n/)
  expect(text).toMatch('▼ ▲ less or more than reference beyond chance')
  expect(text).toMatch('24 runs. Written to runs/small')
})

test('of one seed only the values', () => {
  const text = textOf('1', beacons)
  expect(text).toMatch(/ {2}beacons sent +100 +90\n/)
  expect(text).toMatch('One seed: nothing is known')
})

test('what failed, and why', () => {
  const text = textOf('2', run => (run.seed === 2 ? { failed: 'out of ideas' } : beacons(run)))
  expect(text).toMatch('8 runs failed\n')
  expect(text).toMatch(/ {2}diamond +reference +seed 2 +out of ideas\n/)
})
