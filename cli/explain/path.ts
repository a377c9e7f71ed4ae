/** `hopproof explain path`: of every way between two ASes, whether it is a path, and if not, the first cause. */
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readInputText } from '#emulate/files/input.ts'
import { parseDuration } from '#host/duration.ts'
import { defaultMaxWays, diagnose } from '#sim/doctor/diagnosis.ts'
import { type ControlRecord, createControlRecord } from '#sim/doctor/record.ts'
import { requireHost } from '#sim/network.ts'
import { playScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { UserError } from '#wire/error.ts'
import { emit, exits } from '../output.ts'
import { findDestinationAs, openNetwork, type ToolNetwork } from '../tools/tool-network.ts'
import { addChoiceOptions, addNetworkOptions, type ChoiceFlags, integer, paintFor, pathFlags, readWords } from '../tools/tool-options.ts'
import { diagnosisData, diagnosisText } from './diagnosis-text.ts'
import type { ExplainOptions } from './explain.ts'

interface OwnFlags extends ChoiceFlags {
  readonly scenario?: string
  readonly ways: number
}

interface ExplainPathFlags extends OwnFlags {
  /** nanoseconds of the timeline */
  readonly atNs?: number
  /** instead of the scenario's */
  readonly otherSeed?: number
}

const description = `which ways to an AS are paths, and why the others are none

TOPOLOGY FROM ISD-AS, as with "paths"; with --scenario FROM ISD-AS. The causes are found in what the control services hold and did.`

const examples = `
Examples:
  $ hopproof explain path network.topo alice bob
  $ hopproof explain path network.topo alice 2-ff00:0:210 --acl '- 1-ff00:0:111' --acl +
  $ hopproof explain path --scenario partition.yaml alice bob --at 20s     as the timeline has left it then

Exit codes: 0 there are paths, 1 there is none, 2 usage or input error.
`

export function registerExplainPath(explain: Command): void {
  const command = explain
    .command('path')
    .summary('which ways are paths, and why the others are none')
    .description(description)
    .argument('<isd-as...>', 'TOPOLOGY FROM ISD-AS')
  addChoiceOptions(addNetworkOptions(command))
    .option('--scenario <file>', 'in the network of this scenario, with what happens in it')
    .addOption(new Option('--at <time>', 'time of its timeline (default: its end)'))
    .option('--ways <n>', 'look at so many ways', integer(1, 10_000), defaultMaxWays)
    .addHelpText('after', examples)
    .action(run)
}

function run(words: readonly string[], own: OwnFlags, command: Command): void {
  const flags = { ...own, ...takenFlags(command.parent!) }
  const record = createControlRecord()
  const { tool, target } = flags.scenario === undefined ? openTopology(words, flags, record) : openScenario(words, flags, record)
  const choice = pathFlags(flags)
  const diagnosis = diagnose(tool.network, record, tool.source, findDestinationAs(tool.network, target), {
    choice,
    maxWays: flags.ways,
    hidden: choice.hidden,
  })
  emit(flags.format, diagnosisData(diagnosis), () => diagnosisText(diagnosis, paintFor(flags)))
  if (diagnosis.paths === 0 && diagnosis.src !== diagnosis.dst) process.exitCode = exits.no
}

/** What `explain` has too it takes, wherever it stands. */
function takenFlags(explain: Command): Pick<ExplainPathFlags, 'topology' | 'format' | 'atNs' | 'otherSeed' | 'seed'> {
  const { topology, at, seed, format } = explain.opts<ExplainOptions>()
  return {
    ...{ format, seed },
    ...(topology.length > 0 && { topology: topology.at(-1)! }),
    ...(at !== undefined && { atNs: parseDuration(at) }),
    ...(explain.getOptionValueSource('seed') !== 'default' && { otherSeed: seed }),
  }
}

interface Opened {
  readonly tool: ToolNetwork
  readonly target: string
}

function openTopology(words: readonly string[], flags: ExplainPathFlags, { observe }: ControlRecord): Opened {
  if (flags.atNs !== undefined) throw new UserError('--at needs --scenario', 'name the scenario whose time it is')
  const { target, network } = readWords(words, flags, 'ISD-AS')
  return { target, tool: openNetwork({ ...network, observeControl: observe }) }
}

function openScenario(words: readonly string[], { scenario: file, atNs, otherSeed }: ExplainPathFlags, record: ControlRecord): Opened {
  const [from, target] = words
  if (words.length !== 2) throw new UserError(`${words.length} arguments`, 'expected FROM ISD-AS: the scenario names the topology')
  const scenario = readScenario(readInputText(file!), file!, name => readInputText(resolve(dirname(file!), name)))
  const network = playScenario(scenario, atNs ?? scenario.durationNs, record.observe, {
    ecdsa: platformEcdsa,
    ...(otherSeed !== undefined && { seed: otherSeed }),
  })
  return { target: target!, tool: { network, source: requireHost(network, from!) } }
}
