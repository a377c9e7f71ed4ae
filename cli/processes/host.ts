/** `hopproof host`: an end host on real sockets. */
import type { Command } from 'commander'
import { folderOf, readTopologyIn } from '#emulate/config/program.ts'
import { EnvironmentError } from '#emulate/environment.ts'
import { readInputText } from '#emulate/files/input.ts'
import { connectDaemon } from '#emulate/host/daemon-connection.ts'
import { type RunningHost, startHost } from '#emulate/host/host.ts'
import { platformRandom } from '#emulate/io/random.ts'
import { startBandwidthServer } from '#host/bandwidth/server.ts'
import { startEchoServer } from '#host/echo.ts'
import type { Host } from '#host/host.ts'
import { UserError } from '#wire/error.ts'
import { parseIp } from '#wire/ip.ts'
import { say } from '../output.ts'
import { integer } from '../tools/tool-options.ts'
import { serveCommands } from './command-channel.ts'
import { hostCommands } from './host-commands.ts'
import { type ClockFlags, clockAheadOption, clockOf } from './long-running.ts'

interface HostFlags extends ClockFlags {
  readonly config?: string
  readonly sciond?: string
  readonly address: string
  readonly name: string
  readonly echoPort?: number
  readonly bandwidthPort?: number
  readonly commands?: boolean
}

const help = `
Answers SCMP echo and traceroute requests on UDP port 30041 of its address, and passes on what comes there for other programs of that address,
as the reference's dispatcher does. SIGTERM and SIGINT end it.

With --commands it takes commands as lines of JSON and replies with such lines; it ends when its input does:
  {"id": 1, "command": ["ping", "1-ff00:0:111,127.0.0.1", "-c", "3"]}
  {"id": 1, "result": {...}}, or {"id": 1, "error": "..."}
Commands: ping, traceroute, paths, echo, bwtest, serve-echo, serve-bandwidth, inject, status; stop ID.

Examples:
  $ hopproof host --config gen/ASff00_0_110 --address 127.0.0.1
  $ hopproof host --sciond 127.0.0.12:30255 --address 127.0.0.1 --echo-port 7 --commands

Exit codes: 0 ended by a signal or its input, 2 usage or input error, 3 a port is in use, an address is not here, no daemon answers.
`

export function registerHost(program: Command): void {
  program
    .command('host')
    .description('an end host on real UDP sockets')
    .option('--config <folder>', "with the AS's topology.json: the host asks the control service")
    .option('--sciond <address>', 'the host asks this daemon, as in 127.0.0.12:30255')
    .requiredOption('--address <ip>', 'of the host, an address of this machine')
    .option('--name <name>', 'how it is called', 'host')
    .option('--echo-port <port>', 'serves UDP echo there', integer(1, 0xffff))
    .option('--bandwidth-port <port>', 'serves bandwidth tests there', integer(1, 0xffff))
    .option('--commands', 'takes commands from standard input')
    .addOption(clockAheadOption())
    .addHelpText('after', help)
    .action(run)
}

async function run(flags: HostFlags): Promise<void> {
  const { address, name, echoPort, bandwidthPort, commands } = flags
  if (parseIp(address) === undefined) throw new UserError(`"${address}" is not an IP address`, 'like --address 127.0.0.1')
  const asks = await whomToAsk(flags)
  const host = await startHost({ address, name, asks, responds: true, ...clockOf(flags) })
  const stop = (): void => {
    host.stop()
    if ('close' in asks) asks.close()
    // A file, as /dev/null, has nothing to let go of.
    if ('unref' in process.stdin) process.stdin.unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
  if (echoPort !== undefined) serve(host, echoPort, startEchoServer)
  if (bandwidthPort !== undefined) serve(host, bandwidthPort, (h, port) => startBandwidthServer(h, platformRandom, port))
  say(`host ${name} is ready: ${host.host.endpoint.isdAs},${address}`)
  if (!commands) return
  await serveCommands(process.stdin, process.stdout, hostCommands(host))
  stop()
}

function whomToAsk({ config, sciond }: HostFlags) {
  if (sciond !== undefined) return connectDaemon(sciond)
  if (config === undefined) throw new UserError('nothing says whom to ask for paths', '--config FOLDER, or --sciond ADDRESS')
  const source = { path: config, read: readInputText }
  return readTopologyIn(folderOf(source, undefined), source)
}

function serve({ run: during, host, stop }: RunningHost, port: number, start: (host: Host, port: number) => boolean): void {
  if (during(() => start(host, port))) return
  stop()
  throw new EnvironmentError(`port ${port} is taken, or not for you to open`, 'another port; those below 1024 need root')
}
