/** Flags of a ping: how many packets of what size, over which paths. */
import type { Command } from 'commander'
import type { Preference } from '#host/choice.ts'
import type { PingOptions, PingSize } from '#host/ping.ts'
import { UserError } from '#wire/error.ts'
import { durationOption, integer, type PathFlags, pathFlags, preferOption } from './tool-options.ts'

export interface PingPlanFlags extends PathFlags {
  /** nanoseconds */
  readonly timeout: number
  /** 0: as many as can be told apart */
  readonly count: number
  /** nanoseconds */
  readonly interval: number
  readonly healthyOnly?: boolean
  readonly payloadSize: number
  readonly packetSize?: number
  readonly maxMtu?: boolean
  readonly prefer?: Preference
  readonly changePath?: boolean
}

/** All but `--timeout` and what chooses paths. */
export const addPingOptions = (command: Command): Command =>
  command
    .option(
      '-c, --count <n>',
      'total number of packets to send; 0: at the pace of the wall clock, until interrupted',
      integer(0, 0xffff),
      0,
    )
    .addOption(durationOption('--interval', 'time between packets', '1s'))
    .option('--healthy-only', 'only use paths that answer a probe')
    .option('--refresh', 'ask for paths anew')
    .option('-s, --payload-size <n>', 'bytes after the SCION and SCMP headers', integer(0, 0xffff), 0)
    .option('--packet-size <n>', 'bytes of the whole SCION packet; overrides --payload-size', integer(0, 0xffff))
    .option('--max-mtu', 'packets as large as the path carries; overrides the other sizes')
    .addOption(preferOption())
    .option('--change-path', 'choose the path anew for each packet, so that the ping leaves a path that breaks')

/** Throws `UserError`. */
export function pingPlan(flags: PingPlanFlags): Omit<PingOptions, 'destination'> {
  if (flags.interval < 1e6) throw new UserError('interval below millisecond', 'like --interval 200ms')
  return {
    ...pathFlags(flags),
    ...(flags.prefer && { prefer: flags.prefer }),
    healthyOnly: flags.healthyOnly === true,
    mayChangePath: flags.changePath === true,
    count: flags.count === 0 ? 0xffff : flags.count,
    intervalNs: flags.interval,
    timeoutNs: flags.timeout,
    size: sizeOf(flags),
  }
}

const sizeOf = (flags: PingPlanFlags): PingSize =>
  flags.maxMtu ? 'mtu' : flags.packetSize === undefined ? { payload: flags.payloadSize } : { packet: flags.packetSize }
