/**
 * What the tools find out, in the keys of the `scion` tool's JSON: `ping`, `traceroute` and `address` print these records as they are.
 * All times are milliseconds with three decimals.
 */
import type { PathMetadata } from '#control/path/metadata.ts'
import { asesOf, type PathInterface, sequenceText } from '#control/path/path.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface HopRecord {
  readonly interface: number
  readonly isd_as: IsdAs
}

/** The path a tool used. */
export interface PathRecord {
  /** SHA-256 over the interfaces, hex; empty inside an AS */
  readonly fingerprint: string
  /** null inside an AS */
  readonly hops: readonly HopRecord[] | null
  /** "1-ff00:0:111#0,41 1-ff00:0:110#1,0" */
  readonly sequence: string
  readonly local_ip: string
  /** underlay address of the first router, "<nil>" inside an AS */
  readonly next_hop: string
}

export type ReplyState = 'success' | 'after_timeout' | 'out_of_order' | 'duplicate'

export interface PingReply {
  /** bytes, SCION header included */
  readonly scion_packet_size: number
  /** "1-ff00:0:112,127.0.0.1" */
  readonly source: string
  readonly scmp_seq: number
  readonly round_trip_time: number
  readonly state: ReplyState
}

export interface PingStatistics {
  readonly sent: number
  readonly received: number
  /** whole percent */
  readonly packet_loss: number
  readonly time: number
  readonly min_rtt: number
  readonly avg_rtt: number
  readonly max_rtt: number
  readonly mdev_rtt: number
}

export interface PingResult {
  readonly path: PathRecord
  /** bytes, as asked for: the 8 bytes a ping carries at least are not counted */
  readonly payload_size: number
  /** bytes, with a payload as asked for */
  readonly scion_packet_size: number
  /** null when there was none */
  readonly replies: readonly PingReply[] | null
  readonly statistics: PingStatistics
}

export interface TracerouteHop {
  readonly interface_id: number
  /** of the router that answered; empty when none did */
  readonly ip: string
  readonly isd_as: IsdAs
  /** a lost probe counts as the timeout; null when all were lost */
  readonly round_trip_times: readonly number[] | null
}

export interface TracerouteResult {
  readonly path: PathRecord
  readonly hops: readonly TracerouteHop[]
}

/** `scmp`: a router answered the probe with an error. */
export type PathStatus = 'alive' | 'timeout' | 'scmp' | 'unknown'

/** A path `paths` lists. */
export interface PathEntry {
  /** the first 16 hex digits */
  readonly fingerprint: string
  readonly hops: readonly HopRecord[]
  readonly sequence: string
  readonly next_hop: string
  /** "2026-11-23T20:11:24Z" */
  readonly expiry: string
  /** bytes */
  readonly mtu: number
  /** nanoseconds between consecutive interfaces; -1 where no AS announced it */
  readonly latency: readonly number[]
  /** only when probed */
  readonly status?: PathStatus
  readonly status_info?: string
  /** empty when not probed */
  readonly local_ip: string
  /** services by ISD-AS, underlay addresses */
  readonly discovery?: Readonly<Record<string, ServiceRecord>>
  /** for people, not part of the JSON */
  readonly metadata: PathMetadata
  readonly supportsEpic: boolean
}

export interface ServiceRecord {
  readonly control_services?: readonly string[]
  readonly discovery_services?: readonly string[]
}

export interface PathsResult {
  readonly local_isd_as: IsdAs
  readonly destination: IsdAs
  /** none inside an AS and where there is no path */
  readonly paths?: readonly PathEntry[]
}

export interface AddressResult {
  readonly addresses: readonly { readonly isd_as: IsdAs; readonly ip: string; readonly address: string }[]
}

export const interfacesOf = (hops: readonly HopRecord[]): PathInterface[] => hops.map(h => ({ isdAs: h.isd_as, ifId: h.interface }))

/** `sequenceText` of a record's hops. */
export const sequenceOf = (hops: readonly HopRecord[]): string => sequenceText(interfacesOf(hops))

/** "1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112" with `>` as `separator`; '' for no interfaces. */
export const hopsText = (hops: readonly HopRecord[], separator = '>', ifText: (ifId: number) => string = String): string =>
  asesOf(interfacesOf(hops), (isdAs, ingress, egress) =>
    [...(ingress ? [ifText(ingress)] : []), isdAs, ...(egress ? [ifText(egress)] : [])].join(' '),
  ).join(separator)
