/** How far below the core each AS stands: core ASes have rank 0, a customer one more than its lowest provider, so links lead downwards. */
import type { IsdAs } from '#wire/isdas.ts'
import type { Network } from './network.ts'

/** ASes on or below a provider cycle (an illegal network can be drawn, too) come last. */
export function rankAses({ topology, up, down }: Network): ReadonlyMap<IsdAs, number> {
  const rank = new Map<IsdAs, number>()
  const waiting = new Map<IsdAs, number>()
  const ready: IsdAs[] = []
  for (const { isdAs, core } of topology.ases) {
    const providers = core ? 0 : (up.get(isdAs)?.length ?? 0)
    waiting.set(isdAs, providers)
    // An AS without provider that is no core does not reach the core: it stands below it all the same.
    if (providers === 0) rank.set(isdAs, core ? 0 : 1)
    if (providers === 0) ready.push(isdAs)
  }
  for (const provider of ready)
    for (const { b } of down.get(provider) ?? []) {
      const left = waiting.get(b.isdAs)! - 1
      waiting.set(b.isdAs, left)
      if (left >= 0) rank.set(b.isdAs, Math.max(rank.get(b.isdAs) ?? 0, rank.get(provider)! + 1))
      if (left === 0) ready.push(b.isdAs)
    }
  const last = ready.reduce((max, isdAs) => Math.max(max, rank.get(isdAs)!), 0) + 1
  for (const [isdAs, left] of waiting) if (left > 0) rank.set(isdAs, last)
  return rank
}
