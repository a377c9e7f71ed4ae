/** What the parts of a control service share. */
import { minMtu } from '#topology/link-rules.ts'
import type { AsTopology } from '#topology/model.ts'
import type { Clock, Random, UnderlayAddress } from '#wire/actor.ts'
import { internalPort } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Extender } from './beacon/extend.ts'
import type { Policies } from './beacon/policy.ts'
import type { BeaconStore } from './beacon/store.ts'
import type { ControlCounters, ControlEvent, ControlEventName, Rejection } from './events.ts'
import type { HiddenPaths } from './hidden/group.ts'
import type { HiddenStore } from './hidden/store.ts'
import type { IsCore } from './lookup/lookup.ts'
import type { SegmentStore } from './lookup/segment-store.ts'
import type { Path } from './path/path.ts'
import type { ControlSettings } from './settings.ts'
import type { Exchange, Way } from './transport/exchange.ts'
import { buildControlPacket, type ControlPacket, controlServiceOf, type Endpoint, hopFieldsOf, roomIn } from './transport/packet.ts'
import { noBody } from './transport/replies.ts'
import type { TrustState } from './trust/state.ts'
import type { TrustStore } from './trust/store.ts'

/** What a service keeps on disk: it may outlive it. */
export interface Stores {
  readonly beacons: BeaconStore
  readonly ups: SegmentStore
  readonly cores: SegmentStore
  readonly downs: SegmentStore
  readonly trusted: TrustStore
  /** what writers registered with this AS */
  readonly hiddens: HiddenStore
}

export interface ServiceState extends Stores {
  readonly id: string
  readonly as: AsTopology
  readonly isdAs: IsdAs
  readonly clock: Clock
  readonly random: Random
  readonly isCore: IsCore
  readonly settings: ControlSettings
  readonly policies: Policies
  readonly extender: Extender
  /** `undefined`: signatures are modelled */
  readonly trust: TrustState | undefined
  readonly hidden: HiddenPaths
  /** the service's own address, source of all it says */
  readonly self: Endpoint
  /** interface id -> internal address of the border router that owns it */
  readonly routerOf: ReadonlyMap<number, UnderlayAddress>
  readonly exchange: Exchange
  readonly counters: Record<keyof ControlCounters, number>
  readonly observe: ((event: ControlEvent) => void) | undefined
}

export function note(s: ServiceState, event: ControlEventName, detail: string, now: number): void {
  s.counters[event]++
  s.observe?.({ t: now, as: s.isdAs, service: s.id, event, detail })
}

/** `way`: of the beacon or segment, where the rejected is one. */
export function reject(s: ServiceState, rejection: Rejection, detail: string, now: number, way?: string): void {
  s.counters.rejected++
  s.counters[rejection]++
  s.observe?.({ t: now, as: s.isdAs, service: s.id, event: 'rejected', rejection, detail, ...(way !== undefined && { way }) })
}

/** The packet with other data, out by interface `ifId`: the border router that owns it gets it. */
function wayOver(s: ServiceState, ifId: number, mtu: number, packet: ControlPacket): Way {
  const router = s.routerOf.get(ifId)
  assert(router !== undefined, `interface ${ifId} is one of ${s.isdAs}`)
  return {
    mtu,
    room: roomIn(packet, mtu),
    ...(packet.pathType === 'scion' && { hopFields: hopFieldsOf(packet.path) }),
    send: (data, out) => out.send(internalPort, router, buildControlPacket({ ...packet, data })),
  }
}

/** To any control service of the neighbour behind interface `ifId`: its internal MTU is not known, but at least `minMtu`. */
export function oneHopWay(s: ServiceState, ifId: number, path: Bytes): Way {
  const { neighbor, mtu } = s.extender.interfaces.get(ifId)!
  const packet: ControlPacket = { src: s.self, dst: controlServiceOf(neighbor), pathType: 'oneHop', path, data: noBody }
  return wayOver(s, ifId, Math.min(mtu, minMtu), packet)
}

/** To `dst`, else to any control service, at the ends of the paths. A path whose first interface is not ours came from elsewhere and is no way. */
export function waysOver(s: ServiceState, paths: readonly Path[], dst?: Endpoint): Way[] {
  return paths.flatMap(path => {
    const first = path.interfaces[0]
    if (first === undefined || first.isdAs !== s.isdAs || !s.routerOf.has(first.ifId)) return []
    const packet: ControlPacket = { src: s.self, dst: dst ?? controlServiceOf(path.dst), pathType: 'scion', path: path.bytes, data: noBody }
    return [wayOver(s, first.ifId, path.mtu, packet)]
  })
}
