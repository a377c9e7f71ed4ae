/** `hopproof ping`: as `scion ping`, in a simulated network. */
import { type Command, Option } from 'commander'
import type { SignerKind } from '#control/trust/signer.ts'
import { defaultEpochS } from '#crypto/drkey-epoch.ts'
import type { Preference } from '#host/choice.ts'
import type { Outcome } from '#host/operation.ts'
import { type PingOptions, type PingSize, ping } from '#host/ping.ts'
import { pathIntroduction, pingHead, pingReplyLine, pingSummary } from '#host/print-ping.ts'
import type { PingResult } from '#host/result.ts'
import { UserError } from '#wire/error.ts'
import { formatScionAddress } from '#wire/scion-address.ts'
import { choosePath } from './choose-path.ts'
import { exits, modelledDrkeyWarning, say, warn } from './output.ts'
import { findDestination, finish, finishLive, openNetwork } from './tool-network.ts'
import {
  addToolOptions,
  durationOption,
  integer,
  pathFlags,
  preferOption,
  readWords,
  sayFailure,
  sayRecord,
  type ToolFlags,
} from './tool-options.ts'

interface PingFlags extends ToolFlags {
  readonly count: number
  /** nanoseconds */
  readonly interval: number
  readonly interactive?: boolean
  readonly healthyOnly?: boolean
  readonly payloadSize: number
  readonly packetSize?: number
  readonly maxMtu?: boolean
  readonly prefer?: Preference
  readonly changePath?: boolean
  readonly spao?: boolean
  readonly signatures: SignerKind
}

const description = `test connectivity with SCMP echo packets

TOPOLOGY FROM REMOTE, or, as with the scion tool, REMOTE alone with --topology and --isd-as.
FROM: a host's name, ISD-AS, or ISD-AS,address. REMOTE: the same.

Exit code 1 when no reply comes, 2 on other errors.`

export function registerPing(program: Command): void {
  const command = program.command('ping').summary('test connectivity with SCMP echo packets').description(description)
  addToolOptions(command.argument('<remote...>', 'TOPOLOGY FROM REMOTE'), '1s', 'timeout per packet')
    .option(
      '-c, --count <n>',
      'total number of packets to send; 0: at the pace of the wall clock, until interrupted',
      integer(0, 0xffff),
      0,
    )
    .addOption(durationOption('--interval', 'time between packets', '1s'))
    .option('-i, --interactive', 'choose the path from a list')
    .option('--healthy-only', 'only use paths that answer a probe')
    .option('--refresh', 'ask for paths anew')
    .option('-s, --payload-size <n>', 'bytes after the SCION and SCMP headers', integer(0, 0xffff), 0)
    .option('--packet-size <n>', 'bytes of the whole SCION packet; overrides --payload-size', integer(0, 0xffff))
    .option('--max-mtu', 'packets as large as the path carries; overrides the other sizes')
    .addOption(preferOption())
    .option('--change-path', 'choose the path anew for each packet, so that the ping leaves a path that breaks')
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
  if (flags.interval < 1e6) throw new UserError('interval below millisecond', 'like --interval 200ms')
  const { target, network } = readWords(words, flags, 'REMOTE')
  const choice = pathFlags(flags)
  const { spao, signatures } = flags
  const tool = openNetwork({ ...network, signatures, ...(spao && { drkeyEpochS: defaultEpochS }) })
  if (spao && signatures === 'modelled') warn(modelledDrkeyWarning)
  const destination = findDestination(tool.network, target)
  const fingerprint = flags.interactive ? await choosePath(tool, destination.isdAs, choice, flags) : undefined
  const options: PingOptions = {
    ...choice,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(flags.prefer && { prefer: flags.prefer }),
    ...printing(flags, formatScionAddress(destination)),
    destination,
    healthyOnly: flags.healthyOnly === true,
    mayChangePath: flags.changePath === true,
    authenticate: flags.spao === true,
    count: flags.count === 0 ? 0xffff : flags.count,
    intervalNs: flags.interval,
    timeoutNs: flags.timeout,
    size: sizeOf(flags),
  }
  const outcome = await (flags.count === 0 ? finishLive : finish)(tool, (host, now, out) => ping(host, options, now, out))
  conclude(outcome, flags, formatScionAddress(destination))
}

const sizeOf = (flags: PingFlags): PingSize =>
  flags.maxMtu ? 'mtu' : flags.packetSize === undefined ? { payload: flags.payloadSize } : { packet: flags.packetSize }

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
