/** What the daemon answers to each call of its API, of the AS's topology and the actor that asks the control service. */
import { type Daemon, routersOf } from '#host/daemon.ts'
import type { PathsFound } from '#host/path-store.ts'
import type { AsTopology } from '#topology/model.ts'
import { type Clock, nsPerS, type Outbox } from '#wire/actor.ts'
import { type IsdAs, isdAsNumber, isdAsOfNumber } from '#wire/isdas.ts'
import { type Handlers, type Refusal, refuse } from '../rpc/server.ts'
import { createHostKeys } from './host-keys.ts'
import { pathToMessage } from './path-message.ts'
import type { DaemonApi, Request, Response } from './schema.ts'

export interface DaemonState {
  readonly as: AsTopology
  readonly clock: Clock
  readonly daemon: Daemon
  /** Is it a core AS? `undefined`: nothing here says. */
  readonly isCore: (isdAs: IsdAs) => boolean | undefined
  /** Runs this as an event of the daemon. */
  readonly run: <R>(what: (now: number, out: Outbox) => R) => R
}

export function daemonCalls(s: DaemonState): Handlers<DaemonApi> {
  const { as } = s
  const routers = routersOf(as)
  const keys = createHostKeys(s)
  const addressText = (address: string) => ({ address: { address } })
  return {
    Paths: request => paths(s, routers, request),
    AS: request => asInfo(s, request.isdAs === 0n ? as.isdAs : isdAsOfNumber(request.isdAs)),
    Interfaces: () => ({ interfaces: Object.fromEntries([...routers].map(([ifId, address]) => [`${ifId}`, addressText(address)])) }),
    Services: () => ({ services: { control: { services: as.controlServices.map(({ address }) => ({ uri: address })) } } }),
    NotifyInterfaceDown({ isdAs, id }) {
      if (id === 0n || id > 0xffffn) return refuse('invalidArgument', `${id} is not an interface id`)
      s.run(now => s.daemon.paths.revoke({ isdAs: isdAsOfNumber(isdAs), ifId: Number(id) }, now))
      return {}
    },
    PortRange: () => ({ dispatchedPortStart: as.dispatchedPorts?.first ?? 0, dispatchedPortEnd: as.dispatchedPorts?.last ?? 0 }),
    DRKeyASHost: request => keys('asHost', { ...request, srcHost: undefined }),
    DRKeyHostAS: request => keys('hostAs', { ...request, dstHost: undefined }),
    DRKeyHostHost: request => keys('hostHost', request),
  }
}

/** Of another AS nothing but this is known. */
function asInfo({ as, isCore }: DaemonState, isdAs: IsdAs): Response<'AS'> | Refusal {
  const core = isdAs === as.isdAs ? as.core : isCore(isdAs)
  if (core === undefined) return refuse('notFound', `no TRC here says what ${isdAs} is`)
  return { isdAs: isdAsNumber(isdAs), core, mtu: isdAs === as.isdAs ? as.mtu : 0 }
}

type Routers = ReturnType<typeof routersOf>

function paths(s: DaemonState, routers: Routers, request: Request<'Paths'>): Promise<Response<'Paths'> | Refusal> | Refusal {
  const { as } = s
  if (request.sourceIsdAs !== 0n && isdAsOfNumber(request.sourceIsdAs) !== as.isdAs)
    return refuse('invalidArgument', `bad source AS ${isdAsOfNumber(request.sourceIsdAs)}: this daemon is of ${as.isdAs}`)
  const destination = isdAsOfNumber(request.destinationIsdAs)
  return new Promise(resolve =>
    s.run((now, out) =>
      s.daemon.paths.find(
        destination,
        request.refresh,
        now,
        out,
        (found, at) => resolve(pathsReply(s, routers, found, at)),
        request.hidden,
      ),
    ),
  )
}

function pathsReply({ clock }: DaemonState, routers: Routers, found: PathsFound, now: number): Response<'Paths'> | Refusal {
  if ('reason' in found) return refuse(found.reason.includes('timeout') ? 'deadlineExceeded' : 'unavailable', found.reason)
  const nowS = clock.epochS + now / nsPerS
  return { paths: found.paths.map(path => pathToMessage(path, routers.get(path.interfaces[0]?.ifId ?? 0), nowS)) }
}
