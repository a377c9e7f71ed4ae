/** An end host on real sockets: its ports are ports of this machine, next to those of other programs. */
import { createHost, type Host, type HostEvent } from '#host/host.ts'
import { defaultRange } from '#host/ports.ts'
import { endhostPort } from '#host/responder.ts'
import type { AsTopology } from '#topology/model.ts'
import type { Outbox, UnderlayAddress } from '#wire/actor.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import { EnvironmentError } from '../environment.ts'
import { createRealClock, type RealClock } from '../io/clock.ts'
import { createDriver } from '../io/driver.ts'
import { platformRandom } from '../io/random.ts'
import { createUdp, type UdpIo } from '../io/udp.ts'
import type { DaemonConnection } from './daemon-connection.ts'

export interface HostOptions {
  /** IP text, of this machine */
  readonly address: string
  readonly name: string
  /** whom to ask for paths; an AS's topology: its control service */
  readonly asks: AsTopology | DaemonConnection
  /** Answers SCMP requests on the end host port and passes on what comes there for others; without, another program does. */
  readonly responds: boolean
  readonly observe?: (event: HostEvent) => void
  /** default: this machine's */
  readonly clock?: RealClock
}

export interface RunningHost {
  readonly host: Host
  /** Runs this between two events of the host, as one of them. */
  run<R>(what: (now: number, out: Outbox) => R): R
  /** Sends bytes as they are from a UDP port of the host's address; false when the port is taken. */
  inject(fromPort: number, to: UnderlayAddress, bytes: Uint8Array): boolean
  readonly socketErrors: ReadonlyMap<string, number>
  stop(): void
}

/** Everything is open when it resolves. Throws `EnvironmentError`. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { address, responds } = options
  const io = createUdp()
  try {
    const commit = await io.prepare(responds ? [{ port: endhostPort, local: joinHostPort(address, endhostPort) }] : [])
    commit()
    return run(options, io)
  } catch (error) {
    io.close()
    throw error
  }
}

function run({ address, name, asks, responds, observe, clock = createRealClock() }: HostOptions, io: UdpIo): RunningHost {
  const open = (port: number): boolean => io.add({ port, local: joinHostPort(address, port) })
  const sockets = { open, close: io.remove }
  const { as, ...knows } = 'daemonFor' in asks ? connected(asks) : { as: asks, askingPort: openLast(asks, open) }
  const { first, last } = as.dispatchedPorts ?? defaultRange
  const firstPort = first + (platformRandom() % (last - first + 1))
  const host = createHost({
    ...{ as, name, address, clock, sockets, firstPort, random: platformRandom, passesOn: responds },
    ...knows,
    ...(observe && { observe }),
  })
  const driver = createDriver(host, io, clock)

  function connected(daemon: DaemonConnection) {
    return { as: daemon.as, routers: daemon.routers, daemon: daemon.daemonFor(clock, what => driver.run(what)) }
  }

  return {
    host,
    run: driver.run,
    inject(fromPort, to, bytes) {
      // A port of an operation's lends itself.
      const isOpen = host.ports.handlerOf(fromPort) !== undefined
      if (!isOpen && !open(fromPort)) return false
      driver.run((_, out) => out.send(fromPort, to, bytes))
      if (!isOpen) io.remove(fromPort)
      return true
    },
    socketErrors: io.counters.errors,
    stop() {
      driver.stop()
      io.close()
    },
  }
}

/** The control service is asked from the last free port of the AS's hosts: the daemon's own is a daemon's. Throws `EnvironmentError`. */
function openLast({ dispatchedPorts: { first, last } = defaultRange }: AsTopology, open: (port: number) => boolean): number {
  for (let port = last; port >= first; port--) if (open(port)) return port
  throw new EnvironmentError(
    `no port from ${first} to ${last} is free`,
    'is the address one of this machine? "ss -lnu" shows who has the ports',
  )
}
