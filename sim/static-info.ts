/** What every AS of a simulated network would announce of itself if its operator knew exactly what is simulated. */
import type { StaticInfoConfig } from '#control/beacon/static-info.ts'
import type { As, Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

/**
 * Delay and rate of each link, and the delay between each two routers of the AS. A link without a rate has no bandwidth to announce; places,
 * hops and notes the network's file does not have.
 */
export function staticInfoOf(topology: Topology): ReadonlyMap<IsdAs, StaticInfoConfig> {
  const [delays, rates] = [new Map<IsdAs, Map<number, number>>(), new Map<IsdAs, Map<number, number>>()]
  for (const { isdAs } of topology.ases) for (const map of [delays, rates]) map.set(isdAs, new Map())
  for (const { a, b, shape } of topology.links)
    for (const { isdAs, ifId } of [a, b]) {
      delays.get(isdAs)!.set(ifId, shape.delayNs)
      if (shape.rateBps !== Infinity) rates.get(isdAs)!.set(ifId, Math.floor(shape.rateBps / 1000))
    }
  return new Map(
    topology.ases.map(as => [
      as.isdAs,
      {
        latencyInterNs: delays.get(as.isdAs)!,
        latencyIntraNs: internalDelays(as),
        bandwidthInterKbps: rates.get(as.isdAs)!,
        bandwidthIntraKbps: new Map(),
        linkType: new Map(),
        geo: new Map(),
        hopsIntra: new Map(),
        note: '',
      },
    ]),
  )
}

function internalDelays(as: As): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const owners = as.routers.flatMap(router => router.interfaces.map(({ ifId }) => ({ ifId, router })))
  const from = (own: (typeof owners)[number]): ReadonlyMap<number, number> =>
    new Map(owners.filter(o => o !== own).map(o => [o.ifId, o.router === own.router ? 0 : as.internalDelayNs]))
  return new Map(owners.map(own => [own.ifId, from(own)]))
}
