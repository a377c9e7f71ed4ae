/** The paths a host would get now, read out of the stores of the control services: nothing is sent, so that looking changes nothing. */
import { anyCoreOf, findSegments, type Known } from '#control/lookup/lookup.ts'
import { type SegmentStore, segmentsTo } from '#control/lookup/segment-store.ts'
import { combine } from '#control/path/combine.ts'
import type { Path } from '#control/path/path.ts'
import type { ServiceState } from '#control/state.ts'
import { unixSeconds } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Network } from '../network.ts'

/** All paths from `src` to `dst` that the segments registered by now make, best first. */
export type KnownPaths = (src: IsdAs, dst: IsdAs) => Path[]

/** Answers for the network's time whenever it is asked. */
export function createKnownPaths({ services, loop, clock }: Network): KnownPaths {
  const stateOf = new Map<IsdAs, ServiceState>()
  for (const { as, service } of services) if (!stateOf.has(as.isdAs)) stateOf.set(as.isdAs, service.state)
  const isCore = (isdAs: IsdAs): boolean => stateOf.get(isdAs)?.as.core ?? false
  return (src, dst) => {
    const nowS = unixSeconds(clock, loop.now)
    const from = stateOf.get(src)
    if (from === undefined) return []
    const known: Known = {
      ups: from.as.core ? [] : segmentsTo(from.ups, anyCoreOf(src), nowS),
      answerTo({ kind, core, dst: end }) {
        const state = stateOf.get(core)
        return state === undefined ? [] : segmentsTo(kind === 'core' ? state.cores : state.downs, end, nowS)
      },
    }
    return combine(src, dst, findSegments(src, dst, isCore, known).segments)
  }
}

const sizeOf = ({ byEnd }: SegmentStore): number => [...byEnd.values()].reduce((sum, known) => sum + known.size, 0)

/** Segments in the stores of all control services: ups and downs where they are registered, cores in the core ASes. */
export const countSegments = ({ services }: Network): number =>
  services.reduce((sum, { service: { state } }) => sum + sizeOf(state.ups) + sizeOf(state.cores) + sizeOf(state.downs), 0)
