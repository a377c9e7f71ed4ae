/** Candidates and contexts for algorithms and selections, without any service. */
import type { BeaconingContext, Candidate, Sent } from '#control/beacon/algorithm.ts'
import { type BeaconFilter, type BeaconPolicy, defaultPolicy } from '#control/beacon/policy.ts'
import { makeSegment } from '#control/segment/codec.ts'
import { type AsEntry, type Segment, segmentExpiryS } from '#control/segment/segment.ts'
import type { Interface, LinkType } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { clock, seededRandom } from '../network.ts'

/** "0 1-1 5" an entry: ingress, ISD-AS, egress. */
export function along(hops: readonly string[], timestamp = clock.epochS): Segment {
  const entries = hops.map((hop): AsEntry => {
    const [ingress, isdAs, egress] = hop.split(' ')
    const h = { ingress: Number(ingress), egress: Number(egress), expTime: 63, mac: new Uint8Array(6) }
    return { isdAs: isdAs as IsdAs, next: '0-0', mtu: 0, hop: h, ingressMtu: 0, peers: [] }
  })
  return makeSegment({ timestamp, segId: 0 }, entries)
}

export interface MutableCandidate extends Candidate {
  beacon: Segment
  expiryS: number
  readonly sent: Map<number, Sent>
}

export function candidate(...hops: string[]): MutableCandidate {
  const beacon = along(hops)
  return { beacon, ingress: 9, expiryS: segmentExpiryS(beacon), sent: new Map() }
}

export const interfaceTo = (ifId: number, neighbor: IsdAs, linkType: LinkType = 'core'): Interface => ({
  ifId,
  neighbor,
  linkType,
  local: '',
  remote: '',
  mtu: 1400,
})

export const policyWith = (policy: Partial<BeaconPolicy>, filter: Partial<BeaconFilter> = {}): BeaconPolicy => ({
  ...defaultPolicy,
  ...policy,
  filter: { ...defaultPolicy.filter, ...filter },
})

/** Of 1-9, with interface 1 to 1-8 and 2 to 1-7, one second after the clock's epoch. */
export function context(changes: Partial<BeaconingContext> = {}): BeaconingContext {
  const egresses = changes.egresses ?? [interfaceTo(1, '1-8'), interfaceTo(2, '1-7')]
  return {
    isdAs: '1-9',
    core: true,
    usage: 'propagation',
    policy: defaultPolicy,
    egresses,
    interfaces: new Map(egresses.map(i => [i.ifId, i])),
    nowNs: nsPerS,
    nowS: clock.epochS + 1,
    resendIntervalNs: 0,
    random: seededRandom(1),
    ...changes,
  }
}

/** "1: 1-1 5, …" what is sent by which interface, in order. */
export const sendingTexts = (sendings: readonly { readonly candidate: Candidate; readonly egress: number }[]): string[] =>
  sendings.map(({ candidate: c, egress }) => `${egress}: ${c.beacon.key}`)
