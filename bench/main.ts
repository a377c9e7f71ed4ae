/** `npm run bench`: a table, and with `--json FILE` the same as JSON. */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { columns, paint, say } from '#cli/output.ts'
import { startProgress } from '#cli/progress.ts'
import { type BenchReport, measure, type SectionResult, type Timing } from './measure.ts'
import { sections } from './sections.ts'

interface BenchFlags {
  readonly json?: string
  readonly only?: string
  readonly time: number
}

const parseTime = (text: string): number => {
  const timeMs = Number(text)
  if (timeMs > 0 && timeMs <= 60_000) return timeMs
  throw new InvalidArgumentError('expected milliseconds, above 0 and up to 60000')
}

const { json, only, time } = new Command('bench')
  .description('Measure this implementation on this machine.')
  .option('--json <file>', 'write the result as JSON, too')
  .addOption(new Option('--only <section>', 'one section').choices(sections.map(s => s.name)))
  .option('--time <ms>', 'wall-clock time for each case', parseTime, 500)
  .parse()
  .opts<BenchFlags>()

const format = (ns: number): string => (ns < 100 ? ns.toFixed(1) : Math.round(ns).toLocaleString('en'))

const timingRow = (t: Timing): string[] => [`  ${t.name}`, format(t.nsPerOperation), format(t.p99NsPerOperation), t.ratio.toFixed(2)]

const describeSection = (s: SectionResult): string[][] => [
  [paint('bold', s.section)],
  ...s.timings.map(timingRow),
  ...s.figures.map(f => [`  ${f.name}`, `${Math.round(f.value).toLocaleString('en')} ${f.unit}`]),
]

const describe = (report: BenchReport): string =>
  columns([['', 'ns/op', 'p99', 'x base'], timingRow(report.baseline), ...report.sections.flatMap(describeSection)], { right: [1, 2, 3] })

const wanted = sections.filter(s => only === undefined || s.name === only)
const progress = startProgress()
const report = await measure(wanted, time, progress.update)
progress.end()

const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
say(`Node ${machine.node}, ${machine.cores} x ${machine.cpu}\n\n${describe(report)}`)
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, ...report }, undefined, 2)}\n`)
