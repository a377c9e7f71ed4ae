/** `hopproof judge`: is what routers logged what the model says? */
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Command, Option } from 'commander'
import { explainReadError, readInputText } from '#emulate/files/input.ts'
import { type Judgement, judgeLog, objectionsOf } from '#proofs/checks/slices.ts'
import { loadTopo } from '#topology/load.ts'
import { columns, emit, exits, type Format, formatOption, paint } from '../output.ts'
import { integer } from '../tools/tool-options.ts'

const help = `
RUN is the folder that "sim run --trace" or "emulate --trace" wrote, or a trace.ndjson with network.topo beside it. Every decision of every router in it
is held against proofs/spec/Router.tla by TLC: the verdict, the rule, the interface, each field of the header afterwards; and packet by packet, that what
one router sends is what the next one hears.

Examples:
  $ hopproof sim run examples/scenarios/splice.yaml --trace --out here
  $ hopproof judge here
  $ hopproof judge there/trace.ndjson --topology network.topo --format json

Exit codes: 0 accepted, 1 some line is not what the model says, 2 no such log or of another network, 3 no TLC or no Java.
`

interface JudgeFlags {
  readonly topology?: string
  readonly limit: number
  readonly format: Format
}

export function registerJudge(program: Command): void {
  program
    .command('judge')
    .description('is what routers logged what the model says?')
    .argument('<run>', 'folder of a run, or its trace.ndjson')
    .option('--topology <file>', 'the network; default: network.topo beside the log')
    .addOption(
      new Option('--limit <n>', 'read no more decisions: they must fit into memory').default(50_000).argParser(integer(1, 1_000_000)),
    )
    .addOption(formatOption())
    .addHelpText('after', help)
    .action(run)
}

async function run(path: string, flags: JudgeFlags): Promise<void> {
  const log = logOf(path)
  const network = flags.topology ?? join(dirname(log), 'network.topo')
  const { topology } = loadTopo(readInputText(network), network)
  const judgement = await judgeLog(log, topology, { limit: flags.limit })
  const objections = objectionsOf(judgement)
  emit(flags.format, dataOf(judgement, objections), () => textOf(judgement, objections))
  if (!judgement.accepted) process.exitCode = exits.no
}

function logOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, 'trace.ndjson') : path
  } catch (error) {
    throw explainReadError(error, path)
  }
}

const byCount = ({ seen }: Judgement): [string, number][] => [...seen].sort(([, a], [, b]) => b - a)

const dataOf = (judgement: Judgement, objections: readonly string[]): object => {
  const { accepted, slices, decisions, distinct, outside, seconds } = judgement
  return {
    accepted,
    slices,
    decisions,
    distinct,
    seen: Object.fromEntries(byCount(judgement)),
    outside,
    seconds,
    objections,
  }
}

function textOf(judgement: Judgement, objections: readonly string[]): string {
  const { accepted, slices, decisions, distinct, isCut, outside, seconds } = judgement
  const verdict = accepted ? `${paint('green', 'accepted')}: every router did what the model says` : paint('red', 'rejected:')
  const effort = `${slices} packets' ways, ${decisions} decisions, ${distinct} of them different; TLC took ${seconds.toFixed(1)} s${isCut ? '; the log goes on, --limit' : ''}`
  const beyond = Object.entries(outside).filter(([, count]) => count > 0)
  const rows = [...byCount(judgement), ...beyond.map(([what, count]) => [`not the model's: ${what}`, count] as const)]
  const table = columns(
    rows.map(([what, count]) => [String(count), what]),
    { right: [0], indent: '  ' },
  )
  return [[verdict, ...objections].join('\n'), effort, table].join('\n\n')
}
