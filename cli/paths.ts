/** `hopproof paths`: as `scion showpaths`, in a simulated network. */
import type { Command } from 'commander'
import { paths } from '#host/paths.ts'
import { pathsJson, pathsText, pathsYaml } from '#host/print-paths.ts'
import type { PathsResult } from '#host/result.ts'
import { diagnose } from '#sim/doctor/diagnosis.ts'
import { createControlRecord } from '#sim/doctor/record.ts'
import { nsPerS } from '#wire/actor.ts'
import { diagnosisData, missingText } from './diagnosis-text.ts'
import { exits, say } from './output.ts'
import { findDestinationAs, finish, openNetwork, type ToolNetwork } from './tool-network.ts'
import { addToolOptions, integer, paintFor, pathFlags, readWords, sayFailure, sayRecord, type ToolFlags } from './tool-options.ts'

interface PathsFlags extends ToolFlags {
  readonly maxpaths: number
  readonly extended?: boolean
  readonly probe: boolean
  readonly json?: boolean
  readonly why?: boolean
}

const description = `list the paths to an AS, and which of them are alive

TOPOLOGY FROM ISD-AS, or, as with the scion tool, ISD-AS alone with --topology and --isd-as.
FROM: a host's name, ISD-AS, or ISD-AS,address. Instead of the ISD-AS a host's name will do.

Exit code 1 when no path is found or alive, 2 on other errors.`

export function registerPaths(program: Command): void {
  const command = program
    .command('paths')
    .aliases(['showpaths', 'sp'])
    .summary('list the paths to an AS, and which are alive')
    .description(description)
  addToolOptions(command.argument('<isd-as...>', 'TOPOLOGY FROM ISD-AS'), '5s', 'how long probes wait for their replies')
    .option('-m, --maxpaths <n>', 'maximum number of paths that are displayed; 0: all', integer(0, 1_000_000), 10)
    .option('-e, --extended', 'show what else is known of the paths; control services then announce delays, rates and their addresses')
    .option('-r, --refresh', 'ask for paths anew')
    .option('--no-probe', 'do not probe the paths')
    .option('-j, --json', 'the same as --format json')
    .option('--why', 'also every other way the links allow, and why it is no path')
    .action(run)
}

function run(words: readonly string[], flags: PathsFlags): void {
  const { target, network } = readWords(words, flags, 'ISD-AS')
  const choice = pathFlags(flags)
  const record = createControlRecord()
  const tool = openNetwork({ ...network, staticInfo: flags.extended === true, ...(flags.why && { observeControl: record.observe }) })
  const destination = findDestinationAs(tool.network, target)
  const options = { ...choice, destination, maxPaths: flags.maxpaths, probe: flags.probe, timeoutNs: flags.timeout }
  const outcome = finish(tool, (host, now, out) => paths(host, options, now, out))
  const why = flags.why ? diagnose(tool.network, record, tool.source, destination, { choice, hidden: choice.hidden }) : undefined
  const more = why && { why: diagnosisData(why) }
  if (outcome.kind === 'failed') sayFailure(outcome.reason)
  else if (
    !sayRecord(flags.json ? 'json' : flags.format, { ...pathsJson(outcome.result), ...more }, { ...pathsYaml(outcome.result), ...more })
  )
    sayPaths(outcome.result, tool, flags)
  if (why !== undefined && !flags.json && flags.format === 'human') say(missingText(why, paintFor(flags)))
}

function sayPaths(result: PathsResult, { network }: ToolNetwork, flags: PathsFlags): void {
  if (result.local_isd_as === result.destination) {
    say(`Empty path, destination is local AS ${result.destination}`)
    return
  }
  say(`Available paths to ${result.destination}`)
  if (result.paths === undefined) {
    sayFailure('no path found', exits.no)
    return
  }
  const nowS = network.clock.epochS + network.loop.now / nsPerS
  say(pathsText(result.paths, { extended: flags.extended === true, nowS, paint: paintFor(flags) }))
  if (flags.probe && !result.paths.some(p => p.status === 'alive')) sayFailure('no path alive', exits.no)
}
