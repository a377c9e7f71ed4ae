/** `hopproof router`: a border router on real sockets. */
import { type Command, Option } from 'commander'
import { readInputText } from '#emulate/files/input.ts'
import { type PacketIoKind, packetIoKinds } from '#emulate/io/available.ts'
import { describePlaces, startRouter } from '#emulate/router/router.ts'
import { withGuardOff } from '#router/rules.ts'
import { say } from '../output.ts'
import { type ClockFlags, clockAheadOption, clockOf, logLine, runUntilEnded } from './long-running.ts'

interface RouterFlags extends ClockFlags {
  readonly config: string
  readonly id?: string
  readonly evidence?: string
  readonly pcap?: string
  readonly paused?: boolean
  readonly io: PacketIoKind
  readonly guardOff?: string
}

const help = `
Reads the reference's own files: br.toml (general.id, general.config_dir, features.experimental_scmp_authentication, metrics.prometheus,
api.addr, log.console.level, router.receive_buffer_size and router.send_buffer_size: 4 MiB if it says nothing), and in its config_dir
topology.json and keys/master0.key.
SIGHUP reads them again; SIGTERM and SIGINT end the router.

Examples:
  $ hopproof router --config gen/ASff00_0_110 --id br1-ff00_0_110-1
  $ hopproof router --config br.toml --evidence br1.ndjson --pcap br1.pcapng     and every decision, and every packet

Exit codes: 0 ended by a signal, 2 usage or input error, 3 a port is in use, an address is not here, a right is missing.
`

export function registerRouter(program: Command): void {
  program
    .command('router')
    .description('a border router on real UDP sockets')
    .requiredOption('--config <path>', 'br.toml, or a folder with topology.json and keys/')
    .option('--id <id>', 'which border router of topology.json (default: general.id, or the only one)')
    .option('--evidence <file>', 'every decision as a line of JSON')
    .option('--pcap <file>', 'every packet in a capture; SIGUSR2 switches it on and off')
    .option('--paused', 'the capture is off at first')
    .addOption(ioOption())
    .addOption(guardOffOption())
    .addOption(clockAheadOption())
    .addHelpText('after', help)
    .action(run)
}

/** A weakened router. Its name is checked here: nothing is started with one that no rule has. */
export const guardOffOption = (): Option =>
  new Option('--guard-off <rule>', 'for experiments: this rule refuses nothing').argParser(name => {
    withGuardOff(name)
    return name
  })

export const ioOption = (): Option =>
  new Option('--io <kind>', 'how packets come and go: many a system call, or by Node').choices(packetIoKinds).default('auto')

async function run({ config, id, guardOff, clockAhead, ...files }: RouterFlags): Promise<void> {
  const source = { path: config, ...(id !== undefined && { id }), read: readInputText }
  const rules = guardOff === undefined ? {} : { rules: withGuardOff(guardOff) }
  const router = await startRouter({ source, ...files, ...rules, ...clockOf({ clockAhead }), log: logLine })
  runUntilEnded(router)
  process.on('SIGUSR2', router.toggleCapture)
  if (guardOff !== undefined) logLine('error', `${guardOff} is off: this router lets pass what it should refuse`)
  say(`router ${router.configuration.id} of ${router.configuration.as.isdAs} is ready: ${describePlaces(router.configuration)}`)
}
