/** `hopproof sim`: scenarios in virtual time. */
import { dirname, join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDocument } from 'yaml'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readInputText } from '#emulate/files/input.ts'
import { controlCsv, dropsCsv, failuresCsv, flowsCsv, linksCsv, manifestOf, type RunResult, summaryOf } from '#sim/result.ts'
import { type RunOptions, runScenario } from '#sim/run.ts'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { isFile } from '#sim/sweep/sweep.ts'
import { writeTopo } from '#topology/write.ts'
import { emit, exits, type Format, formatOption, modelledDrkeyWarning, warn } from '../output.ts'
import { startProgress } from '../progress.ts'
import { findAlgorithm } from './algorithm-file.ts'
import { openRunFolder, type RunFolder } from './run-folder.ts'
import { registerSweep } from './sweep.ts'
import { runText } from './text.ts'

interface RunFlags {
  readonly seed?: number
  readonly algorithm?: string
  readonly out?: string
  /** false with --no-files */
  readonly files: boolean
  readonly trace?: boolean
  readonly pcap?: boolean | 'link'
  readonly pcapInternal?: boolean
  readonly format: Format
}

const help = `
Written to runs/NAME-SEED/: scenario.yaml, network.topo, summary.json, flows.csv, drops.csv, control.csv, links.csv, failures.csv,
manifest.json (seed, digest, versions), and, when asked for, trace.ndjson (every decision of every router) and captures that Wireshark opens.

Examples:
  $ hopproof sim run examples/scenarios/link-cut.yaml                   what happens, and does it come as expected?
  $ hopproof sim run examples/scenarios/splice.yaml --pcap --trace      and every packet, with the reason where it is refused
  $ hopproof sim run my.yaml --seed 7 --out run7 --format json

Exit codes: 0 every expectation holds, 1 one fails, 2 usage or input error.
`

export function registerSim(program: Command, version: string): void {
  const sim = program.command('sim').description('scenarios in virtual time: what happens in a network, and what must come of it')
  sim
    .command('run')
    .description('run a scenario')
    .argument('<file>', 'scenario (YAML), or - for stdin')
    .option('--seed <n>', "instead of the scenario's", parseSeed)
    .option('--algorithm <name|file>', "beaconing algorithm, instead of the scenario's: one of ours, or a module that exports `algorithm`")
    .option('-o, --out <folder>', 'where the results go (default: runs/NAME-SEED)')
    .addOption(new Option('--no-files', 'write nothing').conflicts(['out', 'trace', 'pcap', 'pcapInternal']))
    .option('--trace', 'also the trace')
    .option('--pcap [link]', 'also captures: packets.pcapng, or one file a link with "link"', parsePcap)
    .option('--pcap-internal', 'captures with what moves inside ASes')
    .addOption(formatOption())
    .addHelpText('after', help)
    .action((file: string, flags: RunFlags) => run(file, flags, version))
  registerSweep(sim, version)
}

function parseSeed(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function parsePcap(text: string): 'link' {
  if (text !== 'link') throw new InvalidArgumentError('Expected nothing, or "link".')
  return text
}

async function run(file: string, flags: RunFlags, version: string): Promise<void> {
  const text = readInputText(file)
  const folderOf = file === '-' ? '.' : dirname(file)
  const given = readScenario(text, file === '-' ? 'stdin' : file, name => readInputText(resolve(folderOf, name)))
  const algorithm = flags.algorithm === undefined ? undefined : await findAlgorithm(flags.algorithm)
  const scenario = algorithm === undefined ? given : { ...given, control: { ...given.control, algorithm } }
  const path = flags.out ?? join('runs', `${scenario.name}-${flags.seed ?? scenario.seed}`)
  const folder = flags.files ? openRunFolder(path) : undefined
  // First of all: a folder that cannot be written is told before the run, not after it.
  if (folder !== undefined) writeGiven(folder, scenario, text, flags)
  if (scenario.drkeyEpochS !== undefined && scenario.signatures === 'modelled') warn(modelledDrkeyWarning)
  const result = runScenario(scenario, optionsOf(flags, folder))
  if (folder !== undefined) writeResults(folder, result, version, flags.algorithm)
  emit(flags.format, summaryOf(result), () => runText(result, scenario.note, folder && path))
  if (!result.passed) process.exitCode = exits.no
}

function optionsOf(flags: RunFlags, folder: RunFolder | undefined): RunOptions {
  const progress = startProgress()
  return {
    ecdsa: platformEcdsa,
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(folder && flags.trace && { trace: (piece: string) => folder.append('trace.ndjson', piece) }),
    ...(folder &&
      (flags.pcap || flags.pcapInternal) && {
        capture: {
          write: (name: string, piece: Uint8Array) => folder.append(name, piece),
          fileOf: flags.pcap === 'link' ? ('link' as const) : ('all' as const),
          internal: flags.pcapInternal ?? false,
        },
      }),
    progress(nowNs, totalNs) {
      if (nowNs >= totalNs) progress.end()
      else progress.update(`${Math.floor(nowNs / 1e9)} of ${Math.ceil(totalNs / 1e9)} s`)
    },
  }
}

/** The scenario as it ran, comments kept: run from the folder it gives the same run. An algorithm from a file has to be given again. */
export function resolvedScenario(text: string, seed: number, algorithm: string | undefined): string {
  // The keys have been compared; yaml would do it in quadratic time.
  const document = parseDocument(text, { uniqueKeys: false })
  document.set('topology', 'network.topo')
  document.set('seed', seed)
  if (algorithm !== undefined && !isFile(algorithm)) document.setIn(['control', 'algorithm'], algorithm)
  return document.toString({ lineWidth: 0 })
}

function writeGiven(folder: RunFolder, scenario: Scenario, text: string, { seed, algorithm }: RunFlags): void {
  folder.write('scenario.yaml', resolvedScenario(text, seed ?? scenario.seed, algorithm))
  folder.write('network.topo', writeTopo(scenario.topology))
}

function writeResults(folder: RunFolder, result: RunResult, version: string, algorithm: string | undefined): void {
  folder.write('summary.json', `${JSON.stringify(summaryOf(result), undefined, 2)}\n`)
  folder.write('flows.csv', flowsCsv(result))
  folder.write('drops.csv', dropsCsv(result))
  folder.write('control.csv', controlCsv(result))
  folder.write('links.csv', linksCsv(result))
  folder.write('failures.csv', failuresCsv(result))
  const manifest = manifestOf(result, { hopproof: version, node: process.versions.node })
  folder.end({ ...manifest, ...(algorithm !== undefined && { algorithm }) })
}
