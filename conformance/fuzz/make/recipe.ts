/**
 * A packet as a plan: what a sender would have put into it, and what was then done to it. It is data, so that it can be made simpler step by
 * step, and relative to now, so that it means the same whenever it is made.
 */
import type { IsdAs } from '#wire/isdas.ts'
import type { Mutation } from './mutation.ts'

export interface HopPlan {
  readonly consIngress: number
  readonly consEgress: number
  readonly expTime: number
  /** bit 0: egress alert, bit 1: ingress alert */
  readonly alerts: number
  /** made with the key of the router's AS; else 48 arbitrary bits */
  readonly mac: 'own' | number
}

export interface SegmentPlan {
  readonly consDir: boolean
  readonly peer: boolean
  /** SegID over which the MACs are made */
  readonly segId: number
  /** the hop whose MAC is folded into the SegID on the wire: it stands there as the neighbour sends it */
  readonly folded?: number
  /** seconds between the segment's making and now; below zero = made in the future */
  readonly ageS: number
  readonly hops: readonly HopPlan[]
}

export interface ScionPlan {
  readonly kind: 'scion'
  readonly segments: readonly SegmentPlan[]
  readonly currInf: number
  readonly currHf: number
  readonly epic?: EpicPlan
}

export interface EpicPlan {
  /** milliseconds between sending and now */
  readonly sentMs: number
  readonly counter: number
  /** made with the authenticator of the hop that the router checks last; else arbitrary */
  readonly phvf: 'good' | number
  readonly lhvf: 'good' | number
}

export interface OneHopPlan {
  readonly kind: 'oneHop'
  readonly segment: SegmentPlan
}

export type PathPlan =
  | { readonly kind: 'empty' }
  | { readonly kind: 'raw'; readonly type: number; readonly bytes: number }
  | ScionPlan
  | OneHopPlan

export interface EndPlan {
  readonly isdAs: IsdAs
  /** type nibble and bytes, hex */
  readonly type: number
  readonly host: string
}

export interface ExtensionPlan {
  readonly kind: 'hopByHop' | 'endToEnd'
  /** bytes of the data of an experimental option */
  readonly options: readonly number[]
}

/** An end-to-end extension with an authenticator option made with the stand-in key. */
export interface SpaoPlan {
  readonly spi: number
  /** seconds between its timestamp and now */
  readonly ageS: number
  readonly good: boolean
}

export type PayloadPlan =
  | { readonly kind: 'udp' | 'tcp'; readonly srcPort: number; readonly dstPort: number; readonly data: number }
  | { readonly kind: 'scmp'; readonly type: number; readonly code: number; readonly identifier: number; readonly data: number }
  /** an SCMP error that quotes a packet of this source port (UDP) or identifier (SCMP of this type) */
  | {
      readonly kind: 'scmpError'
      readonly type: number
      readonly code: number
      readonly quoted: 'udp' | number
      readonly port: number
      readonly cut: number
    }
  | { readonly kind: 'raw'; readonly protocol: number; readonly data: number }

export interface PacketPlan {
  readonly trafficClass: number
  readonly src: EndPlan
  readonly dst: EndPlan
  readonly path: PathPlan
  readonly extensions: readonly ExtensionPlan[]
  readonly spao?: SpaoPlan
  readonly payload: PayloadPlan
}

/** Bytes that were no packet to begin with, hex. */
export interface NoisePlan {
  readonly hex: string
}

export interface Recipe {
  /** which of the site's doors */
  readonly door: number
  /** 20 bits by which what comes out is told apart: the FlowID, or the beginning of a STUN transaction */
  readonly identity: number
  readonly packet: PacketPlan | NoisePlan
  readonly mutations: readonly Mutation[]
}

export const isNoise = (packet: PacketPlan | NoisePlan): packet is NoisePlan => 'hex' in packet
