/** A control service as a process: configuration, what it knew before, socket, actor, figures. */
import type { ControlEvent, ControlEventName } from '#control/events.ts'
import { oneAs, rememberAtMost } from '#control/segment/intern.ts'
import { type ControlService, createStores } from '#control/service.ts'
import type { Stores } from '#control/state.ts'
import type { TrustSettings } from '#control/trust/state.ts'
import { internalPort, type UnderlayAddress, unixSeconds } from '#wire/actor.ts'
import { type ControlConfiguration, readControlConfiguration } from '../config/control.ts'
import type { ConfigurationSource, LogLevel } from '../config/program.ts'
import { requireUsable } from '../config/trust.ts'
import { openPages } from '../http/program-api.ts'
import { createRealClock, type RealClock } from '../io/clock.ts'
import { createDriver, type Driver } from '../io/driver.ts'
import type { PacketIo, SocketPlace } from '../io/packet-io.ts'
import { createUdp } from '../io/udp.ts'
import { type Log, logFrom, openAll, reloading, tellWarnings } from '../program/running.ts'
import { buildService, credentialsOf, policiesFor, storesFor } from './build.ts'
import { type ControlApiState, controlApi } from './control-api.ts'
import { type ControlMetrics, createControlMetrics } from './control-metrics.ts'
import { createKeeper, type Keeper, restore } from './keeper.ts'

export interface ControlOptions {
  readonly source: ConfigurationSource
  /** one line, of no lower level than is set */
  log(level: LogLevel, text: string): void
  /** default: the right time */
  readonly clock?: RealClock
  /** default: those of a control service; what cs.toml says goes before */
  readonly trust?: Partial<TrustSettings>
}

export interface RunningControl {
  readonly configuration: ControlConfiguration
  readonly service: ControlService
  /** Prometheus text */
  metrics(): string
  /** Reads the files again; where they are wrong the service goes on as it was, and the log says why. Nothing it knows is lost. */
  reload(): Promise<void>
  stop(): void
}

interface State extends ControlApiState {
  configuration: ControlConfiguration
  service: ControlService
  readonly io: PacketIo
  readonly metrics: ControlMetrics
  readonly keeper: Keeper
  build(configuration: ControlConfiguration, stores: Stores): ControlService
  readonly log: Log
}

/** Everything is open, and what was read from the disk is on it again, when it resolves. Throws `UserError`, `EnvironmentError`. */
export const startControl = (options: ControlOptions): Promise<RunningControl> =>
  openAll(async ({ add, close: stop }) => {
    rememberAtMost(oneAs)
    const { source, clock = createRealClock() } = options
    const configuration = readControlConfiguration(source)
    const io = createUdp()
    add(io.close)
    const commit = await io.prepare(placesOf(configuration))
    const state = createState(options, configuration, clock, io)
    add(state.keeper.stop)
    const driver = createDriver(state.service, io, clock)
    add(driver.stop)
    commit()
    add(await openPages(configuration.settings, () => figures(state), controlApi(state)))
    tellWarnings(configuration.warnings, state.log)
    return running(options, state, driver, stop)
  })

function createState(options: ControlOptions, configuration: ControlConfiguration, clock: RealClock, io: PacketIo): State {
  const { as, settings, databases } = configuration
  const { isdAs } = as
  const nowS = (): number => unixSeconds(clock, clock.now())
  const log: Log = (level, text) => logFrom(state.logLevel, options.log, level, text)
  const stores = createStores(as.core, policiesFor(configuration))
  const unreadable: string[] = []
  const learnt = restore({ isdAs, databases }, stores, nowS(), text => unreadable.push(text))
  const credentials = credentialsOf(configuration, learnt.credentials)
  let keeper: Keeper | undefined
  const observe = (event: ControlEvent): void => {
    keeper?.noted(event.event)
    log(noteworthy.has(event.event) ? 'info' : 'debug', eventText(event))
  }
  const build = (c: ControlConfiguration, kept: Stores): ControlService => {
    credentials.splice(0, Infinity, ...credentialsOf(c, credentials))
    const service = buildService(c, kept, { clock, observe, learnt: learnt.trcs, credentials, trust: options.trust })
    requireUsable(c.material, credentials, kept.trusted, nowS())
    return service
  }
  const common = { io, nowS, log, build, metrics: createControlMetrics() }
  const state = { ...common, configuration, logLevel: settings.logLevel, service: build(configuration, stores) }
  for (const text of unreadable) log('error', text)
  keeper = createKeeper({ isdAs, databases, credentials, nowS, log, stores: () => state.service.state })
  return Object.assign(state, { keeper })
}

/** These happen seldom, and matter; the others are for whoever looks for something. */
const noteworthy: ReadonlySet<ControlEventName> = new Set(['trcLearnt', 'renewed', 'renewalFailed', 'issued'])
const eventText = ({ event, rejection, detail }: ControlEvent): string =>
  `${rejection === undefined ? event : `${event}: ${rejection}`}: ${detail}`

const figures = (s: State): string => s.metrics.text(s.service, s.io.counters)

function running(options: ControlOptions, s: State, driver: Driver, stop: () => void): RunningControl {
  return {
    get configuration() {
      return s.configuration
    },
    get service() {
      return s.service
    },
    metrics: () => figures(s),
    reload: reloading(s.log, () => reload(options, s, driver)),
    stop,
  }
}

async function reload({ source }: ControlOptions, s: State, driver: Driver): Promise<string> {
  const configuration = readControlConfiguration(source)
  const service = s.build(configuration, storesFor(configuration, s.service.state))
  const commit = await s.io.prepare(placesOf(configuration))
  commit()
  s.metrics.retire(s.service)
  Object.assign(s, { configuration, service })
  driver.replace(service)
  tellWarnings(configuration.warnings, s.log)
  return describeControl(configuration)
}

const ownAddress = ({ as, id }: ControlConfiguration): UnderlayAddress => as.controlServices.find(s => s.id === id)!.address
const placesOf = (configuration: ControlConfiguration): SocketPlace[] => [{ port: internalPort, local: ownAddress(configuration) }]

/** "127.0.0.11:31000, core, CA" */
export const describeControl = (configuration: ControlConfiguration): string =>
  [ownAddress(configuration), configuration.as.core && 'core', configuration.material.ca && 'CA'].filter(Boolean).join(', ')
