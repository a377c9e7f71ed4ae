/** A daemon in another process as a host uses it: what it says of its AS, and paths. The reference's daemon or ours. */
import type { Path } from '#control/path/path.ts'
import type { HostDaemon } from '#host/host.ts'
import { type Answer, createPathStore } from '#host/path-store.ts'
import type { AsTopology } from '#topology/model.ts'
import type { Clock, Outbox, UnderlayAddress } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type IsdAs, isdAsNumber, isdAsOfNumber } from '#wire/isdas.ts'
import { messageToPath } from '../daemon/path-message.ts'
import { type DaemonApi, daemonApi, type Request, type Response } from '../daemon/schema.ts'
import { EnvironmentError } from '../environment.ts'
import { createRpcClient, type RpcClient } from '../rpc/client.ts'
import { isRefusal, type Refusal } from '../rpc/server.ts'

export interface DaemonConnection {
  /** what a daemon tells of it: no routers with their links */
  readonly as: AsTopology
  /** internal addresses of routers by interface */
  readonly routers: ReadonlyMap<number, UnderlayAddress>
  /** As the daemon of a host. `run`: as an event of that host. */
  daemonFor(clock: Clock, run: (what: (now: number, out: Outbox) => void) => void): HostDaemon
  close(): void
}

const timeoutMs = 10_000

/** `address`: "127.0.0.1:30255". Throws `EnvironmentError`. */
export async function connectDaemon(address: string): Promise<DaemonConnection> {
  const client = createRpcClient(address, daemonApi, timeoutMs)
  try {
    const [as, interfaces, ports, services] = await Promise.all([
      answered(address, client.call('AS', {})),
      answered(address, client.call('Interfaces', {})),
      answered(address, client.call('PortRange', {})),
      answered(address, client.call('Services', {})),
    ])
    const topology = topologyOf(as, ports, services)
    const routers = new Map(Object.entries(interfaces.interfaces).map(([ifId, { address: at }]) => [Number(ifId), at?.address ?? '']))
    return { as: topology, routers, daemonFor: (clock, run) => createRemote(client, topology.isdAs, clock, run), close: client.close }
  } catch (error) {
    client.close()
    throw error
  }
}

async function answered<R extends object>(address: string, call: Promise<R | Refusal>): Promise<R> {
  const reply = await call
  if (!isRefusal(reply)) return reply
  throw new EnvironmentError(
    `no daemon answers at ${address}: ${reply.reason}`,
    'is it running there? --sciond, or SCION_DAEMON, says where',
  )
}

function topologyOf(
  as: Response<'AS'>,
  { dispatchedPortStart: first, dispatchedPortEnd: last }: Response<'PortRange'>,
  { services }: Response<'Services'>,
): AsTopology {
  const controls = (services.control ?? services.cs)?.services ?? []
  return {
    isdAs: isdAsOfNumber(as.isdAs),
    core: as.core,
    mtu: as.mtu,
    ...(last > 0 && { dispatchedPorts: { first, last } }),
    routers: [],
    controlServices: controls.map(({ uri }, i) => ({ id: `cs-${i + 1}`, address: uri })),
    discoveryServices: [],
  }
}

function createRemote(
  client: RpcClient<DaemonApi>,
  isdAs: IsdAs,
  clock: Clock,
  run: Parameters<DaemonConnection['daemonFor']>[1],
): HostDaemon {
  const paths = createPathStore(clock, (destination, _now, _out, then, how) => {
    const request: Partial<Request<'Paths'>> = { destinationIsdAs: isdAsNumber(destination), ...how }
    void client.call('Paths', request).then(reply => run((now, out) => then(answerOf(reply, isdAs, destination), now, out)))
  })
  return {
    paths: {
      ...paths,
      revoke(down, now) {
        paths.revoke(down, now)
        void client.call('NotifyInterfaceDown', { isdAs: isdAsNumber(down.isdAs), id: BigInt(down.ifId) })
      },
    },
    on: () => {},
    wakeAt: () => Infinity,
  }
}

function answerOf(reply: Response<'Paths'> | Refusal, src: IsdAs, dst: IsdAs): Answer {
  if (isRefusal(reply)) return { reason: reply.reason }
  const paths = reply.paths.map(message => messageToPath(message, src, dst))
  const wrong = paths.find(isMalformed)
  return wrong === undefined ? { paths: paths as Path[] } : { reason: `the daemon sends a broken path: ${wrong.malformed}` }
}
