/**
 * Every decision a router takes, as one event: NDJSON line in the simulator's trace and in the emulation's log, what the model replays and
 * what the page shows.
 */
import type { UnderlayAddress } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface TraceEvent {
  /** nanoseconds since the run's start */
  readonly t: number
  readonly as: IsdAs
  readonly router: string
  /** 0 = the AS-internal socket, else the interface id the packet came in by */
  readonly in: number
  readonly from: UnderlayAddress
  readonly verdict: 'forward' | 'handOver' | 'deliver' | 'answer' | 'drop'
  /** the rule that decided */
  readonly rule: string
  /** drop reason, also of answered packets */
  readonly reason?: string
  /** "4/51" or "4/51/100" of an answer */
  readonly scmp?: string
  /** interface id the packet or answer leaves by, 0 = internal */
  readonly egress?: number
  readonly to?: UnderlayAddress
  /** the SCION header before and after, hex */
  readonly before: string
  readonly after: string
}
