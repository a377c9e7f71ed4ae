/** A writer's side: hidden segments registered with the registries of their groups.   pkg/experimental/hiddenpath/{beaconwriter,grpc/registerer}.go */
import type { Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Segment } from '../segment/segment.ts'
import { note, type ServiceState } from '../state.ts'
import { signRequest } from '../trust/request.ts'
import type { ServiceFinder } from './discovery.ts'
import type { Group, GroupId } from './group.ts'
import { encodeRegistration, encodeSignedRequest } from './messages.ts'
import { storeHidden } from './registry.ts'

/** A segment that this AS has ended, with all registries of the group. */
export type RegisterHidden = (group: Group, segment: Segment, now: number, out: Outbox) => void

export const createWriter =
  (s: ServiceState, finder: ServiceFinder): RegisterHidden =>
  (group, segment, now, out) => {
    for (const registry of group.registries) {
      if (registry === s.isdAs) storeHidden(s, group.id, [segment], now)
      else registerWith(s, finder, registry, group.id, segment, now, out)
    }
  }

function registerWith(
  s: ServiceState,
  finder: ServiceFinder,
  registry: IsdAs,
  group: GroupId,
  segment: Segment,
  now: number,
  out: Outbox,
): void {
  const end = (done: boolean, t: number): void =>
    note(s, done ? 'hiddenRegistered' : 'hiddenRegistrationLost', `${registry} ${group} ${segment.key}`, t)
  finder.find(registry, 'registration', now, out, (ways, t, o) => {
    const signed = ways.length === 0 ? undefined : signRequest(s, encodeRegistration(group, { downs: [segment] }), t)
    if (signed === undefined) return end(false, t)
    s.exchange.ask(
      {
        to: registry,
        kind: 'hiddenRegistration',
        body: encodeSignedRequest(signed),
        ways,
        done: (answer, at) => end(!('failed' in answer), at),
      },
      t,
      o,
    )
  })
}
