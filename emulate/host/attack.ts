/** Attacks of scenarios from a host of its own: the packets that `sim/attack.ts` sends in the simulator. */
import { setTimeout } from 'node:timers/promises'
import type { Path } from '#control/path/path.ts'
import { endhostPort } from '#host/responder.ts'
import { renewalNs } from '#sim/attack.ts'
import type { SeenPath, SentPlan, Workshop } from '#sim/attackers.ts'
import { type Crafted, choosePath, craftAttack, type Route } from '#sim/crafting.ts'
import { simulatedKey } from '#sim/network.ts'
import { unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import type { RunningHost } from './host.ts'

/** Of whom it is, and whose keys the attacker knows: those of a simulation with this seed. */
export interface AttackEnds {
  readonly destination: ScionAddress
  readonly seed: number
  /** another host's path, which is used instead of one's own */
  readonly overheard?: SeenPath
}

/** The packets as they left. Throws `UserError` where the attack cannot be made. */
export async function sendAttack(running: RunningHost, plan: SentPlan, ends: AttackEnds): Promise<readonly Bytes[]> {
  const { host, run } = running
  const { nextHop, packet } = await craft(running, plan, ends)
  const packets = Array.from({ length: plan.packets ?? 1 }, (_, i) => packet(i))
  run((_, out) => {
    for (const bytes of packets) host.sendPacket(endhostPort, nextHop, bytes.slice(), out)
  })
  return packets
}

/** The path that this host would use, as others can see it. Throws `UserError` where there is none. */
export async function pathInUse(running: RunningHost, plan: SentPlan, destination: IsdAs): Promise<SeenPath> {
  const { src, interfaces, bytes } = choosePath(plan, await lookUp(running, destination)).path
  return { src, interfaces, bytes }
}

async function craft(running: RunningHost, plan: SentPlan, { destination, seed, overheard }: AttackEnds): Promise<Crafted> {
  const { host, run } = running
  const { as, endpoint, clock } = host
  const route: Route = {
    as,
    source: { ...endpoint, isdAs: (plan.kind === 'inject' ? plan.claims : undefined) ?? endpoint.isdAs },
    destination: { isdAs: destination.isdAs, host: parseHost(destination.host) },
    ownPaths: overheard === undefined || overheard.src === as.isdAs,
  }
  const over = (chosen: Pick<Workshop, 'path' | 'paths'>): Crafted =>
    craftAttack(plan, route, { ...chosen, nowS: run(now => unixSeconds(clock, now)), keyOf: isdAs => simulatedKey(seed, isdAs) })
  if (overheard !== undefined) return over({ path: overheard, paths: [overheard] })
  const chosen = choosePath(plan, await lookUp(running, destination.isdAs))
  try {
    return over(chosen)
  } catch (error) {
    if (plan.kind !== 'splice' || !(error instanceof UserError)) throw error
  }
  // All paths share their segments: later beacons make others.
  await setTimeout(renewalNs / 1e6)
  return over({ ...chosen, paths: [...chosen.paths, ...(await lookUp(running, destination.isdAs, true))] })
}

const lookUp = ({ host, run }: RunningHost, destination: IsdAs, refresh = false): Promise<readonly Path[]> =>
  new Promise((resolve, reject) =>
    run((now, out) =>
      host.paths.find(destination, refresh, now, out, found =>
        'reason' in found ? reject(new UserError(`no paths: ${found.reason}`)) : resolve(found.paths),
      ),
    ),
  )
