/** `hopproof compare`: two runs of a scenario, of either world, and what real routers decided held against the simulator's. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { readInputBytes, readInputJson, readInputText } from '#emulate/files/input.ts'
import { forLoopback, forNamespaces } from '#emulate/net/readdress.ts'
import { withGuardOff } from '#router/rules.ts'
import { type Disagreement, type Replay, replayCaptures } from '#sim/compare/replay.ts'
import { boundsOf, compareRuns, type Difference } from '#sim/compare/runs.ts'
import { type RunSummary, readSummary } from '#sim/compare/summary.ts'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { columns, emit, exits, type Format, formatOption, paint } from '../output.ts'

const help = `
RUN is what "sim run" or "emulate" wrote. Compared are the ways between hosts, flows, failures and who noticed them, the ends of attacks, and
refusals by router and reason: what chance and real time change within its bounds, everything else exactly. Every packet that real routers captured
(emulate --pcap) is given to the simulator's, with the same keys: the same verdict and the same bytes have to come out.

Examples:
  $ hopproof sim run examples/scenarios/two-worlds/cut.yaml --out here
  $ sudo hopproof emulate mininet examples/scenarios/two-worlds/cut.yaml --pcap --out there
  $ hopproof compare here there

Exit codes: 0 they agree, 1 they differ, 2 usage or input error.
`

export function registerCompare(program: Command): void {
  program
    .command('compare')
    .description('two runs of a scenario, simulated or with real processes: do they come to the same?')
    .argument('<run>', 'folder of a run')
    .argument('<run2>', 'folder of another')
    .addOption(formatOption())
    .addHelpText('after', help)
    .action(compare)
}

interface Run {
  readonly folder: string
  readonly summary: RunSummary
  readonly scenario: Scenario
  /** what its routers captured, decided again */
  readonly replay: Replay | undefined
}

function compare(first: string, second: string, { format }: { readonly format: Format }): void {
  const [a, b] = [readRun(first), readRun(second)]
  const differences = compareRuns(a.summary, b.summary, boundsOf(a.scenario))
  const replays = [a, b].flatMap(({ folder, replay }) => (replay === undefined ? [] : [{ folder, ...replay }]))
  const agree = differences.length === 0 && replays.every(r => r.disagreements.length === 0)
  emit(format, { first, second, agree, differences, replays }, () =>
    [differencesText(a, b, differences), ...replays.map(replayText)].join('\n\n'),
  )
  if (!agree) process.exitCode = exits.no
}

function readRun(folder: string): Run {
  const file = (name: string): string => join(folder, name)
  const summary = readSummary(readInputText(file('summary.json')), file('summary.json'))
  const scenario = readScenario(readInputText(file('scenario.yaml')), file('scenario.yaml'), name => readInputText(file(name)))
  return { folder, summary, scenario, replay: replayOf(folder, scenario, summary.seed) }
}

/** The simulator's own captures tell what came in and not what left: nothing to hold against it. */
function replayOf(folder: string, { topology, guardOff }: Scenario, seed: number): Replay | undefined {
  const { world } = readInputJson(join(folder, 'manifest.json')) as { readonly world?: unknown }
  const capture = join(folder, 'packets.pcapng')
  if (typeof world !== 'string' || !existsSync(capture)) return undefined
  const moved = world === 'loopback' ? forLoopback(topology) : forNamespaces(topology)
  return replayCaptures(
    moved,
    seed,
    Array.from(readCapture(readInputBytes(capture))).filter((c): c is Captured => !isMalformed(c)),
    ...(guardOff === undefined ? [] : [withGuardOff(guardOff)]),
  )
}

function differencesText({ folder: first, summary }: Run, { folder: second }: Run, differences: readonly Difference[]): string {
  const title = `${paint('bold', summary.name)}: ${first} and ${second}`
  if (differences.length === 0) return `${title} come to the same`
  return `${title} differ\n${differences.map(d => `  ${paint('red', d.of)}\n${columns([['first', d.first], ['second', d.second]], { indent: '    ' })}`).join('\n')}` // biome-ignore format: one line
}

/** so many disagreements in full */
const maxShown = 5

function replayText({ folder, packets, refused, disagreements }: Replay & { readonly folder: string }): string {
  const count = Object.values(refused).reduce((sum, n) => sum + n, 0)
  const all = `${packets} packets that routers of ${folder} decided about, ${count} refused or answered by themselves`
  if (disagreements.length === 0) return `${all}: the simulator's decide the same, byte for byte`
  const shown = disagreements.slice(0, maxShown).map(disagreementText)
  return `${all}: the simulator's decide otherwise about ${disagreements.length}\n${shown.join('\n')}`
}

const disagreementText = ({ at, from, hex, captured, replayed }: Disagreement): string =>
  `  ${paint('red', `at ${at} from ${from}`)}\n${columns([['packet', hex], ['captured', outcomeText(captured)], ['replayed', outcomeText(replayed)]], { indent: '    ' })}` // biome-ignore format: one line

const outcomeText = ({ comment, sent }: Disagreement['captured']): string =>
  [comment, ...(sent === undefined ? ['nothing left'] : [`by ${sent.by} to ${sent.to}`, sent.hex])].filter(text => text !== '').join(', ')
