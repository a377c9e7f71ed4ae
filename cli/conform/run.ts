/** `hopproof conform run`: the conformance suite against any border router. */
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Command } from 'commander'
import { writeArtefacts } from '#conformance/run/artefacts.ts'
import { type CaseOutcome, isBad } from '#conformance/run/case-outcome.ts'
import { inLightOf, type KnownFailures, readKnownFailures } from '#conformance/run/known.ts'
import { annotation } from '#conformance/run/report/github.ts'
import { jsonReport } from '#conformance/run/report/json.ts'
import { junitReport } from '#conformance/run/report/junit.ts'
import { markdownReport } from '#conformance/run/report/markdown.ts'
import { badOutcomes, countResults, describeCounts, type Summary } from '#conformance/run/report/summary.ts'
import { tapEnd, tapHead, tapLine } from '#conformance/run/report/tap.ts'
import { runCases } from '#conformance/run/run.ts'
import { parseShard, selectCases } from '#conformance/run/select.ts'
import { readSuite, type Suite } from '#conformance/suite/read.ts'
import { readInputText } from '#emulate/files/input.ts'
import { writeDeep } from '#emulate/files/write-file.ts'
import { UserError } from '#wire/error.ts'
import { exits, warn } from '../output.ts'
import { collect, type Level, levelOption, ownRouter } from './options.ts'

interface RunFlags {
  readonly dut?: string
  readonly cases?: string
  readonly only: readonly string[]
  readonly level?: Level
  readonly shard?: string
  readonly failFast?: boolean
  readonly knownFailures?: string
  readonly report: readonly string[]
  readonly artefacts?: string
  readonly readyTimeout: string
}

const help = `
The router is started once for each configuration of the suite, with its files in a folder of their own: {dir} stands for the folder, {toml}
for its br.toml, {topology} for its topology.json, {id} for the router's name in it. Its neighbours, siblings and hosts are played on
addresses in 127.0.0.0/8; no root is needed. A line of TAP a case goes to stdout, unless a report does.

Examples:
  $ hopproof conform run                                              our own router
  $ hopproof conform run --dut 'router --config {toml}'               the reference's
  $ hopproof conform run --only 'dp.expiry.*' --artefacts failed      some cases, and the packets of those that fail
  $ hopproof conform run --report junit=out.xml,md=- --known-failures known.yaml

Exit codes: 0 all passed, 1 a case failed or passed by surprise, 2 usage or input error, 3 the router is not to be had,
127 nothing could be run here.
`

export function registerConformRun(conform: Command): void {
  conform
    .command('run')
    .description('the conformance suite against any border router, started by a command')
    .option('--dut <command>', 'starts the device under test (default: hopproof router)')
    .option('--cases <folder>', 'a suite of your own (default: the one of this package)')
    .option('--only <ids>', 'cases by id, * for any characters; several with commas', collect, [])
    .addOption(levelOption())
    .option('--shard <i/n>', 'every n-th case from the i-th on')
    .option('--fail-fast', 'end at the first case that fails')
    .option('--known-failures <file>', 'cases that are expected to fail, each with a reason')
    .option('--report <kind=file>', 'junit, json or md; "-" for stdout; several with commas', collect, [])
    .option('--artefacts <folder>', 'of each failed case a capture and the packets field by field')
    .option('--ready-timeout <seconds>', 'until the router must answer', '10')
    .addHelpText('after', help)
    .action(run)
}

async function run(flags: RunFlags): Promise<void> {
  const suite = readSuite(flags.cases)
  const { only, level } = flags
  const shard = flags.shard === undefined ? {} : { shard: parseShard(flags.shard) }
  const cases = selectCases(suite.cases, { only, ...(level !== undefined && { level }), ...shard })
  const reports = flags.report.map(readReport)
  const known = readKnown(flags.knownFailures, suite)
  const readyMs = readSeconds(flags.readyTimeout) * 1000
  const command = flags.dut ?? (await ownRouter())
  const outcomes: CaseOutcome[] = []
  const telling = createTelling(flags, cases.length, !reports.some(r => r.file === '-'))
  const begin = performance.now()
  await runCases({
    suite,
    cases,
    command,
    readyMs,
    told(found) {
      const outcome = inLightOf(known, found)
      outcomes.push(outcome)
      telling.tell(outcome, outcomes.length)
      return flags.failFast === true && isBad(outcome)
    },
  })
  const durationMs = performance.now() - begin
  const summary = { suite: suite.version, dut: flags.dut ?? 'hopproof router', outcomes, selected: cases.length, durationMs }
  telling.end(summary)
  for (const { write, file } of reports) writeReport(write(summary), file)
  process.exitCode = exitCodeOf(outcomes)
}

const readKnown = (file: string | undefined, suite: Suite): KnownFailures =>
  file === undefined ? new Map() : readKnownFailures(readInputText(file), file, suite.cases)

function readSeconds(text: string): number {
  if (/^\d{1,4}(\.\d+)?$/.test(text)) return Number(text)
  throw new UserError(`"${text}" is no number of seconds`)
}

const reportKinds = { junit: junitReport, json: jsonReport, md: markdownReport } as const

function readReport(text: string) {
  const [, kind = '', file = ''] = /^(\w+)=(.+)$/.exec(text) ?? []
  if (!Object.hasOwn(reportKinds, kind))
    throw new UserError(`"${text}" is no report`, `expected KIND=FILE; kinds: ${Object.keys(reportKinds).join(', ')}`)
  return { write: reportKinds[kind as keyof typeof reportKinds], file }
}

function writeReport(text: string, file: string): void {
  if (file === '-') process.stdout.write(text)
  else writeDeep(text, file)
}

/** What is told while it runs, and to GitHub. */
function createTelling({ artefacts }: RunFlags, count: number, tap: boolean) {
  const say = (text: string): void => void (tap && process.stdout.write(text))
  const onGithub = process.env.GITHUB_ACTIONS === 'true'
  say(tapHead(count))
  return {
    tell(outcome: CaseOutcome, number: number): void {
      say(tapLine(outcome, number))
      if (!isBad(outcome)) return
      if (artefacts !== undefined) writeArtefacts(artefacts, outcome)
      if (onGithub) process.stderr.write(annotation(outcome, relative(process.cwd(), outcome.case.file)))
    },
    end(summary: Summary): void {
      say(tapEnd(summary))
      const { outcomes } = summary
      const page = process.env.GITHUB_STEP_SUMMARY
      if (page) appendFileSync(page, markdownReport(summary))
      if (!tap || badOutcomes(outcomes).length > 0) warn(describeCounts(outcomes))
    },
  }
}

function exitCodeOf(outcomes: readonly CaseOutcome[]): number {
  if (badOutcomes(outcomes).length > 0) return exits.no
  return countResults(outcomes).unsupported === outcomes.length ? exits.unsupported : exits.done
}
