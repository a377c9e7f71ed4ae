/** A sweep's results as CSV: a line a run, a line an estimate, a line a difference. */
import { type Cell, csv } from '../csv.ts'
import { metricsOf } from './metrics.ts'
import type { Estimate } from './statistics.ts'
import type { Result, Setting } from './summary.ts'
import { type Sweep, settingColumns } from './sweep.ts'

/** Nine digits: beyond them there is only how the sum was formed. */
const round = (value: number | undefined): Cell => (value === undefined ? undefined : Number(value.toPrecision(9)))

const settingNames = ({ settings }: Sweep): string[] => Object.keys(settingColumns(settings[0]!))

export function runsCsv(sweep: Sweep, results: readonly Result[]): string {
  const metrics = metricsOf(sweep.measure).map(m => m.name)
  return csv(
    ['topology', 'algorithm', ...settingNames(sweep), 'seed', 'status', 'reason', ...metrics],
    results.map(({ run, outcome }) => [
      ...[run.topology.name, run.algorithm.name, ...Object.values(settingColumns(run.settings)), run.seed],
      ...('failed' in outcome
        ? ['failed', outcome.failed, ...metrics.map(() => undefined)]
        : ['done', undefined, ...metrics.map(m => round(outcome.measures[m]))]),
    ]),
  )
}

const estimateNames = ['n', 'mean', 'standard_deviation', 'ci95_half_width', 'ci95_low', 'ci95_high']
const estimateCells = ({ n, mean, standardDeviation, ci95 }: Estimate): Cell[] => [
  ...[n, round(mean), round(standardDeviation), round(ci95)],
  ...(ci95 === undefined ? [undefined, undefined] : [round(mean - ci95), round(mean + ci95)]),
]

const lines = <T>(settings: readonly Setting[], rows: (s: Setting) => readonly T[], cells: (row: T) => Cell[]): Cell[][] =>
  settings.flatMap(s => rows(s).map(row => [s.topology, ...Object.values(settingColumns(s.settings)), ...cells(row)]))

export const summaryCsv = (sweep: Sweep, settings: readonly Setting[]): string =>
  csv(
    ['topology', ...settingNames(sweep), 'metric', 'algorithm', ...estimateNames],
    lines(
      settings,
      s => s.estimates,
      e => [e.metric, e.algorithm, ...estimateCells(e)],
    ),
  )

export const differencesCsv = (sweep: Sweep, settings: readonly Setting[]): string =>
  csv(
    ['topology', ...settingNames(sweep), 'metric', 'algorithm', 'against', ...estimateNames, 'relative'],
    lines(
      settings,
      s => s.differences,
      d => [d.metric, d.algorithm, d.against, ...estimateCells(d), round(d.relative)],
    ),
  )
