/** A choice of steps: each combination that a router can tell apart, once. */
import { segmentOf } from '#proofs/model/fields.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import { interfacesOf, type Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { TracedStep } from './traces.ts'

/** role, verdict, rule, reason, direction, crossover, peer, link pair, operation */
export type Combination = string

type LinkTypes = (as: IsdAs, ifId: number) => string

/** What the neighbour behind an interface is; "inside" for 0, "none" for one that is not there. */
export function linkTypesOf(topology: Topology): LinkTypes {
  const types = new Map(topology.ases.flatMap(as => [...interfacesOf(as)].map(({ interface: i }) => [`${as.isdAs}#${i.ifId}`, i.linkType])))
  return (as, ifId) => (ifId === 0 ? 'inside' : (types.get(`${as}#${ifId}`) ?? 'none'))
}

export function combinationOf({ step, op }: TracedStep, linkType: LinkTypes): Combination {
  const { packet, arrival, outcome } = step
  const role = arrival.in !== 0 ? 'link' : arrival.from === '' ? 'host' : 'sibling'
  const left = outcome.packet
  const info = left.infos[packet.currInf]
  const crossed = outcome.verdict === 'forward' ? left.currHf > packet.currHf + 1 : left.currHf > packet.currHf
  const pair = `${linkType(arrival.as, arrival.in)}>${linkType(arrival.as, namedEgress(step))}`
  const way = `${info?.consDir ? 'along' : 'against'}${info?.peer ? ' peer' : ''}${crossed ? ' crossed' : ''}`
  return [packet.kind, role, outcome.verdict, outcome.rule, outcome.reason, way, pair, op].join(' | ')
}

/** Of the hop at which the packet was judged last, in the direction it travels. */
function namedEgress({ packet, outcome }: ModelStep): number {
  const at = outcome.verdict === 'forward' && packet.kind !== 'oneHop' ? outcome.packet.currHf - 1 : outcome.packet.currHf
  const hop = outcome.packet.hops[at]
  const info = outcome.packet.infos[segmentOf(packet.segLen, at)]
  return hop === undefined || info === undefined ? 0 : info.consDir ? hop.consEgress : hop.consIngress
}

/** Takes the first step of each combination that was not there yet. */
export interface Cover {
  readonly chosen: readonly TracedStep[]
  readonly combinations: ReadonlySet<Combination>
  add(traced: TracedStep): void
}

export function createCover(topology: Topology, seen: Iterable<Combination> = []): Cover {
  const linkType = linkTypesOf(topology)
  const combinations = new Set(seen)
  const chosen: TracedStep[] = []
  return {
    chosen,
    combinations,
    add(traced) {
      const combination = combinationOf(traced, linkType)
      if (combinations.has(combination)) return
      combinations.add(combination)
      chosen.push(traced)
    },
  }
}
