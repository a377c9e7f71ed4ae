/** What the makers of attacks may use: the paths of a network, its keys, its addresses. */
import { asesOf, type Path } from '#control/path/path.ts'
import type { Endpoint } from '#host/packet.ts'
import { createRouter, type Router } from '#router/router.ts'
import type { RuleSet } from '#router/rules.ts'
import { type Network, requireHost } from '#sim/network.ts'
import { type AsTopology, type BorderRouter, findAs, interfaceOf } from '#topology/model.ts'
import { nsPerS, type UnderlayAddress, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** Where a packet enters the network: from a host to a router of its AS, or over a link that its sender's AS has. */
export type Entrance =
  | { readonly by: 'host'; readonly host: string; readonly router: UnderlayAddress }
  | { readonly by: 'link'; readonly isdAs: IsdAs; readonly ifId: number }

export interface Workshop {
  /** unix seconds */
  readonly nowS: number
  /** nanoseconds since the run's start */
  readonly nowNs: number
  keyOf(isdAs: IsdAs): Bytes
  /** by host name */
  endpoint(host: string): Endpoint
  /** The path that passes exactly these ASes, as a host of the first got it. Throws `UserError`. */
  path(...ases: readonly IsdAs[]): Path
  /** From the host to the router of its AS that has the interface. */
  fromHost(host: string, ifId: number): Entrance
  /** A router of its own, for experiments, like that of the AS which has the interface; by other rules. */
  router(isdAs: IsdAs, ifId: number, rules: RuleSet): Router
}

/** The border router that has the interface. Throws `UserError`. */
function ownerOf(as: AsTopology, ifId: number): BorderRouter {
  const router = interfaceOf(as, ifId)?.router
  if (router === undefined) throw new UserError(`${as.isdAs} has no interface ${ifId}`)
  return router
}

const patienceNs = 10 * nsPerS

export function openWorkshop(network: Network): Workshop {
  const pathsBetween = (src: IsdAs, dst: IsdAs): readonly Path[] => {
    let paths: readonly Path[] | undefined
    network.onHost(requireHost(network, src), (host, now, out) =>
      host.paths.find(dst, false, now, out, found => {
        paths = 'reason' in found ? [] : found.paths
      }),
    )
    network.runUntil(() => paths !== undefined, network.loop.now + patienceNs)
    return paths ?? []
  }
  return {
    nowS: unixSeconds(network.clock, network.loop.now),
    nowNs: network.loop.now,
    keyOf: isdAs => network.keyOf(isdAs),
    endpoint: host => requireHost(network, host).host.endpoint,
    path(...ases) {
      const way = ases.join(' ')
      const found = pathsBetween(ases[0]!, ases.at(-1)!).find(p => asesOf(p.interfaces, isdAs => isdAs).join(' ') === way)
      if (found === undefined) throw new UserError(`there is no path ${way}`)
      return found
    },
    fromHost: (host, ifId) => ({ by: 'host', host, router: ownerOf(requireHost(network, host).as, ifId).internalAddress }),
    router(isdAs, ifId, rules) {
      const { clock, topology } = network
      const as = findAs(topology, isdAs)!
      return createRouter({ as, id: ownerOf(as, ifId).id, key: network.keyOf(isdAs), clock, random: () => 0, rules })
    },
  }
}
