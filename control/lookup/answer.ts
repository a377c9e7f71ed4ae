/** What others ask of a control service: to store their down segments, for its segments, and, by hosts of its AS, for whole ways. */
import { internalPort, type Outbox, type UnderlayAddress, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { Rejection } from '../events.ts'
import type { Segments } from '../path/graph.ts'
import { checkLife, checkSegment, firstIsdAs, lastIsdAs, type Segment } from '../segment/segment.ts'
import { note, type ServiceState } from '../state.ts'
import {
  buildMessage,
  decodeQuestion,
  decodeSegments,
  encodeSegmentsInParts,
  type Message,
  type MessageKind,
  type Result,
  singleMessage,
} from '../transport/message.ts'
import { buildControlPacket, type ControlPacket, replyTo } from '../transport/packet.ts'
import { responsibility } from './lookup.ts'
import type { Resolver } from './resolve.ts'
import { insertSegment, segmentsTo } from './segment-store.ts'

/** A question with its way back. */
export interface Asked {
  readonly packet: ControlPacket
  readonly message: Message
  /** underlay address it came from: a border router, or a host of the AS */
  readonly from: UnderlayAddress
}

function reply(s: ServiceState, asked: Asked, data: Bytes, out: Outbox): void {
  out.send(internalPort, asked.from, buildControlPacket(replyTo(asked.packet, s.self, data)))
}

function replyResult(s: ServiceState, asked: Asked, kind: MessageKind, result: Result, out: Outbox): void {
  reply(s, asked, buildMessage(singleMessage(kind, asked.message.requestId, new Uint8Array(0), result)), out)
}

function replySegments(s: ServiceState, asked: Asked, kind: MessageKind, segments: Segments, out: Outbox): void {
  const bodies = encodeSegmentsInParts(segments)
  for (const [part, body] of bodies.entries()) {
    const message: Message = { kind, result: 'done', part, parts: bodies.length, requestId: asked.message.requestId, body }
    reply(s, asked, buildMessage(message), out)
  }
}

/** Down segments of another AS: all of the request are stored, or none. */
export function handleRegistration(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const segments = decodeSegments(asked.message.body)
  const nowS = unixSeconds(s.clock, now)
  const wrong = isMalformed(segments) ? 'bodyMalformed' : checkRegistration(s, asked.packet, segments.downs, nowS)
  if (wrong !== undefined) {
    replyResult(s, asked, 'registrationReply', wrong === 'bodyMalformed' ? 'malformed' : 'rejected', out)
    return wrong
  }
  for (const segment of (segments as Segments).downs) {
    if (insertSegment(s.downs, segment, nowS)) note(s, 'stored', segment.key, now)
  }
  replyResult(s, asked, 'registrationReply', 'done', out)
  return undefined
}

function checkRegistration(s: ServiceState, packet: ControlPacket, downs: readonly Segment[], nowS: number): Rejection | undefined {
  for (const segment of downs) {
    if (!s.as.core || firstIsdAs(segment) !== s.isdAs) return 'notResponsible'
    if (lastIsdAs(segment) !== packet.src.isdAs) return 'notFromOwner'
    const wrong = checkSegment(segment) ?? checkLife(segment, nowS)
    if (wrong !== undefined) return wrong
    if (s.verify(segment, nowS).kind !== 'holds') return 'signature'
  }
  return undefined
}

/** No answer is longer, however much is stored. */
const maxSegments = 500

/** Another control service asks for what this AS is the authority of. */
export function handleSegments(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const question = decodeQuestion(asked.message.body)
  if (isMalformed(question)) {
    replyResult(s, asked, 'segmentsReply', 'malformed', out)
    return 'bodyMalformed'
  }
  const kind = responsibility(s.isdAs, question.src, question.dst, s.isCore)
  if (kind === undefined) {
    replyResult(s, asked, 'segmentsReply', 'notResponsible', out)
    return 'notResponsible'
  }
  const found = segmentsTo(kind === 'core' ? s.cores : s.downs, question.dst, unixSeconds(s.clock, now)).slice(0, maxSegments)
  replySegments(s, asked, 'segmentsReply', { ups: [], cores: kind === 'core' ? found : [], downs: kind === 'down' ? found : [] }, out)
  note(s, 'answered', question.dst, now)
  return undefined
}

const maxLookups = 1024

/** Hosts repeat a question that is still being answered: `underWay` has them by host and request. */
export function createLookupHandler(s: ServiceState, resolver: Resolver) {
  const underWay = new Set<string>()
  return (asked: Asked, now: number, out: Outbox): Rejection | undefined => {
    const question = decodeQuestion(asked.message.body)
    if (isMalformed(question)) return 'bodyMalformed'
    const name = `${asked.from} ${asked.message.requestId}`
    if (asked.packet.pathType !== 'empty' || asked.packet.src.isdAs !== s.isdAs || question.src !== s.isdAs) return 'notLocal'
    if (underWay.has(name)) return undefined
    if (underWay.size >= maxLookups) {
      replyResult(s, asked, 'lookupReply', 'busy', out)
      return 'busy'
    }
    underWay.add(name)
    resolver.resolve(question.dst, now, out, (segments, t, o) => {
      underWay.delete(name)
      replySegments(s, asked, 'lookupReply', segments, o)
      note(s, 'answered', question.dst, t)
    })
    return undefined
  }
}
