/** `hopproof as`: all programs of an AS in one process. */
import type { Command } from 'commander'
import { startAs } from '#emulate/as.ts'
import type { PacketIoKind } from '#emulate/io/available.ts'
import { say } from '../output.ts'
import { logLine, runUntilEnded } from './long-running.ts'
import { ioOption } from './router.ts'

interface AsFlags {
  readonly config: string
  readonly io: PacketIoKind
  readonly host: boolean
}

const help = `
Starts what the folder configures, each program as its own command would (hopproof router, control, daemon) and from the same files: the border
routers and control services of topology.json, and where there is an sd.toml the daemon, and a host at the daemon's IP address that answers SCMP requests on
UDP port 30041 and passes on what comes there for others. SIGHUP reads all of it again; SIGTERM and SIGINT end it.

Examples:
  $ hopproof topo configure my.topo --out gen
  $ hopproof as --config gen/ASff00_0_110

Exit codes: 0 ended by a signal, 2 usage or input error, 3 a port is in use, an address is not here, a right is missing.
`

export function registerAs(program: Command): void {
  program
    .command('as')
    .description('all programs of an AS in one process: border routers, control services, daemon, host')
    .requiredOption('--config <folder>', 'with topology.json, .toml files, keys/, certs/ and crypto/')
    .option('--no-host', 'no host: another program has port 30041, as a dispatcher')
    .addOption(ioOption())
    .addHelpText('after', help)
    .action(run)
}

async function run({ config, io, host }: AsFlags): Promise<void> {
  const running = await startAs({ folder: config, io, responds: host, log: logLine })
  runUntilEnded(running)
  say(`AS ${running.as.isdAs} is ready: ${running.programs.join('; ')}`)
}
