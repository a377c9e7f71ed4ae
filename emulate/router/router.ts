/** A border router as a process: configuration, sockets, actor, figures, evidence. */
import { createRouter, type Router, type RouterObserver } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { createObservers } from '#sim/observers.ts'
import { bfdStateNames } from '#wire/bfd.ts'
import type { ConfigurationSource, LogLevel } from '../config/program.ts'
import { type RouterConfiguration, readRouterConfiguration } from '../config/router.ts'
import { platformAes } from '../crypto/aes.ts'
import { openPages } from '../http/program-api.ts'
import { createPacketIo, type PacketIoKind } from '../io/available.ts'
import { createRealClock, type RealClock } from '../io/clock.ts'
import { createDriver, type Driver } from '../io/driver.ts'
import type { PacketIo, SocketPlace } from '../io/packet-io.ts'
import { platformRandom } from '../io/random.ts'
import { type Log, logFrom, openAll, reloading, tellWarnings } from '../program/running.ts'
import { createRecorder } from '../record/recorder.ts'
import { type ApiState, routerApi } from './router-api.ts'
import { createRouterMetrics, type RouterMetrics } from './router-metrics.ts'

export interface RouterOptions {
  readonly source: ConfigurationSource
  /** file of every decision, NDJSON */
  readonly evidence?: string
  /** capture, pcapng */
  readonly pcap?: string
  /** the capture waits for `toggleCapture` */
  readonly paused?: boolean
  /** one line, of no lower level than is set */
  log(level: LogLevel, text: string): void
  /** default: auto */
  readonly io?: PacketIoKind
  /** default: the right time */
  readonly clock?: RealClock
  /** fewer or other rules, for a router that is to be weaker; default: `ruleSet` */
  readonly rules?: RuleSet
}

export interface RunningRouter {
  readonly configuration: RouterConfiguration
  readonly router: Router
  /** Prometheus text */
  metrics(): string
  /** Reads the files again; where they are wrong the router goes on as it was, and the log says why. */
  reload(): Promise<void>
  /** Switches the capture on, or off. */
  toggleCapture(): void
  stop(): void
}

/**
 * bytes the system holds for a socket, where br.toml does not say: of packets that arrive, 40 ms of what a router can take; of those that leave,
 * so many that the link's queue decides what is lost
 */
const buffers = { receiveBuffer: 4 * 1024 * 1024, sendBuffer: 4 * 1024 * 1024 }

/** Everything is open when it resolves. Throws `UserError`, `EnvironmentError`. */
export const startRouter = (options: RouterOptions): Promise<RunningRouter> =>
  openAll(async ({ add, close: stop }) => {
    const { source, clock = createRealClock(), rules = ruleSet } = options
    const configuration = readRouterConfiguration(source)
    const { settings } = configuration
    const recorder = createRecorder({ ...options, failed: reason => options.log('error', reason) })
    add(recorder.close)
    const io = await createPacketIo(options.io ?? 'auto', { ...buffers, ...settings })
    add(io.close)
    const metrics = createRouterMetrics()
    const always = { ...metrics.observer, ...tellSessions(text => logOf(state)('info', text)) }
    const observer = watchedBy([always, ...recorder.observers])
    const build = (c: RouterConfiguration, before?: Router): Router => buildRouter(c, { clock, rules, observer, before })
    const state: State = { configuration, router: build(configuration), logLevel: settings.logLevel, options, build, io, metrics }
    const commit = await io.prepare(placesOf(configuration))
    const driver = createDriver(state.router, io, clock)
    add(driver.stop)
    commit()
    add(await openPages(settings, () => state.metrics.text(state.router, io.counters), routerApi(state)))
    tellWarnings(configuration.warnings, logOf(state))
    return running(state, driver, { stop, toggleCapture: recorder.toggle })
  })

interface State extends ApiState {
  configuration: RouterConfiguration
  router: Router
  readonly options: RouterOptions
  readonly io: PacketIo
  readonly metrics: RouterMetrics
  build(configuration: RouterConfiguration, before?: Router): Router
}

function running(s: State, driver: Driver, switches: Pick<RunningRouter, 'stop' | 'toggleCapture'>): RunningRouter {
  return {
    get configuration() {
      return s.configuration
    },
    get router() {
      return s.router
    },
    metrics: () => s.metrics.text(s.router, s.io.counters),
    reload: reloading(logOf(s), () => reload(s, driver)),
    ...switches,
  }
}

async function reload(s: State, driver: Driver): Promise<string> {
  const configuration = readRouterConfiguration(s.options.source)
  const router = s.build(configuration, s.router)
  const commit = await s.io.prepare(placesOf(configuration))
  commit()
  Object.assign(s, { configuration, router })
  driver.replace(router)
  tellWarnings(configuration.warnings, logOf(s))
  return describePlaces(configuration)
}

const logOf =
  (s: State): Log =>
  (level, text) =>
    logFrom(s.logLevel, s.options.log, level, text)

interface RouterParts {
  readonly clock: RealClock
  readonly rules: RuleSet
  readonly observer: RouterObserver
  readonly before: Router | undefined
}

function buildRouter(c: RouterConfiguration, { before, ...parts }: RouterParts): Router {
  const { as, id, key, settings } = c
  const { scmpAuthentication, bfd } = settings
  const more = before === undefined ? {} : { before: before.state }
  return createRouter({ as, id, key, random: platformRandom, scmpAuthentication, bfd, cipher: platformAes, ...parts, ...more })
}

/** "interface 131: BFD down -> init" */
const tellSessions = (tell: (text: string) => void): Pick<RouterObserver, 'sessionChanged'> => ({
  sessionChanged(_, link, before) {
    const where = link.kind === 'external' ? `interface ${link.ifId}` : `sibling ${link.routerId}`
    tell(`${where}: BFD ${bfdStateNames[before]} -> ${bfdStateNames[link.session!.state]}`)
  },
})

/** An observer that wants packets as they arrived costs the batches: only where there is one. */
function watchedBy(all: readonly RouterObserver[]): RouterObserver {
  if (all.length === 1) return all[0]!
  const observers = createObservers()
  for (const observer of all) observers.add(observer)
  return observers
}

function placesOf({ as, id }: RouterConfiguration): SocketPlace[] {
  const own = as.routers.find(r => r.id === id)!
  return [{ port: 0, local: own.internalAddress }, ...own.interfaces.map(({ ifId, local, remote }) => ({ port: ifId, local, remote }))]
}

/** "192.168.0.11:30001, interfaces 121 131" */
export function describePlaces(configuration: RouterConfiguration): string {
  const [internal, ...external] = placesOf(configuration)
  return `${internal!.local}, interfaces ${external.map(p => p.port).join(' ') || 'none'}`
}
