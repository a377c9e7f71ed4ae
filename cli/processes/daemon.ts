/** `hopproof daemon`: the daemon that programs ask for paths, for the reference's tools and ours. */
import type { Command } from 'commander'
import { startDaemon } from '#emulate/daemon/daemon.ts'
import { readInputText } from '#emulate/files/input.ts'
import { say } from '../output.ts'
import { logLine, runUntilEnded } from './long-running.ts'

interface DaemonFlags {
  readonly config: string
  readonly id?: string
}

const help = `
Reads the reference's own files: sd.toml (general.id, general.config_dir, sd.address, sd.query_interval, metrics.prometheus,
log.console.level), and in its config_dir topology.json. Answers gRPC, gRPC-web and Connect on sd.address, TCP; asks the control service from
the same address and port, UDP, or, where it is the reference's, by gRPC. SIGHUP reads the files again, but for addresses; SIGTERM and SIGINT end it.

Examples:
  $ hopproof daemon --config gen/ASff00_0_110
  $ scion showpaths --sciond 127.0.0.12:30255 1-ff00:0:111
  $ curl -H 'content-type: application/json' -d '{}' http://127.0.0.12:30255/proto.daemon.v1.DaemonService/AS

Exit codes: 0 ended by a signal, 2 usage or input error, 3 a port is in use, an address is not here.
`

export function registerDaemon(program: Command): void {
  program
    .command('daemon')
    .description('the daemon that programs ask for paths')
    .requiredOption('--config <path>', 'sd.toml, or a folder with topology.json')
    .option('--id <id>', 'read ID.toml of the folder')
    .addHelpText('after', help)
    .action(run)
}

async function run({ config, id }: DaemonFlags): Promise<void> {
  const source = { path: config, ...(id !== undefined && { id }), read: readInputText }
  const daemon = await startDaemon({ source, log: logLine })
  runUntilEnded(daemon)
  const { id: name, as, settings } = daemon.configuration
  say(`daemon ${name} of ${as.isdAs} is ready: ${settings.address}`)
}
