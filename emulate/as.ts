/**
 * All programs of an AS in one process: border routers, control services, the daemon, a host. What they say to each other still goes over
 * sockets.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AsTopology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { splitHostPort } from '#wire/underlay-address.ts'
import { type LogLevel, readTopologyIn } from './config/program.ts'
import { describeControl, startControl } from './control/control.ts'
import { readDaemonConfiguration } from './daemon/configuration.ts'
import { startDaemon } from './daemon/daemon.ts'
import { readInputText } from './files/input.ts'
import { startHost } from './host/host.ts'
import type { PacketIoKind } from './io/available.ts'
import { openAll } from './program/running.ts'
import { describePlaces, startRouter } from './router/router.ts'

export interface AsOptions {
  /** the AS's configuration folder */
  readonly folder: string
  /** of routers; default: auto */
  readonly io?: PacketIoKind
  /** Answers SCMP requests at the daemon's IP address, on the port that all programs of a host share; default true */
  readonly responds?: boolean
  /** one line, which names the program it is from */
  log(level: LogLevel, text: string): void
}

export interface RunningAs {
  readonly as: AsTopology
  /** a line each: what it is and where it listens */
  readonly programs: readonly string[]
  /** Each program reads its files again; programs that are new in topology.json are not started, those that are gone go on as they were. */
  reload(): Promise<void>
  stop(): void
}

interface Started {
  readonly says: string
  reload?(): Promise<void>
  stop(): void
}

type Start = (folder: string, log: AsOptions['log']) => Promise<Started>

/** Everything is open when it resolves, or nothing. Throws `UserError`, `EnvironmentError`. */
export async function startAs({ folder, io, responds = true, log }: AsOptions): Promise<RunningAs> {
  const as = readTopologyIn(folder, { path: folder, read: readInputText })
  const starts = startsOf(as, folder, io, responds)
  if (starts.length === 0)
    throw new UserError('has no programs: neither border_routers nor control_service nor sd.toml', undefined, { file: folder })
  return openAll(async ({ add, close: stop }) => {
    const running: Started[] = []
    for (const [id, start] of starts) {
      const program = await start(folder, (level, text) => log(level, `${id}: ${text}`))
      running.push(program)
      add(program.stop)
    }
    return {
      as,
      programs: running.map(({ says }) => says),
      async reload() {
        await Promise.all(running.map(program => program.reload?.()))
      },
      stop,
    }
  })
}

/** Routers first: without them services have nobody to speak to. */
function startsOf(
  as: AsTopology,
  folder: string,
  io: PacketIoKind | undefined,
  responds: boolean,
): (readonly [id: string, start: Start])[] {
  const daemon: readonly (readonly [string, Start])[] = responds
    ? [
        ['sd', daemonStart],
        ['host', hostStart(as)],
      ]
    : [['sd', daemonStart]]
  return [
    ...as.routers.map(({ id }) => [id, routerStart(id, io)] as const),
    ...as.controlServices.map(({ id }) => [id, controlStart(id)] as const),
    ...(existsSync(join(folder, 'sd.toml')) ? daemon : []),
  ]
}

const routerStart =
  (id: string, io: PacketIoKind | undefined): Start =>
  async (path, log) => {
    const router = await startRouter({ source: { path, id, read: readInputText }, log, ...(io !== undefined && { io }) })
    return { ...router, says: `router ${id}: ${describePlaces(router.configuration)}` }
  }

const controlStart =
  (id: string): Start =>
  async (path, log) => {
    const control = await startControl({ source: { path, id, read: readInputText }, log })
    return { ...control, says: `control service ${id}: ${describeControl(control.configuration)}` }
  }

const daemonStart: Start = async (path, log) => {
  const daemon = await startDaemon({ source: { path, read: readInputText }, log })
  return { ...daemon, says: `daemon: ${daemon.configuration.settings.address}` }
}

/** At the daemon's address, which is one of the host that programs ask it from. */
const hostStart =
  (as: AsTopology): Start =>
  async path => {
    const { settings } = readDaemonConfiguration({ path, read: readInputText })
    const { host: address } = splitHostPort(settings.address)
    const host = await startHost({ address, name: 'host', asks: as, responds: true })
    return { ...host, says: `host: ${as.isdAs},${address}` }
  }
