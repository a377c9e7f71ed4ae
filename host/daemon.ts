/**
 * What an end host asks its AS: paths and DRKeys, from one UDP port, kept for all who want them. Every simulated host has its own; on real
 * machines it is a process that programs share (emulate/daemon).
 */
import { createPathClient, type PathClient } from '#control/lookup/client.ts'
import type { Path } from '#control/path/path.ts'
import { createServiceClient, type ServiceClient, type ServiceClientConfig } from '#control/transport/client.ts'
import { type AsTopology, interfacesOf } from '#topology/model.ts'
import { type Actor, type Clock, nsPerS, type Random, type UnderlayAddress } from '#wire/actor.ts'
import { assert } from '#wire/error.ts'
import { type Ask, createPathStore, type PathStore } from './path-store.ts'

export interface DaemonConfig {
  readonly as: AsTopology
  /** IP text */
  readonly address: string
  /** UDP port questions leave from and answers come to; default `daemonPort` */
  readonly port?: number
  readonly clock: Clock
  readonly random: Random
  /** paths are asked for again after this time; default 5 min */
  readonly queryIntervalNs?: number
  /** another way to ask, which may fall back on the usual one */
  readonly before?: (usual: Ask) => Ask
}

export interface Daemon extends Actor {
  readonly paths: PathStore
  /** for DRKeys */
  readonly service: Pick<ServiceClient, 'ask'>
}

/** The port of the SCION daemon: from there the host asks its control service. */
export const daemonPort = 30255
/** Where programs ask the daemon of this machine: the reference's default, too. */
export const defaultDaemonAddress = `127.0.0.1:${daemonPort}`

/** The control service may have to ask others before it answers. */
const patience = { retryNs: 2 * nsPerS, attempts: 3 }

/** Its events are those of its one port. */
export function createDaemon(config: DaemonConfig): Daemon {
  const { as, clock, queryIntervalNs, before = usual => usual } = config
  const routers = routersOf(as)
  const client = createPathClient({ ...serviceOf(config), clock })
  const service = createServiceClient(serviceOf(config), patience)
  const ask = askThrough(client, p => p.interfaces.length === 0 || routers.has(p.interfaces[0]!.ifId))
  return {
    paths: createPathStore(clock, before(ask), queryIntervalNs),
    service,
    on(event, now, out) {
      if (event.kind === 'datagram') client.receive(event, now, out) || service.receive(event, now, out)
      else if (event.kind === 'wake') for (const c of [client, service]) if (c.wakeAt() <= now) c.wake(now, out)
    },
    wakeAt: () => Math.min(client.wakeAt(), service.wakeAt()),
  }
}

/** The internal addresses of an AS's routers, by interface id. */
export const routersOf = (as: AsTopology): ReadonlyMap<number, UnderlayAddress> =>
  new Map([...interfacesOf(as)].map(({ router, interface: i }) => [i.ifId, router.internalAddress]))

function serviceOf({ as, address, port = daemonPort, random }: DaemonConfig): ServiceClientConfig {
  const controlService = as.controlServices[0]
  assert(controlService !== undefined, `AS ${as.isdAs} has a control service`)
  return { isdAs: as.isdAs, mtu: as.mtu, host: address, port, controlService: controlService.address, random }
}

const askThrough =
  (client: PathClient, isOurs: (path: Path) => boolean): Ask =>
  (destination, now, out, then, { hidden }) => {
    const done: Parameters<PathClient['ask']>[3] = (answer, at, outNow) => {
      if ('failed' in answer) then({ reason: `the control service does not answer (${answer.failed})` }, at, outNow)
      else then({ paths: answer.paths.filter(isOurs) }, at, outNow)
    }
    client.ask(destination, now, out, done, hidden)
  }
