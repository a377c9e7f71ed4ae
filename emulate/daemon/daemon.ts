/** A SCION daemon as a process: the API that programs ask over TCP, and a UDP socket of the same address to the control service. */
import { createDaemon } from '#host/daemon.ts'
import { joinHostPort, splitHostPort } from '#wire/underlay-address.ts'
import type { ConfigurationSource, LogLevel } from '../config/program.ts'
import { openPages, programApi } from '../http/program-api.ts'
import { createRealClock } from '../io/clock.ts'
import { createDriver } from '../io/driver.ts'
import { localAddressTowards } from '../io/local-address.ts'
import { platformRandom } from '../io/random.ts'
import { createUdp } from '../io/udp.ts'
import { logFrom, warningText } from '../program.ts'
import { serveRpc } from '../rpc/server.ts'
import { daemonCalls } from './calls.ts'
import { type DaemonConfiguration, readDaemonConfiguration } from './configuration.ts'
import { createDaemonMetrics } from './daemon-metrics.ts'
import { knownCores } from './known-cores.ts'
import { daemonApi } from './schema.ts'

export interface DaemonOptions {
  readonly source: ConfigurationSource
  /** one line, of no lower level than is set */
  log(level: LogLevel, text: string): void
}

export interface RunningDaemon {
  readonly configuration: DaemonConfiguration
  /** Prometheus text */
  metrics(): string
  stop(): void
}

/** Everything is open when it resolves. Throws `UserError`, `EnvironmentError`. */
export async function startDaemon({ source, log }: DaemonOptions): Promise<RunningDaemon> {
  const configuration = readDaemonConfiguration(source)
  const stops: (() => void)[] = []
  const stop = (): void => {
    for (const end of stops.splice(0).reverse()) end()
  }
  try {
    const metrics = await open(configuration, stops)
    for (const finding of configuration.warnings) logFrom(configuration.settings.logLevel, log, 'info', warningText(finding))
    return { configuration, metrics, stop }
  } catch (error) {
    stop()
    throw error
  }
}

async function open(configuration: DaemonConfiguration, stops: (() => void)[]): Promise<() => string> {
  const { as, settings, folder } = configuration
  const { address, queryIntervalNs } = settings
  const local = await localSocket(configuration)
  const io = createUdp()
  stops.push(io.close)
  const commit = await io.prepare([{ port: local.port, local: joinHostPort(local.ip, local.port) }])
  const clock = createRealClock()
  const interval = queryIntervalNs === undefined ? {} : { queryIntervalNs }
  const daemon = createDaemon({ as, address: local.ip, port: local.port, clock, random: platformRandom, ...interval })
  const driver = createDriver(daemon, io, clock)
  stops.push(driver.stop)
  commit()
  const figures = createDaemonMetrics()
  const calls = daemonCalls({ as, clock, daemon, isCore: knownCores(folder), run: driver.run })
  const api = await serveRpc(address, daemonApi, calls, { answered: figures.answered })
  stops.push(api.stop)
  const metrics = (): string => figures.text(as.isdAs, api.counters(), io.counters)
  stops.push(await openPages(settings, metrics, programApi('daemon', { configuration, logLevel: settings.logLevel })))
  return metrics
}

/** UDP on the address of the API; where that is any address, on the one the control service is reached from. */
async function localSocket({ as, settings }: DaemonConfiguration): Promise<{ readonly ip: string; readonly port: number }> {
  const { host, port } = splitHostPort(settings.address)
  const isAny = host === '' || host === '0.0.0.0' || host === '::'
  return { ip: isAny ? await localAddressTowards(as.controlServices[0]!.address) : host, port: Number(port) }
}
