/** `hopproof address`: as `scion address`, of a host of a simulated network. */
import type { Command } from 'commander'
import type { AddressResult } from '#host/result.ts'
import { UserError } from '#wire/error.ts'
import { type Format, formatOption, say } from './output.ts'
import { addressOf, openStill } from './tool-network.ts'
import { addNetworkOptions, sayRecord } from './tool-options.ts'

interface AddressFlags {
  readonly topology?: string
  readonly isdAs?: string
  readonly local?: string
  readonly seed: number
  readonly json?: boolean
  readonly format: Format
}

const description = `show the SCION address of a host

TOPOLOGY HOST, or --topology and --isd-as. HOST: a host's name, or an ISD-AS, which is its first host.`

export function registerAddress(program: Command): void {
  const command = program.command('address').summary('show the SCION address of a host').description(description)
  addNetworkOptions(command.argument('[where...]', 'TOPOLOGY HOST'))
    .addOption(formatOption())
    .option('--json', 'the same as --format json')
    .action(run)
}

function run(words: readonly string[], flags: AddressFlags): void {
  if (words.length !== 0 && words.length !== 2)
    throw new UserError(`${words.length} arguments`, 'expected TOPOLOGY HOST, or --topology and --isd-as')
  const [topology = flags.topology, from = flags.isdAs] = words
  const network = {
    ...(topology !== undefined && { topology }),
    ...(from !== undefined && { from }),
    ...(flags.local !== undefined && { local: flags.local }),
  }
  const { source } = openStill({ ...network, seed: flags.seed, down: [] })
  const { isdAs } = source.as
  const ip = addressOf(source)
  const result: AddressResult = { addresses: [{ isd_as: isdAs, ip, address: `${isdAs},${ip}` }] }
  if (!sayRecord(flags.json ? 'json' : flags.format, result)) say(`${isdAs},${ip}`)
}
