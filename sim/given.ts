/** A packet given as bytes: by which door an attacker brings it into the network. */
import { endhostPort } from '#host/responder.ts'
import type { AsTopology, BorderRouter } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { PacketPlan } from './attackers.ts'
import { findLink, isEndOf } from './faults.ts'
import { type Network, requireHost } from './network.ts'

/** The border router a host sends to: the one of this name, default the first. Throws `UserError`. */
export function routerIn({ isdAs, routers }: AsTopology, id: string | undefined): BorderRouter {
  const found = id === undefined ? routers[0] : routers.find(r => r.id === id)
  if (found !== undefined) return found
  throw new UserError(`${isdAs} has no border router ${id ?? ''}`.trimEnd(), `it has ${routers.map(r => r.id).join(', ') || 'none'}`)
}

/** Sends bytes as they are, which the network then writes to. Throws `UserError` for a door there is not. */
export function doorOf(network: Network, plan: PacketPlan): (bytes: Bytes) => void {
  if ('link' in plan) {
    const { a, b } = findLink(network, plan.link)
    const end = isEndOf(plan.link, a) ? a : b
    const { node } = network.routerOf(end)
    return bytes => node.links![end.ifId]!(bytes)
  }
  const attacker = requireHost(network, plan.from)
  const { internalAddress } = routerIn(attacker.as, plan.router)
  return bytes => network.onHost(attacker, (host, _, out) => host.sendPacket(endhostPort, internalAddress, bytes, out))
}
