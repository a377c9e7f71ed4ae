/** What came of a sweep, for people: algorithms side by side. */
import type { Metric } from '#sim/sweep/metrics.ts'
import { metricsOf } from '#sim/sweep/metrics.ts'
import type { Estimate } from '#sim/sweep/statistics.ts'
import { isCertain, type Result, type Setting } from '#sim/sweep/summary.ts'
import { type Sweep, settingColumns } from '#sim/sweep/sweep.ts'
import { columns, paint } from '../output.ts'

export function sweepText(sweep: Sweep, results: readonly Result[], settings: readonly Setting[], folder: string): string {
  const seeds = `${sweep.seeds.length} ${sweep.seeds.length === 1 ? 'seed' : 'seeds'}`
  const head = `${paint('bold', sweep.name)}: ${sweep.durationNs / 1e9} s of beaconing, ${seeds}`
  const parts = [
    sweep.note === undefined ? head : `${head}\n${sweep.note}`,
    ...settings.filter(s => s.estimates.length > 0).map(s => settingText(sweep, s)),
    failuresText(results),
    legend(sweep),
    `${results.length} runs. Written to ${folder}`,
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

function settingText(sweep: Sweep, s: Setting): string {
  const algorithms = sweep.algorithms.map(a => a.name)
  const rows = metricsOf(sweep.measure).map(m => [m.says, ...algorithms.map(a => cell(s, m, a, algorithms[0]!))])
  const table = columns([['', ...algorithms], ...rows], { indent: '  ' })
  return `${paint('bold', s.topology)}${variedText(sweep, s)}\n${table}`
}

/** ", best_set 5": what the sweep varies, as it is here. */
function variedText(sweep: Sweep, s: Setting): string {
  const all = sweep.settings.map(settingColumns)
  const varied = Object.entries(settingColumns(s.settings)).filter(([key, value]) => all.some(other => other[key] !== value))
  return varied.map(([key, value]) => `, ${key} ${value}`).join('')
}

function cell({ estimates, differences }: Setting, { name }: Metric, algorithm: string, first: string): string {
  const found = estimates.find(e => e.metric === name && e.algorithm === algorithm)
  if (found === undefined) return '-'
  const difference = differences.find(d => d.metric === name && d.algorithm === algorithm && d.against === first)
  const mark = difference === undefined || !isCertain(difference) ? '' : difference.mean < 0 ? ' ▼' : ' ▲'
  return `${estimateText(found)}${mark}`
}

/** As many decimals as the interval has something to say of, at most three. */
function estimateText({ mean, ci95 }: Estimate): string {
  const scale = Math.max(Math.abs(mean), ci95 ?? 0)
  const decimals = Number.isInteger(mean) && !ci95 ? 0 : scale >= 1000 ? 0 : scale >= 100 ? 1 : scale >= 10 ? 2 : 3
  return ci95 === undefined ? mean.toFixed(decimals) : `${mean.toFixed(decimals)} ±${ci95.toFixed(decimals)}`
}

function failuresText(results: readonly Result[]): string {
  const failed = results.flatMap(({ run: r, outcome }) =>
    'failed' in outcome ? [[r.topology.name, r.algorithm.name, `seed ${r.seed}`, outcome.failed]] : [],
  )
  return failed.length === 0 ? '' : `${paint('red', `${failed.length} runs failed`)}\n${columns(failed.slice(0, 20), { indent: '  ' })}`
}

function legend({ algorithms, seeds }: Sweep): string {
  if (seeds.length < 2) return 'One seed: nothing is known of how much chance there is in this.'
  const marks = `▼ ▲ less or more than ${algorithms[0]!.name} beyond chance: the 95 % interval of the differences, seed by seed, does not hold 0`
  return `± half the width of the 95 % confidence interval of the mean (Student's t)${algorithms.length > 1 ? `\n${marks}` : ''}`
}
