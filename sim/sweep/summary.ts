/** Results of many runs as estimates: of each algorithm, and of the difference between two of them over the same seeds. */
import type { Outcome } from './measure.ts'
import { type Metric, metricsOf } from './metrics.ts'
import { type Estimate, estimate } from './statistics.ts'
import { runsOf, type Sweep, type SweepRun, type SweptSettings } from './sweep.ts'

export interface Result {
  readonly run: SweepRun
  readonly outcome: Outcome
}

/** Runs that differ in algorithm and seed only. */
export interface Setting {
  readonly topology: string
  readonly settings: SweptSettings
  readonly estimates: readonly AlgorithmEstimate[]
  readonly differences: readonly Difference[]
}

export interface AlgorithmEstimate extends Estimate {
  readonly algorithm: string
  readonly metric: string
}

/** Of `algorithm` minus `against`, seed by seed: chance that meets both alike does not count. */
export interface Difference extends Estimate {
  readonly algorithm: string
  readonly against: string
  readonly metric: string
  /** the mean difference as a share of the mean of `against`; `undefined` where that is 0 */
  readonly relative?: number
}

/** `results`: all runs, or those of a shard; failed ones are left out. In the order of the sweep's file. */
export function summarize(sweep: Sweep, results: readonly Result[]): Setting[] {
  const metrics = metricsOf(sweep.measure)
  const algorithms = sweep.algorithms.map(a => a.name)
  return sweep.topologies.flatMap(topology =>
    sweep.settings.map((settings): Setting => {
      const here = results.filter(({ run }) => run.topology.name === topology.name && run.settings === settings)
      const of = (algorithm: string, metric: Metric) => valuesOf(here, algorithm, metric)
      return {
        topology: topology.name,
        settings,
        estimates: metrics.flatMap(m => algorithms.flatMap(algorithm => estimateOf(algorithm, m, of(algorithm, m)))),
        differences: metrics.flatMap(m =>
          algorithms.flatMap((against, i) =>
            algorithms.slice(i + 1).flatMap(algorithm => differenceOf(algorithm, against, m, of(algorithm, m), of(against, m))),
          ),
        ),
      }
    }),
  )
}

type BySeed = ReadonlyMap<number, number>

function valuesOf(results: readonly Result[], algorithm: string, { name }: Metric): BySeed {
  const values = new Map<number, number>()
  for (const { run, outcome } of results) {
    const value = 'measures' in outcome && run.algorithm.name === algorithm ? outcome.measures[name] : undefined
    if (value !== undefined) values.set(run.seed, value)
  }
  return values
}

function estimateOf(algorithm: string, { name }: Metric, values: BySeed): AlgorithmEstimate[] {
  const found = estimate([...values.values()])
  return found === undefined ? [] : [{ algorithm, metric: name, ...found }]
}

function differenceOf(algorithm: string, against: string, { name }: Metric, values: BySeed, base: BySeed): Difference[] {
  const seeds = [...values.keys()].filter(seed => base.has(seed))
  const found = estimate(seeds.map(seed => values.get(seed)! - base.get(seed)!))
  if (found === undefined) return []
  const baseMean = estimate(seeds.map(seed => base.get(seed)!))!.mean
  return [{ algorithm, against, metric: name, ...found, ...(baseMean !== 0 && { relative: found.mean / baseMean }) }]
}

/** Whether the interval says that the difference is not chance; of one seed nothing can be said. */
export const isCertain = ({ mean, ci95 }: Estimate): boolean => ci95 !== undefined && Math.abs(mean) > ci95

/** The results that are there, in the order of `runsOf`. */
export const resultsOf = (sweep: Sweep, outcomeOf: (run: SweepRun, index: number) => Outcome | undefined): Result[] =>
  runsOf(sweep).flatMap((run, index) => {
    const outcome = outcomeOf(run, index)
    return outcome === undefined ? [] : [{ run, outcome }]
  })
