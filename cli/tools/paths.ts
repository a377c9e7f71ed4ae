/** `hopproof paths`: as `scion showpaths`, in a simulated network or a real one. */
import type { Command } from 'commander'
import { paths } from '#host/paths.ts'
import { type Paint, pathsJson, pathsText, pathsYaml } from '#host/print-paths.ts'
import type { PathsResult } from '#host/result.ts'
import { type ControlRecord, createControlRecord } from '#sim/doctor/record.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { exits, say } from '../output.ts'
import type { ToolNetwork } from './tool-network.ts'
import { addToolOptions, integer, paintFor, pathFlags, sayFailure, sayRecord, type ToolFlags } from './tool-options.ts'
import { openPlace } from './tool-place.ts'

interface PathsFlags extends ToolFlags {
  readonly maxpaths: number
  readonly extended?: boolean
  readonly probe: boolean
  readonly json?: boolean
  readonly why?: boolean
}

const description = `list the paths to an AS, and which of them are alive

TOPOLOGY FROM ISD-AS, or, as with the scion tool, ISD-AS alone with --topology and --isd-as, or with --sciond.
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

async function run(words: readonly string[], flags: PathsFlags): Promise<void> {
  const choice = pathFlags(flags)
  const record = createControlRecord()
  const { why: wantsWhy = false, extended: staticInfo = false } = flags
  const more = { staticInfo, ...(wantsWhy && { observeControl: record.observe }) }
  const { target, place } = await openPlace(words, flags, 'ISD-AS', { more, only: [wantsWhy && '--why'] })
  const destination = place.destinationAs(target)
  const options = { ...choice, destination, maxPaths: flags.maxpaths, probe: flags.probe, timeoutNs: flags.timeout }
  const outcome = await place.finish<PathsResult>((host, onEnd, now, out) => paths(host, { ...options, onEnd }, now, out))
  const nowS = place.nowS()
  place.close()
  const why = wantsWhy && place.simulated ? await diagnosisOf(place.simulated, record, destination, choice) : undefined
  const format = flags.json ? 'json' : flags.format
  if (outcome.kind === 'failed') sayFailure(outcome.reason)
  else if (!sayRecord(format, { ...pathsJson(outcome.result), ...why?.data }, { ...pathsYaml(outcome.result), ...why?.data }))
    sayPaths(outcome.result, nowS, flags)
  if (why !== undefined && format === 'human') say(why.text(paintFor(flags)))
}

/** Only who asks why loads what knows it. */
async function diagnosisOf(
  { network, source }: ToolNetwork,
  record: ControlRecord,
  destination: IsdAs,
  choice: ReturnType<typeof pathFlags>,
) {
  const { diagnose } = await import('#sim/doctor/diagnosis.ts')
  const { diagnosisData, missingText } = await import('../explain/diagnosis-text.ts')
  const diagnosis = diagnose(network, record, source, destination, { choice, hidden: choice.hidden })
  return { data: { why: diagnosisData(diagnosis) }, text: (paint: Paint) => missingText(diagnosis, paint) }
}

function sayPaths(result: PathsResult, nowS: number, flags: PathsFlags): void {
  if (result.local_isd_as === result.destination) {
    say(`Empty path, destination is local AS ${result.destination}`)
    return
  }
  say(`Available paths to ${result.destination}`)
  if (result.paths === undefined) {
    sayFailure('no path found', exits.no)
    return
  }
  say(pathsText(result.paths, { extended: flags.extended === true, nowS, paint: paintFor(flags) }))
  if (flags.probe && !result.paths.some(p => p.status === 'alive')) sayFailure('no path alive', exits.no)
}
