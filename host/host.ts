/**
 * The end host as an actor: answers SCMP requests, hands packets to the operations and servers that wait for them, keeps paths.
 *
 * It has one address and sends from and hears on UDP ports of it: `port` of the actor's events is that port.
 */
import { createKeyClient } from '#control/drkey/client.ts'
import type { EpicAuths, Path } from '#control/path/path.ts'
import type { AsTopology } from '#topology/model.ts'
import { type Actor, type Clock, nsPerS, type Outbox, type Random, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { pathTypes } from '#wire/header.ts'
import { formatHost, parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import { type AlertPoint, withAlert } from './alert.ts'
import { type Authenticator, createAuthenticator } from './authentication.ts'
import { createDaemon, type Daemon, daemonPort, routersOf } from './daemon.ts'
import { epicPath } from './epic.ts'
import type { Task } from './operation.ts'
import { type DataPath, type Endpoint, emptyPath, type Outgoing, writePacket } from './packet.ts'
import type { PathStore } from './path-store.ts'
import { createPortTable, type PortSockets, type PortTable } from './ports.ts'
import { receive } from './receive.ts'
import { endhostPort } from './responder.ts'

export interface HostConfig {
  readonly as: AsTopology
  /** unique in the network */
  readonly name: string
  /** IP text */
  readonly address: string
  readonly clock: Clock
  readonly random: Random
  /** DRKeys can be had, their epochs are so many seconds long: SCMP errors must prove who sent them, echo requests may. Default: no DRKeys */
  readonly drkeyEpochS?: number
  readonly observe?: (event: HostEvent) => void
  /** internal addresses of the AS's routers by interface; default: as `as` says */
  readonly routers?: ReadonlyMap<number, UnderlayAddress>
  /** knows paths instead of a daemon of the host's own, which would ask from `askingPort`: default `daemonPort` */
  readonly daemon?: HostDaemon
  readonly askingPort?: number
  /** where other programs have ports of the same address */
  readonly sockets?: PortSockets
  /** where the round of ports begins: not where another program's began a moment ago */
  readonly firstPort?: number
  /** What comes to the end host port for one of them is passed on, as the reference's dispatcher does with local_udp_forwarding. */
  readonly passesOn?: boolean
}

/** A daemon in another process gives no keys. */
export type HostDaemon = Actor & Pick<Daemon, 'paths'> & Partial<Pick<Daemon, 'service'>>

/** What a host does that its results do not tell. */
export interface HostEvent {
  /** nanoseconds since the run's start */
  readonly t: number
  readonly as: IsdAs
  readonly host: string
  readonly event: 'received' | 'answered' | 'dropped' | 'interfaceDown'
  /** who was answered, why the packet was dropped, which interface is down */
  readonly detail: string
}

/** Where packets go: the destination, the path, and the first router or, inside the AS, the other host. */
export interface Route {
  readonly destination: Endpoint
  readonly path: DataPath
  readonly nextHop: UnderlayAddress
  /** what packets over an EPIC path are sealed with */
  readonly epicAuths?: EpicAuths
}

/** How to use a path. */
export interface RouteOptions {
  /** over EPIC-HP, where the path has the authenticators */
  readonly epic?: boolean
  /** the router that is to answer itself */
  readonly alert?: AlertPoint
}

export interface Host extends Actor {
  readonly name: string
  readonly as: AsTopology
  readonly endpoint: Endpoint
  readonly clock: Clock
  readonly paths: PathStore
  /** on a host with DRKeys */
  readonly authenticator: Authenticator | undefined
  readonly ports: PortTable
  readonly passesOn: boolean
  /** Datagrams of the path client are not counted. */
  readonly counters: Readonly<Record<HostEvent['event'] | 'sent', number>>
  /** `port`: what the destination listens on, for a neighbour in our own AS. */
  routeTo(destination: Endpoint, path: Path, port: number, options?: RouteOptions): Route
  /** `message`: UDP or SCMP, its checksum field zero. */
  send(route: Route & Pick<Outgoing, 'authentication'>, fromPort: number, protocol: number, message: Bytes, now: number, out: Outbox): void
  sendPacket(fromPort: number, to: UnderlayAddress, packet: Bytes, out: Outbox): void
  note(event: HostEvent['event'], detail: string, now: number): void
  /** The host wakes the task until it is finished. */
  start(task: Task): void
  finish(task: Task): void
}

export function createHost(config: HostConfig): Host {
  const { as, clock } = config
  const endpoint: Endpoint = { isdAs: as.isdAs, host: parseHost(config.address) }
  const { routers = routersOf(as), askingPort = daemonPort, passesOn = false } = config
  const daemon: HostDaemon = config.daemon ?? createDaemon({ ...config, port: askingPort })
  const tasks = new Set<Task>()
  let epicCounter = 0
  const counters = { received: 0, answered: 0, dropped: 0, interfaceDown: 0, sent: 0 }
  const host: Host = {
    name: config.name,
    as,
    endpoint,
    clock,
    counters,
    paths: daemon.paths,
    authenticator: authenticatorOf(config, daemon, endpoint),
    ports: createPortTable(as.dispatchedPorts, [endhostPort, askingPort], config.sockets, config.firstPort),
    passesOn,
    routeTo(destination, path, port, options = {}) {
      const first = path.interfaces[0]
      if (first === undefined) return { destination, path: emptyPath, nextHop: neighborSocket(as, destination, port) }
      const nextHop = routers.get(first.ifId)
      assert(nextHop !== undefined, 'a path begins at an interface of the own AS')
      return { destination, nextHop, ...dataPathOf(path, options) }
    },
    send(route, fromPort, protocol, message, now, out) {
      const { epicAuths, nextHop, ...outgoing } = route
      const seal = epicAuths && { auths: epicAuths, nowS: clock.epochS + now / nsPerS, counter: ++epicCounter >>> 0 }
      host.sendPacket(fromPort, nextHop, writePacket({ source: endpoint, ...outgoing, protocol, ...(seal && { seal }) }, message), out)
    },
    sendPacket(fromPort, to, packet, out) {
      counters.sent++
      out.send(fromPort, to, packet)
    },
    note(event, detail, t) {
      counters[event]++
      config.observe?.({ t, as: as.isdAs, host: config.name, event, detail })
    },
    start: task => tasks.add(task),
    finish: task => tasks.delete(task),
    on(event, now, out) {
      if (event.kind === 'datagram' && event.port === askingPort) daemon.on(event, now, out)
      else if (event.kind === 'datagram') receive(host, event, now, out)
      else if (event.kind === 'wake') wakeDue(daemon, tasks, now, out)
    },
    wakeAt: () => firstWake(daemon, tasks),
  }
  return host
}

function authenticatorOf({ drkeyEpochS, clock }: HostConfig, { service }: HostDaemon, endpoint: Endpoint): Authenticator | undefined {
  if (drkeyEpochS === undefined) return undefined
  assert(service !== undefined, 'who authenticates has a daemon that gives keys')
  return createAuthenticator(createKeyClient(service, drkeyEpochS, clock), endpoint, clock)
}

function wakeDue(daemon: Actor, tasks: ReadonlySet<Task>, now: number, out: Outbox): void {
  if (daemon.wakeAt() <= now) daemon.on({ kind: 'wake' }, now, out)
  for (const task of tasks) if (task.wakeAt() <= now) task.wake(now, out)
}

// Asked after every event of the host: a plain loop, no copies.
function firstWake(daemon: Actor, tasks: ReadonlySet<Task>): number {
  let first = daemon.wakeAt()
  for (const task of tasks) {
    const at = task.wakeAt()
    if (at < first) first = at
  }
  return first
}

function dataPathOf(path: Path, { epic, alert }: RouteOptions): Pick<Route, 'path' | 'epicAuths'> {
  const bytes = alert === undefined ? path.bytes : withAlert(path.bytes, alert)
  const epicAuths = epic ? path.epicAuths : undefined
  return epicAuths === undefined ? { path: { type: pathTypes.scion, bytes } } : { path: epicPath(bytes), epicAuths }
}

/** Inside the AS, ports outside the dispatched range are reached over the end host port.   pkg/snet/writer.go */
function neighborSocket(as: AsTopology, { host }: Endpoint, port: number): UnderlayAddress {
  const range = as.dispatchedPorts
  const direct = range === undefined || (port >= range.first && port <= range.last)
  return joinHostPort(formatHost(host), direct ? port : endhostPort)
}
