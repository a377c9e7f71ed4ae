/**
 * The vocabulary shared by the specification and the code: what `Router.tla` calls a packet, an arrival and an outcome, under the same names. A
 * `ModelStep` is one transition of the model and one decision of a router; replay/ makes the bytes for one, slices/ makes one of the bytes.
 */
import type { DropReason } from '#router/drops.ts'
import type { IsdAs } from '#wire/isdas.ts'

/**
 * A MAC by name: equal tags are equal six bytes. 0 is six zero bytes where a sender leaves a hop field to its neighbour (one-hop paths), and the right
 * MAC, one that has no name, where a router wrote it. Negative tags are no MAC of anything. EPIC's validation fields have names of their own, from 1,000,000.
 */
export type Tag = number

/** A SegID as the set of what was folded into it: tags and one atom for each segment in the model, numbers of set bits (0..15) where it was read from bytes. */
export type SegId = readonly number[]

export interface ModelInfo {
  readonly consDir: boolean
  readonly peer: boolean
  readonly segId: SegId
  /** Timestamp, half seconds since the epoch of the model */
  readonly ts: number
}

export interface ModelHop {
  readonly ingressAlert: boolean
  readonly egressAlert: boolean
  /** ExpTime: valid for (1 + exp) * 675 half seconds after `ts` */
  readonly exp: number
  readonly consIngress: number
  readonly consEgress: number
  readonly mac: Tag
}

export interface ModelPacket {
  /** `oneHop`: one info and two hop fields (a third is a header longer than its path), pointers and lengths 0 */
  readonly kind: 'scion' | 'oneHop' | 'epic'
  readonly src: IsdAs
  readonly dst: IsdAs
  /** `bad`: no unicast host address */
  readonly srcHost: 'unicast' | 'bad'
  /** nowhere: an address that is none, as 0.0.0.0; bad: of no known type */
  readonly dstHost: 'host' | 'service' | 'noService' | 'nowhere' | 'bad'
  readonly payload: 'udp' | 'scmpError' | 'traceroute' | 'noPort'
  /** PayloadLen is the number of bytes that follow */
  readonly lengthOk: boolean
  readonly currInf: number
  readonly currHf: number
  readonly segLen: readonly [number, number, number]
  readonly infos: readonly ModelInfo[]
  readonly hops: readonly ModelHop[]
  /** EPIC: when it was sent (half seconds), and its two validation fields by name; of other packets 0 */
  readonly sentAt: number
  readonly phvf: Tag
  readonly lhvf: Tag
}

export interface ModelArrival {
  readonly as: IsdAs
  /** border router of `as` */
  readonly router: string
  /** interface id it came in by, 0 = the AS-internal network */
  readonly in: number
  /** inside the AS: the sibling router that sent it, '' = a host (or an external link) */
  readonly from: string
  /** half seconds since the epoch of the model */
  readonly now: number
}

/** Where a ParameterProblem points, by name: `hop` and `info` with their index in the packet as the rule left it. */
export type ModelPointer = { readonly of: 'none' | 'dstIsdAs' | 'srcIsdAs' | 'info' | 'hop'; readonly at: number }

export interface ModelOutcome {
  readonly verdict: 'forward' | 'handOver' | 'deliver' | 'answer' | 'drop'
  /** name of the rule that decided, as in router/rules.ts; 'parse' before any rule, and where no rule decided */
  readonly rule: string
  /** '' where there is none */
  readonly reason: DropReason | ''
  /** interface id of `forward`; that asked about by an answered traceroute; else 0 */
  readonly egress: number
  /** the sibling of `handOver`; else '' */
  readonly sibling: string
  /** of an answer: SCMP type and code; else 0 0 */
  readonly scmpType: number
  readonly scmpCode: number
  readonly pointer: ModelPointer
  /** the packet as the rules left it, whatever the verdict */
  readonly packet: ModelPacket
}

export interface ModelStep {
  readonly packet: ModelPacket
  readonly arrival: ModelArrival
  readonly outcome: ModelOutcome
}

/** A valid hop field MAC, an element of the constant `Macs`. */
export interface MacRecord {
  readonly as: IsdAs
  /** half seconds */
  readonly ts: number
  readonly exp: number
  readonly in: number
  readonly eg: number
  readonly segId: SegId
  readonly tag: Tag
}

/** A valid EPIC field, an element of the constant `Hvfs`. */
export interface HvfRecord {
  /** tag of the hop field it was made with */
  readonly mac: Tag
  readonly ts: number
  readonly sentAt: number
  readonly src: IsdAs
  readonly payload: ModelPacket['payload']
  readonly hvf: Tag
}
