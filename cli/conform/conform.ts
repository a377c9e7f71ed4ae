/** `hopproof conform`: what recorded behaviour of another implementation we share, and where we differ. */
import { type Command, Option } from 'commander'
import { vectorFormats } from '#conformance/formats.ts'
import type { Difference, Outcome, VectorFormat } from '#conformance/outcome.ts'
import { readInputJson } from '#emulate/files/input.ts'
import { UserError } from '#wire/error.ts'
import { columns, emit, exits, type Format, formatOption, paint, say } from '../output.ts'
import { type Progress, startProgress } from '../progress.ts'
import { registerConformFuzz } from './fuzz.ts'
import { registerConformList } from './list.ts'
import { registerConformRun } from './run.ts'

interface VectorOptions {
  readonly only?: string
  readonly format: Format
}

/** One file replayed; passed elements are only counted. */
export interface FileReport {
  readonly file: string
  readonly format: string
  readonly passed: number
  readonly failed: readonly Outcome[]
  readonly skipped: readonly Outcome[]
}

/** `formats`: the file formats known; the tests bring their own. */
export function registerConform(program: Command, formats = vectorFormats): void {
  const conform = program.command('conform').description('hold implementations against the conformance suite, and against each other')
  registerConformList(conform)
  registerConformRun(conform)
  conform
    .command('vectors')
    .description('replay files of recorded vectors and print each difference field by field')
    .argument('<file...>', 'JSON files of recorded vectors')
    .addOption(new Option('--only <text>', 'only vectors whose name contains this text'))
    .addOption(formatOption())
    .action((files: string[], options: VectorOptions) => replayFiles(files, formats, options))
  registerConformFuzz(conform)
}

function replayFiles(files: readonly string[], formats: readonly VectorFormat[], options: VectorOptions): void {
  const reports: FileReport[] = []
  for (const file of files) {
    const report = replayFile(file, formats, options.only)
    reports.push(report)
    if (options.format === 'human') say(describeReport(report))
  }
  const totals = countOutcomes(reports)
  if (totals.passed + totals.failed + totals.skipped === 0) throw nothingReplayed(options.only)
  emit(options.format, { files: reports, ...totals }, () => `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  if (totals.failed > 0) process.exitCode = exits.no
}

// Nothing checked must not look like everything passed.
const nothingReplayed = (only: string | undefined): UserError =>
  only === undefined
    ? new UserError('these files hold no vectors')
    : new UserError(`no vector's name contains "${only}"`, 'see the names without --only')

/** Throws `UserError` for a file of no known format. */
export function replayFile(file: string, formats: readonly VectorFormat[], only: string | undefined): FileReport {
  const content = readInputJson(file)
  const format = formats.find(f => f.recognises(content))
  if (format === undefined)
    throw new UserError('is JSON, but no vector file', `known formats: ${formats.map(f => f.name).join(', ')}`, { file })
  const progress = startProgress()
  try {
    return { file, format: format.name, ...collectOutcomes(format.replay(content), only, progress) }
  } finally {
    progress.end()
  }
}

function collectOutcomes(outcomes: Iterable<Outcome>, only: string | undefined, progress: Progress) {
  let passed = 0
  const failed: Outcome[] = []
  const skipped: Outcome[] = []
  for (const outcome of wanted(outcomes, only)) {
    if (outcome.result === 'passed') passed++
    else if (outcome.result === 'failed') failed.push(outcome)
    else skipped.push(outcome)
    progress.update(`${passed} passed, ${failed.length} failed: ${outcome.name}`)
  }
  return { passed, failed, skipped }
}

/** An element that breaks the replay (a vector file of another shape, a bug of ours) is a failure like any other; what came before it counts. */
function* wanted(outcomes: Iterable<Outcome>, only = ''): Generator<Outcome> {
  let next = 'the first vector'
  try {
    for (const outcome of outcomes) {
      if (outcome.name.includes(only)) yield outcome
      next = `the vector after ${outcome.name}`
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    yield { name: next, result: 'failed', differences: [], reason: `it and what follows cannot be replayed: ${error}` }
  }
}

export const countOutcomes = (reports: readonly FileReport[]) => ({
  passed: reports.reduce((n, r) => n + r.passed, 0),
  failed: reports.reduce((n, r) => n + r.failed.length, 0),
  skipped: reports.reduce((n, r) => n + r.skipped.length, 0),
})

/** What people read of one file: its failures field by field, why some were skipped, and the counts. */
export function describeReport(report: FileReport): string {
  const { passed, failed, skipped } = report
  return [
    ...failed.map(describeFailed),
    ...skipReasons(skipped).map(([reason, count]) => `${paint('yellow', 'skipped')} ${count}: ${reason}`),
    `${report.file} (${report.format}): ${passed} passed, ${failed.length} failed, ${skipped.length} skipped\n`,
  ].join('\n')
}

function describeFailed(outcome: Outcome): string {
  const head = `${paint('red', 'failed')}  ${outcome.name}${outcome.reason === undefined ? '' : `: ${outcome.reason}`}`
  return outcome.differences.length === 0 ? head : `${head}\n${outcome.differences.map(describeDifference).join('\n')}`
}

/** Expected and actual below each other, so that the eye finds the first differing byte of long hex. */
const describeDifference = ({ field, expected, actual }: Difference): string =>
  columns(
    [
      [field, 'expected', expected],
      ['', 'actual', actual],
    ],
    { indent: '        ' },
  )

function skipReasons(skipped: readonly Outcome[]): [reason: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { reason = 'no reason given' } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}
