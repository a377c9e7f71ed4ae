/** Attacks of scenarios from a host of its own: the packets that `sim/attack.ts` sends in the simulator. */
import { endhostPort } from '#host/responder.ts'
import type { SentPlan } from '#sim/attackers.ts'
import { choosePath, craftAttack, type Route } from '#sim/crafting.ts'
import { simulatedKey } from '#sim/network.ts'
import { unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parseHost } from '#wire/host-address.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import type { RunningHost } from './host.ts'

/** Of whom it is, and whose keys the attacker knows: those of a simulation with this seed. */
export interface AttackEnds {
  readonly destination: ScionAddress
  readonly seed: number
}

/** `done` is called once: with the packets as they left, or why the attack cannot be made. */
export function sendAttack(
  { host, run }: RunningHost,
  plan: SentPlan,
  { destination, seed }: AttackEnds,
  done: (sent: readonly Bytes[] | UserError) => void,
): void {
  // biome-ignore format: one line
  const { as, endpoint, clock } = host
  const route: Route = {
    as,
    source: { ...endpoint, isdAs: (plan.kind === 'inject' ? plan.claims : undefined) ?? endpoint.isdAs },
    destination: { isdAs: destination.isdAs, host: parseHost(destination.host) },
    ownPaths: true,
  }
  run((start, outFirst) =>
    host.paths.find(destination.isdAs, false, start, outFirst, found =>
      done(
        attempt(() => {
          if ('reason' in found) throw new UserError(`no paths: ${found.reason}`)
          const workshop = {
            ...choosePath(plan, found.paths),
            keyOf: (isdAs: Parameters<typeof simulatedKey>[1]) => simulatedKey(seed, isdAs),
          }
          return run((now, out) => {
            const { nextHop, packet } = craftAttack(plan, route, { ...workshop, nowS: unixSeconds(clock, now) })
            const packets = Array.from({ length: plan.packets ?? 1 }, (_, i) => packet(i))
            for (const bytes of packets) host.sendPacket(endhostPort, nextHop, bytes.slice(), out)
            return packets
          })
        }),
      ),
    ),
  )
}

function attempt<T>(act: () => T): T | UserError {
  try {
    return act()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}
