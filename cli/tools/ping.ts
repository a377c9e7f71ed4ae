/** `hopproof ping`: as `scion ping`, in a simulated network or a real one. */
import { type Command, Option } from 'commander'
import type { SignerKind } from '#control/trust/signer.ts'
import { defaultEpochS } from '#crypto/drkey-epoch.ts'
import type { Outcome } from '#host/operation.ts'
import { type PingOptions, ping } from '#host/ping.ts'
import { pathIntroduction, pingHead, pingReplyLine, pingSummary } from '#host/print-ping.ts'
import type { PingResult } from '#host/result.ts'
import { formatScionAddress } from '#wire/scion-address.ts'
import { exits, modelledDrkeyWarning, say, warn } from '../output.ts'
import { choosePath } from './choose-path.ts'
import { addPingOptions, type PingPlanFlags, pingPlan } from './ping-options.ts'
import { addToolOptions, pathFlags, sayFailure, sayRecord, type ToolFlags } from './tool-options.ts'
import { openPlace } from './tool-place.ts'

interface PingFlags extends ToolFlags, PingPlanFlags {
  readonly interactive?: boolean
  readonly spao?: boolean
  readonly signatures: SignerKind
}

const description = `test connectivity with SCMP echo packets

TOPOLOGY FROM REMOTE, or, as with the scion tool, REMOTE alone with --topology and --isd-as, or with --sciond.
FROM: a host's name, ISD-AS, or ISD-AS,address. REMOTE: the same.

Exit code 1 when no reply comes, 2 on other errors.`

export function registerPing(program: Command): void {
  const command = program.command('ping').summary('test connectivity with SCMP echo packets').description(description)
  addPingOptions(addToolOptions(command.argument('<remote...>', 'TOPOLOGY FROM REMOTE'), '1s', 'timeout per packet'))
    .option('-i, --interactive', 'choose the path from a list')
    .option(
      '--spao',
      'a network with DRKeys: requests, replies and SCMP errors carry packet authenticators, and what carries no right one is dropped',
    )
    .addOption(
      new Option('--signatures <kind>', 'how control services sign: not at all, in software that always signs alike, or with the platform')
        .choices(['modelled', 'reproducible', 'real'] satisfies SignerKind[])
        .default('modelled'),
    )
    .action(run)
}

async function run(words: readonly string[], flags: PingFlags): Promise<void> {
  const plan = pingPlan(flags)
  const { spao = false, signatures } = flags
  const more = { signatures, ...(spao && { drkeyEpochS: defaultEpochS }) }
  const { target, place } = await openPlace(words, flags, 'REMOTE', { more, only: [spao && '--spao'] })
  if (spao && signatures === 'modelled') warn(modelledDrkeyWarning)
  const destination = place.destination(target)
  const fingerprint = flags.interactive ? await choosePath(place, destination.isdAs, pathFlags(flags), flags) : undefined
  const options: PingOptions = {
    ...plan,
    ...(fingerprint !== undefined && { fingerprint }),
    ...printing(flags, formatScionAddress(destination)),
    destination,
    authenticate: spao,
  }
  const isEndless = flags.count === 0
  const outcome = await place.finish<PingResult>((host, onEnd, now, out) => ping(host, { ...options, onEnd }, now, out), isEndless)
  place.close()
  conclude(outcome, flags, formatScionAddress(destination))
}

/** What is said while the ping runs. */
function printing(flags: PingFlags, remote: string): Pick<PingOptions, 'onStart' | 'onReply' | 'onError'> {
  const onError = (text: string): void => warn(`ERROR: ${text}`)
  if (flags.format !== 'human') return { onError }
  return {
    onError,
    onStart(start) {
      say(pathIntroduction(start.path, start.mtu, flags.local === undefined))
      say(pingHead(remote, start.payloadSize, start.packetSize))
    },
    onReply: reply => say(pingReplyLine(reply)),
  }
}

/** Scripts learn from the record that nothing came back; only people's runs exit with 1, as with the scion tool. */
function conclude(outcome: Outcome<PingResult>, flags: PingFlags, remote: string): void {
  if (outcome.kind === 'failed') sayFailure(outcome.reason)
  else if (!sayRecord(flags.format, outcome.result)) {
    say(pingSummary(remote, outcome.result))
    if (outcome.result.statistics.received === 0) sayFailure('no reply packet received', exits.no)
  }
}
