/** What `hopproof host` does when it is told to: the tools, and packets by hand. Flags and results are those of the commands of the same name. */
import { Command, CommanderError } from 'commander'
import type { RunningHost } from '#emulate/host/host.ts'
import { platformRandom } from '#emulate/io/random.ts'
import { bandwidthTest } from '#host/bandwidth/client.ts'
import { bandwidthPort, startBandwidthServer } from '#host/bandwidth/server.ts'
import type { Preference } from '#host/choice.ts'
import { echoPort, startEchoServer, udpEcho } from '#host/echo.ts'
import type { Host } from '#host/host.ts'
import type { Operation, Outcome } from '#host/operation.ts'
import { paths } from '#host/paths.ts'
import { ping } from '#host/ping.ts'
import { pathsJson } from '#host/print-paths.ts'
import { traceroute } from '#host/traceroute.ts'
import type { Outbox } from '#wire/actor.ts'
import { fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { formatHost } from '#wire/host-address.ts'
import { parseIsdAs } from '#wire/isdas.ts'
import { parseScionAddress, parseUdpAddress } from '#wire/scion-address.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { addBandwidthOptions, type BandwidthFlags, bandwidthOptions, longFlag } from '../tools/bandwidth-options.ts'
import { addPingOptions, type PingPlanFlags, pingPlan } from '../tools/ping-options.ts'
import { addPathOptions, durationOption, integer, type PathFlags, pathFlags, preferOption } from '../tools/tool-options.ts'
import type { Reply, RunCommand } from './command-channel.ts'
import { addAttacks, addFlows, type FlowContext, type Receivers } from './host-flows.ts'

/** For `serveCommands`. */
export function hostCommands(running: RunningHost): RunCommand {
  const receivers: Receivers = new Map()
  return (words, reply) => {
    let end = (): void => {}
    try {
      commandsOf({ running, receivers }, reply, ending => {
        end = ending
      }).parse(words.map(longFlag), { from: 'user' })
    } catch (error) {
      reply({ error: messageOf(error) })
    }
    return end
  }
}

function messageOf(error: unknown): string {
  if (error instanceof CommanderError) return error.message.replace(/^error: /, '')
  if (error instanceof UserError) return error.hint === undefined ? error.text : `${error.text}: ${error.hint}`
  throw error
}

/** What a command needs. */
interface Context extends FlowContext {
  /** Runs an operation and replies its result, as `show` makes it. */
  operate<R>(
    start: (host: Host, onEnd: (outcome: Outcome<R>) => void, now: number, out: Outbox) => Operation<R>,
    show?: (result: R) => unknown,
  ): void
}

function commandsOf(
  { running, receivers }: Pick<Context, 'running' | 'receivers'>,
  reply: (reply: Reply) => void,
  onStop: (end: () => void) => void,
): Command {
  const silent = { writeErr: () => {}, writeOut: () => {} }
  const program = new Command('host').exitOverride().configureOutput(silent)
  const context: Context = {
    running,
    receivers,
    reply,
    command: name => program.command(name).exitOverride().configureOutput(silent),
    operate(start, show = result => result) {
      const operation = running.run((now, out) =>
        start(running.host, end => reply(end.kind === 'done' ? { result: show(end.result) } : { error: end.reason }), now, out),
      )
      onStop(() => running.run(now => operation.stop(now)))
    },
  }
  addTools(context)
  addServers(context)
  addFlows(context)
  addAttacks(context)
  addPackets(context)
  return program
}

function addTools({ command, operate }: Context): void {
  addPingOptions(addPathOptions(command('ping').argument('<remote>')))
    .addOption(durationOption('--timeout', 'timeout per packet', '1s'))
    .action((remote: string, flags: PingPlanFlags) => {
      const options = { ...pingPlan(flags), destination: parseScionAddress(remote) }
      operate((h, onEnd, now, out) => ping(h, { ...options, onEnd }, now, out))
    })
  addPathOptions(command('traceroute').argument('<remote>'))
    .addOption(durationOption('--timeout', 'timeout per packet', '1s'))
    .option('--refresh', 'ask for paths anew')
    .addOption(preferOption())
    .action((remote: string, flags: PathFlags & { readonly timeout: number; readonly prefer?: Preference }) => {
      const options = { ...pathFlags(flags), ...(flags.prefer && { prefer: flags.prefer }), timeoutNs: flags.timeout }
      const destination = parseScionAddress(remote)
      operate((h, onEnd, now, out) => traceroute(h, { ...options, destination, onEnd }, now, out))
    })
  addPathOptions(command('paths').argument('<isd-as>'))
    .addOption(durationOption('--timeout', 'how long probes wait for their replies', '5s'))
    .option('-m, --maxpaths <n>', 'maximum number of paths; 0: all', integer(0, 1_000_000), 10)
    .option('-r, --refresh', 'ask for paths anew')
    .option('--no-probe', 'do not probe the paths')
    .action((isdAs: string, flags: PathFlags & { readonly timeout: number; readonly maxpaths: number; readonly probe: boolean }) => {
      const { maxpaths: maxPaths, probe, timeout: timeoutNs } = flags
      const options = { ...pathFlags(flags), maxPaths, probe, timeoutNs, destination: parseIsdAs(isdAs) }
      operate((h, onEnd, now, out) => paths(h, { ...options, onEnd }, now, out), pathsJson)
    })
  addPathOptions(command('echo').argument('<remote>', 'ISD-AS,IP or [ISD-AS,IP]:PORT'))
    .option('-c, --count <n>', 'number of packets', integer(1, 0xffff), 1)
    .option('-s, --size <n>', 'bytes of data', integer(4, 0xffff), 64)
    .addOption(durationOption('--interval', 'time between packets', '1s'))
    .addOption(durationOption('--timeout', 'timeout per packet', '1s'))
    .action((remote: string, flags: PathFlags & Record<'count' | 'size' | 'interval' | 'timeout', number>) => {
      const { port, ...destination } = parseUdpAddress(remote)
      const { count, size, interval: intervalNs, timeout: timeoutNs } = flags
      const options = { ...pathFlags(flags), destination, port: port || echoPort, count, size, intervalNs, timeoutNs }
      operate((h, onEnd, now, out) => udpEcho(h, { ...options, onEnd }, now, out))
    })
}

function addServers({ running, command, reply, operate }: Context): void {
  const serve = (name: string, usualPort: number, start: (host: Host, port: number) => boolean): Command =>
    command(name)
      .argument('[port]', 'UDP port', integer(1, 0xffff), usualPort)
      .action((port: number) => {
        if (!running.run(() => start(running.host, port))) throw new UserError(`port ${port} is taken`)
        reply({ result: { port } })
      })
  serve('serve-echo', echoPort, startEchoServer)
  serve('serve-bandwidth', bandwidthPort, (host, port) => startBandwidthServer(host, platformRandom, port))
  addBandwidthOptions(addPathOptions(command('bwtest'))).action((flags: BandwidthFlags) => {
    const options = bandwidthOptions(flags)
    operate((h, onEnd, now, out) => bandwidthTest(h, { ...options, onEnd }, now, out))
  })
}

function addPackets({ running, command, reply }: Context): void {
  const { host } = running
  command('inject')
    .argument('<to>', 'underlay address, IP:PORT')
    .argument('<hex>', 'the bytes')
    .requiredOption('--from-port <port>', 'UDP port of this host', integer(1, 0xffff))
    .action((to: string, hex: string, { fromPort }: { readonly fromPort: number }) => {
      const bytes = fromHex(hex)
      if (bytes === undefined) throw new UserError('the bytes are not hexadecimal')
      parseUnderlay(to)
      if (!running.inject(fromPort, to, bytes)) throw new UserError(`port ${fromPort} is taken`)
      reply({ result: { sent: bytes.length } })
    })
  command('status').action(() => {
    const { isdAs, host: ip } = host.endpoint
    reply({
      result: { address: `${isdAs},${formatHost(ip)}`, counters: host.counters, socket_errors: Object.fromEntries(running.socketErrors) },
    })
  })
}
