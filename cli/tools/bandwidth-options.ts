/** Flags of a bandwidth test: those of scion-bwtestclient. */
import { type Command, Option } from 'commander'
import type { BandwidthOptions } from '#host/bandwidth/client.ts'
import { defaultPlan, parsePlan } from '#host/bandwidth/plan.ts'
import { bandwidthPort } from '#host/bandwidth/server.ts'
import { parseUdpAddress } from '#wire/scion-address.ts'
import { type PathFlags, pathFlags } from './tool-options.ts'

export interface BandwidthFlags extends PathFlags {
  readonly server: string
  readonly cs: string
  readonly sc?: string
}

const planText = `seconds,bytes,packets,rate, as in ${defaultPlan}; one of them may be ?`

export const addBandwidthOptions = (command: Command): Command =>
  command
    .requiredOption('-s, --server <address>', `ISD-AS,IP or [ISD-AS,IP]:PORT; port ${bandwidthPort} where none is said`)
    .addOption(new Option('--cs <plan>', `client to server: ${planText}`).default(defaultPlan))
    .option('--sc <plan>', 'server to client (default: as --cs)')
    .option('--refresh', 'ask for paths anew')

/** scion-bwtestclient writes `-cs` and `-sc`. */
export const longFlag = (word: string): string => (word === '-cs' || word === '-sc' ? `-${word}` : word)

/** Throws `UserError`. */
export function bandwidthOptions(flags: BandwidthFlags): BandwidthOptions {
  const { port, ...destination } = parseUdpAddress(flags.server)
  const toServer = parsePlan(flags.cs)
  return {
    ...pathFlags(flags),
    destination,
    ...(port > 0 && { port }),
    toServer,
    toClient: flags.sc === undefined ? toServer : parsePlan(flags.sc),
  }
}
