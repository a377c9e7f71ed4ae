/** Every decision about a SCION path in an exploration, and what the same router says to the packet changed. */
import { type Draft, type Pointer, writeDraft } from '#proofs/explorer/draft.ts'
import { explore } from '#proofs/explorer/explore.ts'
import { createForge } from '#proofs/explorer/forge.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { createStepper, type Watch } from '#proofs/explorer/step.ts'
import { decide } from '#router/decide.ts'
import type { RouterLink } from '#router/links.ts'
import { createPacket, loadPacket } from '#router/packet.ts'
import type { RuleSet } from '#router/rules.ts'
import type { Verdict } from '#router/verdict.ts'
import type { Bytes } from '#wire/bytes.ts'
import { pathType, pathTypes } from '#wire/header.ts'
import { as, worldOf } from './lab.ts'

export interface Again {
  readonly plain: Verdict
  readonly changed: Verdict
  /** both packets, as they leave */
  readonly left: Bytes
  readonly changedLeft: Bytes
}

/** The attacker's key leaked. `rules`: of the router that reads the changed packet. */
export function decidedAgain(name: string, attacker: string, change: (scion: Bytes) => Bytes, rules?: RuleSet): Again[] {
  const { world, known, network } = worldOf(name)
  const routerAt = new Map<RouterLink, (typeof world.places)[number]['router']>()
  for (const { router } of world.places)
    for (const link of [router.state.links.internal, ...router.state.links.siblings, ...router.state.links.external])
      routerAt.set(link, router)
  const all: Again[] = []
  let written: Bytes
  const write = (draft: Draft, pointer: Pointer): Bytes => {
    const bytes = writeDraft(draft, pointer)
    written = bytes.slice()
    return bytes
  }
  const watch: Watch = ({ bytes, ingress, from, now }, plain) => {
    if (pathType(bytes) !== pathTypes.scion) return
    const p = createPacket(ingress)
    loadPacket(p, change(written), ingress, from, now)
    all.push({ plain, changed: decide(p, routerAt.get(ingress)!.state, rules), left: bytes, changedLeft: p.bytes })
  }
  const attackers = new Set([as(network, attacker)])
  const stepper = createStepper(world, createForge(world, attackers), { maxHops: 3, write, watch })
  const property = parseProperty('loop-free', { known, leaked: attackers })
  explore({ world, stepper, property, attackers, times: [network.loop.now], maxStates: 100_000, confirm: () => false })
  return all
}
