/** The life of a tool on a host: a port to be reached at, a path to go, packets to and fro, one end. */
import type { Outbox } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { hostTypes } from '#wire/header.ts'
import { formatHost, parseHost } from '#wire/host-address.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import type { AlertPoint } from './alert.ts'
import { hopRecords } from './choice.ts'
import type { Host, Route, RouteOptions } from './host.ts'
import { createEnding, type Operation, type OperationOptions, type Outcome, type Task } from './operation.ts'
import type { Endpoint, HostPacket, Outgoing } from './packet.ts'
import { type PathOptions, type PathUse, resolvePath } from './resolve.ts'
import { type PathRecord, sequenceOf } from './result.ts'

export interface ToolOptions<R> extends OperationOptions<R>, PathOptions {
  readonly destination: ScionAddress
}

/** What is the tool's own. */
export interface Tool<R> {
  /** what the destination listens on; matters only inside the AS */
  readonly neighborPort: number
  /** The path is found. */
  ready(session: Session<R>, now: number, out: Outbox): void
  /** A packet came to the session's port. Returns why it is dropped, or nothing. */
  packet(session: Session<R>, packet: HostPacket, now: number, out: Outbox): string | undefined
  /** what there is when someone stops the tool; `undefined` before it has begun */
  result(session: Session<R>, now: number): R | undefined
}

export interface SendOptions extends Pick<RouteOptions, 'alert'>, Pick<Outgoing, 'authentication'> {}

export interface Session<R> {
  readonly host: Host
  readonly destination: Endpoint
  /** ours: the identifier of SCMP requests */
  readonly port: number
  readonly use: PathUse
  /** `alert`: the router on the way that is to answer */
  route(alert?: AlertPoint): Route
  send(protocol: number, message: Bytes, now: number, out: Outbox, how?: SendOptions): void
  /** Has the host wake this task until the session ends. */
  run(task: Task): void
  end(outcome: Outcome<R>, now: number): void
}

export function startSession<R>(host: Host, options: ToolOptions<R>, tool: Tool<R>, now: number, out: Outbox): Operation<R> {
  const destination: Endpoint = { isdAs: options.destination.isdAs, host: parseHost(options.destination.host) }
  let session: Session<R> | undefined
  const tasks: Task[] = []
  const release = (): void => {
    if (port !== undefined) host.ports.close(port)
    if (session !== undefined) host.paths.inUse.delete(session.use)
    for (const task of tasks) host.finish(task)
  }
  const resultNow = (at: number): Outcome<R> => {
    if (session === undefined) return { kind: 'failed', reason: 'stopped before a path was found' }
    const result = tool.result(session, at)
    return result === undefined ? { kind: 'failed', reason: 'stopped before anything was sent' } : { kind: 'done', result }
  }
  const ending = createEnding(options, resultNow, release)
  const port = host.ports.open((packet, _, at, outPacket) => session && tool.packet(session, packet, at, outPacket))
  const refusal =
    destination.host.type === hostTypes.svc
      ? 'a service cannot be reached by a tool, name a host'
      : port === undefined
        ? 'no free port'
        : undefined
  if (refusal !== undefined) {
    ending.end({ kind: 'failed', reason: refusal }, now)
    return ending
  }
  resolvePath(host, destination.isdAs, options, now, out, (resolved, at, outReady) => {
    if (ending.outcome !== undefined) return
    if ('reason' in resolved) {
      ending.end({ kind: 'failed', reason: resolved.reason }, at)
      return
    }
    session = openSession(
      host,
      destination,
      port!,
      { path: resolved.path },
      { neighborPort: tool.neighborPort, epic: options.epic === true },
      tasks,
      ending.end,
    )
    host.paths.inUse.add(session.use)
    tool.ready(session, at, outReady)
  })
  return ending
}

function openSession<R>(
  host: Host,
  destination: Endpoint,
  port: number,
  use: PathUse,
  how: { readonly neighborPort: number; readonly epic: boolean },
  tasks: Task[],
  end: Session<R>['end'],
): Session<R> {
  const session: Session<R> = {
    host,
    destination,
    port,
    use,
    route: alert => host.routeTo(destination, use.path, how.neighborPort, { epic: how.epic, ...(alert && { alert }) }),
    send(protocol, message, now, out, { alert, ...how }: SendOptions = {}) {
      host.send({ ...session.route(alert), ...how }, port, protocol, message, now, out)
    },
    run(task) {
      tasks.push(task)
      host.start(task)
    },
    end,
  }
  return session
}

/** The path in use as results show it. */
export function pathRecord<R>({ host, use, route }: Session<R>): PathRecord {
  const hops = hopRecords(use.path)
  return {
    fingerprint: use.path.fingerprint,
    hops: hops.length === 0 ? null : hops,
    sequence: sequenceOf(hops),
    local_ip: formatHost(host.endpoint.host),
    next_hop: hops.length === 0 ? '<nil>' : route().nextHop,
  }
}
