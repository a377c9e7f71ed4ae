/** `hopproof address`: as `scion address`, of a host of a simulated network or of this machine. */
import type { Command } from 'commander'
import type { AddressResult } from '#host/result.ts'
import { UserError } from '#wire/error.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import { type Format, formatOption, say } from '../output.ts'
import { addNetworkOptions, sayRecord } from './tool-options.ts'
import { daemonOf } from './tool-place.ts'

interface AddressFlags {
  readonly topology?: string
  readonly isdAs?: string
  readonly local?: string
  readonly sciond?: string
  readonly seed: number
  readonly json?: boolean
  readonly format: Format
}

const description = `show the SCION address of a host

TOPOLOGY HOST, or --topology and --isd-as, or --sciond. HOST: a host's name, or an ISD-AS, which is its first host.`

export function registerAddress(program: Command): void {
  const command = program.command('address').summary('show the SCION address of a host').description(description)
  addNetworkOptions(command.argument('[where...]', 'TOPOLOGY HOST'))
    .addOption(formatOption())
    .option('--json', 'the same as --format json')
    .action(run)
}

async function run(words: readonly string[], flags: AddressFlags): Promise<void> {
  if (words.length !== 0 && words.length !== 2)
    throw new UserError(`${words.length} arguments`, 'expected TOPOLOGY HOST, or --topology and --isd-as, or --sciond')
  const daemon = daemonOf(flags, words)
  const { isdAs, host: ip } = daemon === undefined ? await simulatedAddress(words, flags) : await liveAddress(daemon, flags)
  const result: AddressResult = { addresses: [{ isd_as: isdAs, ip, address: `${isdAs},${ip}` }] }
  if (!sayRecord(flags.json ? 'json' : flags.format, result)) say(`${isdAs},${ip}`)
}

async function simulatedAddress(words: readonly string[], { topology, isdAs, local, seed }: AddressFlags): Promise<ScionAddress> {
  const [file = topology, from = isdAs] = words
  const { addressOf, openStill } = await import('./tool-network.ts')
  const { source } = openStill({
    ...(file !== undefined && { topology: file }),
    ...(from !== undefined && { from }),
    ...(local !== undefined && { local }),
    ...{ seed, down: [] },
  })
  return { isdAs: source.as.isdAs, host: addressOf(source) }
}

async function liveAddress(daemon: string, flags: AddressFlags): Promise<ScionAddress> {
  const { livePlace } = await import('./live-place.ts')
  const { address, close } = await livePlace(daemon, flags)
  close()
  return address
}
