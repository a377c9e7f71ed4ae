/** A SCION daemon as a process: the API that programs ask over TCP, and a UDP socket of the same address to the control service. */
import { createDaemon, type Daemon } from '#host/daemon.ts'
import { joinHostPort, splitHostPort } from '#wire/underlay-address.ts'
import type { ConfigurationSource, LogLevel } from '../config/program.ts'
import { openPages, type ProgramState, programApi } from '../http/program-api.ts'
import { createRealClock, type RealClock } from '../io/clock.ts'
import { createDriver, type Driver } from '../io/driver.ts'
import { localAddressTowards } from '../io/local-address.ts'
import { platformRandom } from '../io/random.ts'
import { createUdp } from '../io/udp.ts'
import { type Log, logFrom, openAll, reloading, tellWarnings } from '../program/running.ts'
import { type Handlers, serveRpc } from '../rpc/server.ts'
import { daemonCalls } from './calls.ts'
import { type DaemonConfiguration, readDaemonConfiguration } from './configuration.ts'
import { createDaemonMetrics } from './daemon-metrics.ts'
import { knownCores } from './known-cores.ts'
import { type DaemonApi, daemonApi } from './schema.ts'
import { createSegmentLookup } from './segment-lookup.ts'

export interface DaemonOptions {
  readonly source: ConfigurationSource
  /** one line, of no lower level than is set */
  log(level: LogLevel, text: string): void
}

export interface RunningDaemon {
  /** as it was at the start */
  readonly configuration: DaemonConfiguration
  /** Prometheus text */
  metrics(): string
  /**
   * Reads the files again; where they are wrong the daemon goes on as it was, and the log says why. Addresses stay as they are until it is
   * started again.
   */
  reload(): Promise<void>
  stop(): void
}

/** What one configuration makes. */
interface Built {
  readonly configuration: DaemonConfiguration
  readonly daemon: Daemon
  readonly calls: Handlers<DaemonApi>
  /** The actor is done with. */
  close(): void
}

interface Surroundings {
  readonly local: LocalSocket
  readonly clock: RealClock
  readonly run: Driver['run']
}

interface State extends ProgramState {
  current: Built
  readonly log: Log
}

/** Everything is open when it resolves. Throws `UserError`, `EnvironmentError`. */
export const startDaemon = (options: DaemonOptions): Promise<RunningDaemon> =>
  openAll(async ({ add, close: stop }) => {
    const configuration = readDaemonConfiguration(options.source)
    const { settings, as } = configuration
    const local = await localSocket(configuration)
    const io = createUdp()
    add(io.close)
    const commit = await io.prepare([{ port: local.port, local: joinHostPort(local.ip, local.port) }])
    const clock = createRealClock()
    const surroundings: Surroundings = { local, clock, run: what => driver.run(what) }
    const first = build(configuration, surroundings)
    const driver = createDriver(first.daemon, io, clock)
    commit()
    const state: State = {
      current: first,
      get configuration() {
        return state.current.configuration
      },
      logLevel: settings.logLevel,
      log: (level, text) => logFrom(state.logLevel, options.log, level, text),
    }
    add(driver.stop, () => state.current.close())
    const figures = createDaemonMetrics()
    const api = await serveRpc(settings.address, daemonApi, currentCalls(state), { answered: figures.answered })
    add(api.stop)
    const metrics = (): string => figures.text(as.isdAs, api.counters(), io.counters)
    add(await openPages(settings, metrics, programApi('daemon', state)))
    tellWarnings(configuration.warnings, state.log)
    return { configuration, metrics, reload: reloading(state.log, () => reload(options, state, surroundings, driver)), stop }
  })

async function reload({ source }: DaemonOptions, s: State, surroundings: Surroundings, driver: Driver): Promise<string> {
  const next = build(readDaemonConfiguration(source), surroundings)
  s.current.close()
  s.current = next
  driver.replace(next.daemon)
  tellWarnings(next.configuration.warnings, s.log)
  return next.configuration.as.isdAs
}

function build(configuration: DaemonConfiguration, { local, clock, run }: Surroundings): Built {
  const { as, folder, settings } = configuration
  const { isdAs, core } = as
  const isCore = knownCores(folder)
  const lookup = createSegmentLookup({ isdAs, core, controlService: as.controlServices[0]!.address, clock, isCore, run })
  const interval = settings.queryIntervalNs === undefined ? {} : { queryIntervalNs: settings.queryIntervalNs }
  const { ip: address, port } = local
  const daemon = createDaemon({ as, address, port, clock, random: platformRandom, before: lookup.before, ...interval })
  return { configuration, daemon, calls: daemonCalls({ as, clock, daemon, isCore, run }), close: lookup.close }
}

/** The answers of the configuration that was read last. */
const currentCalls = (s: State): Handlers<DaemonApi> =>
  Object.fromEntries(
    Object.keys(s.current.calls).map(name => [name, (request: never) => s.current.calls[name as keyof Handlers<DaemonApi>](request)]),
  ) as unknown as Handlers<DaemonApi>

interface LocalSocket {
  readonly ip: string
  readonly port: number
}

/** UDP on the address of the API; where that is any address, on the one the control service is reached from. */
async function localSocket({ as, settings }: DaemonConfiguration): Promise<LocalSocket> {
  const { host, port } = splitHostPort(settings.address)
  const isAny = host === '' || host === '0.0.0.0' || host === '::'
  return { ip: isAny ? await localAddressTowards(as.controlServices[0]!.address) : host, port: Number(port) }
}
