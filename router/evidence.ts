/**
 * Every decision a router takes, as one event: NDJSON line in the simulator's trace and in the emulation's log, what the model replays and
 * what the page shows.
 */
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { checkHeader, headerLength } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { consDir } from '#wire/path.ts'
import { pointerOf } from './answer.ts'
import { type DropReason, dropRule } from './drops.ts'
import type { Packet } from './packet.ts'
import type { RouterObserver } from './router.ts'
import type { Answer, Verdict } from './verdict.ts'

export interface TraceEvent {
  /** nanoseconds since the run's start */
  readonly t: number
  readonly as: IsdAs
  readonly router: string
  /** 0 = the AS-internal socket, else the interface id the packet came in by */
  readonly in: number
  readonly from: UnderlayAddress
  readonly verdict: 'forward' | 'handOver' | 'deliver' | 'bfd' | 'answer' | 'drop'
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

/** The SCION header of a packet as hex; '' for what is no SCION packet. */
const headerHex = (b: Bytes): string => (checkHeader(b) === undefined ? toHex(b.subarray(0, headerLength(b))) : '')

/** A router observer that writes every decision as a `TraceEvent`. */
export function traceDecisions(write: (event: TraceEvent) => void): RouterObserver {
  let before = ''
  return {
    arrived(_, packet) {
      before = headerHex(packet.bytes)
    },
    decided(router, packet, verdict, sent) {
      write({
        t: packet.now,
        as: router.state.isdAs,
        router: router.state.id,
        in: packet.ingress.ifId,
        from: packet.from,
        verdict: verdict.kind,
        rule: packet.rule,
        ...outcomeOf(packet, verdict),
        before,
        after: sent === undefined ? headerHex(packet.bytes) : headerHex(sent),
      })
    },
  }
}

function outcomeOf(packet: Packet, verdict: Verdict): Pick<TraceEvent, 'reason' | 'scmp' | 'egress' | 'to'> {
  switch (verdict.kind) {
    case 'forward':
      return { egress: verdict.link.ifId }
    case 'handOver':
      return { egress: 0, to: verdict.link.address }
    case 'deliver':
      return { egress: 0, to: verdict.to }
    case 'bfd':
      return {}
    case 'drop':
      return { reason: verdict.reason }
    case 'answer':
      return { egress: packet.ingress.ifId, to: packet.from, ...answerOf(packet, verdict) }
  }
}

function answerOf(packet: Packet, answer: Answer): Pick<TraceEvent, 'reason' | 'scmp'> {
  if (answer.with !== 'error') return answer.with === 'traceroute' ? { scmp: '131/0' } : {}
  return { reason: answer.reason, scmp: scmpOf(packet, answer.reason) }
}

/** "4/51/100": type, code and, for a parameter problem, the pointer of the SCMP error a refused packet causes; '' where it is silence. */
export function scmpOf(packet: Packet, reason: DropReason): string {
  const scmp = dropRule(reason).scmp
  if (scmp === undefined) return ''
  const code = consDir(packet.bytes, packet.info) ? scmp.code : (scmp.codeAgainst ?? scmp.code)
  return scmp.pointer === undefined ? `${scmp.type}/${code}` : `${scmp.type}/${code}/${pointerOf(packet, scmp.pointer)}`
}
