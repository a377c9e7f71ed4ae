/** `hopproof traceroute`: as `scion traceroute`, in a simulated network or a real one. */
import type { Command } from 'commander'
import type { Preference } from '#host/choice.ts'
import { pathIntroduction } from '#host/print-ping.ts'
import { type TracerouteUpdate, tracerouteLine } from '#host/print-traceroute.ts'
import type { TracerouteResult } from '#host/result.ts'
import { probesWereLost, type TracerouteOptions, traceroute } from '#host/traceroute.ts'
import { exits, say, warn } from '../output.ts'
import { choosePath } from './choose-path.ts'
import { addToolOptions, pathFlags, preferOption, sayFailure, sayRecord, type ToolFlags } from './tool-options.ts'
import { openPlace } from './tool-place.ts'

interface TracerouteFlags extends ToolFlags {
  readonly interactive?: boolean
  readonly prefer?: Preference
}

const description = `trace the path with SCMP traceroute packets: three for every interface on the way

TOPOLOGY FROM REMOTE, or, as with the scion tool, REMOTE alone with --topology and --isd-as, or with --sciond.
FROM: a host's name, ISD-AS, or ISD-AS,address. REMOTE: the same.

Exit code 1 when a packet is lost, 2 on other errors.`

export function registerTraceroute(program: Command): void {
  const command = program.command('traceroute').alias('tr').summary('trace the path with SCMP traceroute packets').description(description)
  addToolOptions(command.argument('<remote...>', 'TOPOLOGY FROM REMOTE'), '1s', 'timeout per packet')
    .option('-i, --interactive', 'choose the path from a list')
    .option('--refresh', 'ask for paths anew')
    .addOption(preferOption())
    .action(run)
}

async function run(words: readonly string[], flags: TracerouteFlags): Promise<void> {
  const choice = pathFlags(flags)
  const { target, place } = await openPlace(words, flags, 'REMOTE')
  const destination = place.destination(target)
  const fingerprint = flags.interactive ? await choosePath(place, destination.isdAs, choice, flags) : undefined
  const updates: TracerouteUpdate[] = []
  const isHuman = flags.format === 'human'
  const options: TracerouteOptions = {
    ...choice,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(flags.prefer && { prefer: flags.prefer }),
    destination,
    timeoutNs: flags.timeout,
    onError: text => warn(`ERROR: ${text}`),
    onStart: (path, mtu) => isHuman && say(pathIntroduction(path, mtu, flags.local === undefined)),
    onHop(update) {
      updates.push(update)
      if (isHuman) say(tracerouteLine(update))
    },
  }
  const outcome = await place.finish<TracerouteResult>((host, onEnd, now, out) => traceroute(host, { ...options, onEnd }, now, out))
  place.close()
  if (outcome.kind === 'failed') sayFailure(outcome.reason)
  // As with the scion tool, only people's runs exit with 1.
  else if (!sayRecord(flags.format, outcome.result) && probesWereLost(updates)) sayFailure('packets were lost', exits.no)
}
