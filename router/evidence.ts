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
import { carriesScmpError } from './decide.ts'
import { type DropReason, dropRule } from './drops.ts'
import type { RouterLink } from './links.ts'
import { type Packet, parser } from './packet.ts'
import { deliveryPort } from './port.ts'
import type { RouterObserver } from './router.ts'
import { isTracerouteRequest } from './rules/alerts.ts'
import type { Answer, Verdict } from './verdict.ts'

export interface TraceEvent {
  /** nanoseconds since the run's start, */
  readonly t: number
  /** which by the router's clock was then, unix seconds */
  readonly epochS: number
  readonly as: IsdAs
  readonly router: string
  /** 0 = the AS-internal socket, else the interface id the packet came in by */
  readonly in: number
  readonly from: UnderlayAddress
  /** the sibling router it came from */
  readonly fromSibling?: string
  readonly verdict: 'forward' | 'handOver' | 'deliver' | 'bfd' | 'answer' | 'drop'
  /** the rule that decided */
  readonly rule: string
  /** drop reason, also of answered packets */
  readonly reason?: string
  /** "4/51" or "4/51/100" of an answer */
  readonly scmp?: string
  /** of an answered traceroute request: the interface id it asked about */
  readonly asked?: number
  /** interface id the packet or answer leaves by, 0 = internal */
  readonly egress?: number
  readonly to?: UnderlayAddress
  /** the sibling router it is handed over to */
  readonly toSibling?: string
  /** the link, or the sibling, it should have left by is down for this router */
  readonly egressDown?: true
  /** the SCION header before and after, hex */
  readonly before: string
  readonly after: string
  /** of an answered packet, whose `after` is the answer's: its own header as the rules left it */
  readonly left?: string
  /** absent of what is no readable SCION packet */
  readonly payload?: TracePayload
}

/** What follows the header, as far as rules look at it. */
export interface TracePayload {
  /** bytes, extensions included */
  readonly length: number
  /** behind the extensions */
  readonly protocol: number
  /** tells packets with the same header apart */
  readonly digest: string
  /** an SCMP error, or too short an SCMP message to say, is never answered; a traceroute request may be */
  readonly kind: 'scmpError' | 'traceroute' | 'other'
  /** the underlay port it would be delivered to; absent where it names none */
  readonly port?: number
}

/** The SCION header of a packet as hex; '' for what is no SCION packet. */
export const headerHex = (b: Bytes): string => (checkHeader(b) === undefined ? toHex(b.subarray(0, headerLength(b))) : '')

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
        epochS: router.state.clock.epochS,
        as: router.state.isdAs,
        router: router.state.id,
        in: packet.ingress.ifId,
        from: packet.from,
        ...(packet.ingress.kind === 'sibling' && { fromSibling: packet.ingress.routerId }),
        verdict: verdict.kind,
        rule: packet.rule,
        ...outcomeOf(packet, verdict),
        ...(isDown(packet.egress) && { egressDown: true as const }),
        before,
        after: sent === undefined ? headerHex(packet.bytes) : headerHex(sent),
        ...(verdict.kind === 'answer' && { left: headerHex(packet.bytes) }),
        ...(packet.rule !== parser && { payload: payloadOf(packet) }),
      })
    },
  }
}

const isDown = (link: RouterLink | undefined): boolean => link !== undefined && link.kind !== 'internal' && !link.up

function payloadOf(p: Packet): TracePayload {
  const behind = p.bytes.subarray(headerLength(p.bytes))
  const port = deliveryPort(p.bytes, p.protocol, p.payload)
  return {
    length: behind.length,
    protocol: p.protocol,
    digest: fnv1a(behind),
    kind: carriesScmpError(p) ? 'scmpError' : isTracerouteRequest(p) ? 'traceroute' : 'other',
    ...(port !== undefined && { port }),
  }
}

/** 32 bits: it tells accidents, not attacks. */
function fnv1a(b: Bytes): string {
  let hash = 0x811c9dc5
  for (const byte of b) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

function outcomeOf(packet: Packet, verdict: Verdict): Pick<TraceEvent, 'reason' | 'scmp' | 'asked' | 'egress' | 'to' | 'toSibling'> {
  switch (verdict.kind) {
    case 'forward':
      return { egress: verdict.link.ifId }
    case 'handOver':
      return { egress: 0, to: verdict.link.address, toSibling: verdict.link.routerId }
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

function answerOf(packet: Packet, answer: Answer): Pick<TraceEvent, 'reason' | 'scmp' | 'asked'> {
  if (answer.with === 'traceroute') return { scmp: '131/0', asked: answer.ifId }
  if (answer.with === 'stun') return {}
  return { reason: answer.reason, scmp: scmpOf(packet, answer.reason) }
}

/** "4/51/100": type, code and, for a parameter problem, the pointer of the SCMP error a refused packet causes; '' where it is silence. */
export function scmpOf(packet: Packet, reason: DropReason): string {
  const scmp = dropRule(reason).scmp
  if (scmp === undefined) return ''
  const code = consDir(packet.bytes, packet.info) ? scmp.code : (scmp.codeAgainst ?? scmp.code)
  return scmp.pointer === undefined ? `${scmp.type}/${code}` : `${scmp.type}/${code}/${pointerOf(packet, scmp.pointer)}`
}
