/** `hopproof sim sweep`: algorithms and settings compared over many runs. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { readInputText } from '#emulate/files/input.ts'
import { parseDuration } from '#host/duration.ts'
import type { Outcome } from '#sim/sweep/measure.ts'
import { type Result, resultsOf, type Setting, summarize } from '#sim/sweep/summary.ts'
import { readSweep, runsOf, type Sweep } from '#sim/sweep/sweep.ts'
import { differencesCsv, runsCsv, summaryCsv } from '#sim/sweep/tables.ts'
import { UserError } from '#wire/error.ts'
import { emit, exits, type Format, formatOption } from '../output.ts'
import { startProgress } from '../progress.ts'
import { runAll } from './sweep-pool.ts'
import { openSweepFolder, type SweepFolder } from './sweep-results.ts'
import { sweepText } from './sweep-text.ts'
import { besides } from './sweep-worker.ts'

/** Part `index` (from 1) of `of`. */
interface Shard {
  readonly index: number
  readonly of: number
}

interface SweepFlags {
  readonly out?: string
  readonly jobs: number
  readonly shard?: Shard
  readonly timeout: number
  readonly fresh?: boolean
  readonly format: Format
}

const help = `
Written to runs/NAME: runs.csv (a line a run), summary.csv (mean, standard deviation, 95 % confidence interval over the seeds), differences.csv
(between algorithms, seed by seed), sweep.yaml, manifest.json, and results/, a file a run. What is in results/ is not run again, as long as
topology, algorithm, settings and version are the same; runs that failed are.

Examples:
  $ hopproof sim sweep examples/sweeps/compare.yaml                     algorithms side by side
  $ hopproof sim sweep big.yaml --shard 1/8 --out part1                 an eighth of the runs, on one of eight machines
  $ cp -r part*/. all && hopproof sim sweep big.yaml --out all          and all of them together

Exit codes: 0 all runs done, 1 some failed, 2 usage or input error.
`

export function registerSweep(sim: Command, version: string): void {
  sim
    .command('sweep')
    .description('compare beaconing algorithms and settings over topologies and seeds')
    .argument('<file>', 'sweep (YAML), or - for stdin')
    .option('-o, --out <folder>', 'where the results go (default: runs/NAME)')
    .option('-j, --jobs <n>', 'runs at the same time, each in a process', parseJobs, availableParallelism())
    .option('--shard <i/n>', 'only every n-th run, from the i-th on', parseShard)
    .addOption(new Option('--timeout <duration>', 'a run that takes longer has failed').argParser(parseTimeout).default(3_600_000, '1h'))
    .option('--fresh', 'run again what is there')
    .addOption(formatOption())
    .addHelpText('after', help)
    .action((file: string, flags: SweepFlags) => sweep(file, flags, version))
}

function parseJobs(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Expected a number from 1 to 9999.')
  return Number(text)
}

function parseShard(text: string): Shard {
  const [, index, of] = (/^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? []).map(Number)
  if (index === undefined || of === undefined || index > of) throw new InvalidArgumentError('Expected i/n, like 1/8 to 8/8.')
  return { index, of }
}

/** Timers of Node hold 31 bits. */
const longestMs = 2 ** 31 - 1

function parseTimeout(text: string): number {
  try {
    const ms = parseDuration(text) / 1e6
    if (ms >= 1 && ms <= longestMs) return ms
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
  throw new InvalidArgumentError('Expected a duration, from 1ms to 24 days: 90s, 10m, 2h.')
}

async function sweep(file: string, flags: SweepFlags, version: string): Promise<void> {
  const text = readInputText(file)
  const pathOf = besides(file)
  const plan = readSweep(text, file === '-' ? 'stdin' : file, name => readInputText(pathOf(name)))
  const path = flags.out ?? join('runs', plan.name)
  const folder = openSweepFolder(path, plan, version)
  // First of all: a folder that cannot be written is told before the runs, not after them.
  folder.write('sweep.yaml', text)
  const outcomes = await perform({ file, text }, plan, folder, flags)
  const results = resultsOf(plan, (_, index) => outcomes.get(index))
  const settings = summarize(plan, results)
  const counts = { planned: runsOf(plan).length, ...countOf(results) }
  writeResults(folder, plan, results, settings, { runs: counts, versions: { hopproof: version, node: process.versions.node } })
  emit(flags.format, { name: plan.name, seeds: plan.seeds, runs: counts, settings }, () => sweepText(plan, results, settings, path))
  if (counts.failed > 0) process.exitCode = exits.no
}

/** Outcomes by the run's index: those found, and those of the runs that were missing. */
async function perform(
  source: { readonly file: string; readonly text: string },
  plan: Sweep,
  folder: SweepFolder,
  { shard, jobs, timeout, fresh }: SweepFlags,
): Promise<Map<number, Outcome>> {
  const runs = runsOf(plan)
  const outcomes = new Map<number, Outcome>()
  runs.forEach((run, index) => {
    const found = fresh ? undefined : folder.find(run)
    if (found !== undefined) outcomes.set(index, found)
  })
  const isMine = (index: number): boolean => shard === undefined || index % shard.of === shard.index - 1
  const missing = [...runs.keys()].filter(index => isMine(index) && !outcomes.has(index))
  const progress = startProgress()
  let done = 0
  await runAll(
    missing.map(index => ({ ...source, index })),
    { jobs, timeoutMs: timeout },
    ({ index }, outcome) => {
      outcomes.set(index, outcome)
      folder.keep(runs[index]!, outcome)
      progress.update(`${++done} of ${missing.length} runs`)
    },
  )
  progress.end()
  return outcomes
}

function countOf(results: readonly Result[]): { readonly done: number; readonly failed: number } {
  const failed = results.filter(r => 'failed' in r.outcome).length
  return { done: results.length - failed, failed }
}

function writeResults(folder: SweepFolder, plan: Sweep, results: readonly Result[], settings: readonly Setting[], about: object): void {
  folder.write('runs.csv', runsCsv(plan, results))
  folder.write('summary.csv', summaryCsv(plan, settings))
  folder.write('differences.csv', differencesCsv(plan, settings))
  const { name, seeds, durationNs, measure } = plan
  const manifest = {
    name,
    seeds,
    durationNs,
    measure,
    topologies: plan.topologies.map(t => t.name),
    algorithms: plan.algorithms.map(({ name: algorithm, file }) => ({ name: algorithm, ...(file !== undefined && { file }) })),
    settings: plan.settings,
    ...about,
    files: ['differences.csv', 'manifest.json', 'runs.csv', 'summary.csv', 'sweep.yaml'],
  }
  folder.write('manifest.json', `${JSON.stringify(manifest, undefined, 2)}\n`)
}
