/** `hopproof control`: the control service of an AS on a real socket. */
import type { Command } from 'commander'
import { describeControl, startControl } from '#emulate/control/control.ts'
import { readInputText } from '#emulate/files/input.ts'
import { say } from '../output.ts'
import { type ClockFlags, clockAheadOption, clockOf, logLine, runUntilEnded } from './long-running.ts'

interface ControlFlags extends ClockFlags {
  readonly config: string
  readonly id?: string
}

const help = `
Reads the reference's own files: cs.toml (general.id, general.config_dir, trust_db.connection, beacon_db.connection, path_db.connection, ca.mode,
ca.max_as_validity, beaconing.*, path.query_interval, path.hidden_paths_cfg, drkey.level1_db, metrics.prometheus, api.addr, log.console.level),
and in its config_dir topology.json, keys/, certs/, crypto/ and staticInfoConfig.json.
What it learns is kept in files beside the names of the databases, as CONNECTION.ndjson, and found again at the next start.
SIGHUP reads the configuration again; SIGTERM and SIGINT end the service.

Services of hopproof speak to each other in SCION/UDP packets of their own, not by QUIC and gRPC: a network has control services of hopproof or
of another implementation, not of both. Border routers may be mixed.

Examples:
  $ hopproof topo configure my.topo --out gen
  $ hopproof control --config gen/ASff00_0_110/cs1-ff00_0_110-1.toml

Exit codes: 0 ended by a signal, 2 usage or input error, 3 a port is in use, an address is not here, a right is missing.
`

export function registerControl(program: Command): void {
  program
    .command('control')
    .description('the control service of an AS on a real UDP socket')
    .requiredOption('--config <path>', 'cs.toml, or a folder with topology.json, keys/, certs/ and crypto/')
    .option('--id <id>', 'which control service of topology.json (default: general.id, or the only one)')
    .addOption(clockAheadOption())
    .addHelpText('after', help)
    .action(run)
}

async function run({ config, id, ...flags }: ControlFlags): Promise<void> {
  const source = { path: config, ...(id !== undefined && { id }), read: readInputText }
  const control = await startControl({ source, ...clockOf(flags), log: logLine })
  runUntilEnded(control)
  const { configuration } = control
  say(`control service ${configuration.id} of ${configuration.as.isdAs} is ready: ${describeControl(configuration)}`)
}
