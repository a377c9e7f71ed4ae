/** Plays an attack in the simulated network, with its guard on or off, and says whether it ended as the gallery says. */
import { endhostPort } from '#host/responder.ts'
import { parser } from '#router/packet.ts'
import { type RuleSet, ruleSet, withGuardOff } from '#router/rules.ts'
import { type Network, requireHost } from '#sim/network.ts'
import { createWitness, type Fate } from '#sim/witness.ts'
import { nsPerS } from '#wire/actor.ts'
import type { GalleryEntry, Injection, Measurement } from './entry.ts'
import { galleryNetwork } from './network.ts'
import { openWorkshop } from './workshop.ts'

export type Guard = 'on' | 'off'

export interface Played {
  readonly guard: Guard
  /** of the packet that is judged */
  readonly fate: Fate
  /** Did it end as the gallery says? */
  readonly asSaid: boolean
}

/** Is there a guard that can be switched off? */
export const hasSwitch = ({ guard }: GalleryEntry): boolean => guard !== undefined && guard !== parser

/** What the routers decide by. Throws `UserError` for a guard that is no rule. */
export const rulesFor = (entry: GalleryEntry, guard: Guard): RuleSet => (guard === 'on' ? ruleSet : withGuardOff(entry.guard ?? ''))

/** `watch`: told of the network once the packets are made; what it gives back is called at the end. */
export function playAttack(entry: GalleryEntry, guard: Guard, watch: (network: Network) => () => void = () => () => {}): Played {
  const network = galleryNetwork(rulesFor(entry, guard))
  const made = entry.make(openWorkshop(network))
  const stop = watch(network)
  const fate = inject(network, made)
  stop()
  return { guard, fate, asSaid: isAsSaid(entry, guard, fate) }
}

/** What its experiment gives, if it has one. */
export const measureAttack = (entry: GalleryEntry): readonly Measurement[] =>
  entry.measure === undefined ? [] : entry.measure(openWorkshop(galleryNetwork(ruleSet)))

/** Stopped by exactly its guard; delivered where nothing stops it. */
export function isAsSaid(entry: GalleryEntry, guard: Guard, { end, rule, as }: Fate): boolean {
  const stops = entry.guard !== undefined && guard === 'on'
  return stops ? end === 'refused' && rule === entry.guard : end === 'delivered' && as === entry.reaches
}

/** Longer than any packet is under way. */
const settledNs = nsPerS

function inject(network: Network, made: readonly Injection[]): Fate {
  let fate: Fate = { end: 'lost', events: [] }
  for (const injection of made) {
    network.run(network.loop.now + (injection.afterNs ?? 0))
    const witness = createWitness(network, seen => {
      fate = seen
    })
    // The network rewrites what it is given.
    send(network, injection, bytes => witness.follow(bytes))
    network.runUntil(() => witness.open === 0, network.loop.now + settledNs, 1_000_000)
    witness.end()
  }
  return fate
}

function send(network: Network, { entrance, bytes }: Injection, follow: (bytes: Injection['bytes']) => void): void {
  const own = bytes.slice()
  follow(own)
  if (entrance.by === 'link') {
    const { isdAs, ifId } = entrance
    const router = network.routers.find(r => r.as.isdAs === isdAs && r.node.links![ifId] !== undefined)!
    router.node.links![ifId]!(own)
  } else network.onHost(requireHost(network, entrance.host), (host, _, out) => host.sendPacket(endhostPort, entrance.router, own, out))
}
