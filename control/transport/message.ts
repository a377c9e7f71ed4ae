/**
 * What control services and hosts say to each other, the data of one UDP packet over SCION: our own envelope of 10 bytes, then protobuf.
 * The reference speaks RPC over QUIC here; the bodies are its messages, the envelope is not on its wire.
 *
 *   0   kind 8 | result 8 | part 16 | parts 16 | request id 32      then the body
 *
 * An answer too long for one packet comes in `parts`, each a complete body holding some of the segments.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { type Bytes, concatBytes, getU16, getU32, isMalformed, type Malformed, malformed, need, setU16, setU32 } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Segments } from '../path/graph.ts'
import { decodeSegment } from '../segment/codec.ts'
import { bytesKey, encodeFields, readFields, readIsdAs, varintKey, writeIsdAs } from '../segment/protobuf.ts'
import { noIsdAs, type Segment } from '../segment/segment.ts'

/**
 * `beacon` has no answer. `registration` carries down segments to their origin. `segments` is asked by one control service of another, which
 * answers only for itself; `lookup` is a host's question to its own, which does all the asking.
 */
export const messageKinds = {
  beacon: 1,
  registration: 2,
  registrationReply: 3,
  segments: 4,
  segmentsReply: 5,
  lookup: 6,
  lookupReply: 7,
} as const
export type MessageKind = keyof typeof messageKinds

export const results = { done: 0, malformed: 1, notResponsible: 2, busy: 3, rejected: 4 } as const
export type Result = keyof typeof results

export interface Message {
  readonly kind: MessageKind
  readonly result: Result
  /** 0-based */
  readonly part: number
  /** at least 1 */
  readonly parts: number
  readonly requestId: number
  readonly body: Bytes
}

export const envelopeLength = 10
/** A body of several segments stays below this, so that no packet needs more than an ordinary MTU. */
const bodyLength = 1100
/** Nothing longer is sent or believed, bytes. */
export const maxBodyLength = 8000
/** An answer has at most so many parts. */
export const maxParts = 512

const kindOf = new Map(Object.entries(messageKinds).map(([name, value]) => [value as number, name as MessageKind]))
const resultOf = new Map(Object.entries(results).map(([name, value]) => [value as number, name as Result]))

export function buildMessage(m: Message): Bytes {
  const head = new Uint8Array(envelopeLength)
  head[0] = messageKinds[m.kind]
  head[1] = results[m.result]
  setU16(head, 2, m.part)
  setU16(head, 4, m.parts)
  setU32(head, 6, m.requestId)
  return concatBytes(head, m.body)
}

/** A question, or an answer that fits in one packet. */
export const singleMessage = (kind: MessageKind, requestId: number, body: Bytes, result: Result = 'done'): Message => ({
  kind,
  result,
  part: 0,
  parts: 1,
  requestId,
  body,
})

/** The body is a view into `b`. */
export function parseMessage(b: Bytes): Message | Malformed {
  const short = need(b, 0, envelopeLength, 'control message')
  if (short !== undefined) return short
  const [kind, result, part, parts] = [kindOf.get(b[0]!), resultOf.get(b[1]!), getU16(b, 2), getU16(b, 4)]
  if (kind === undefined || result === undefined) return malformed(`control message of kind ${b[0]}, result ${b[1]}`, 0)
  if (part >= parts || parts > maxParts) return malformed(`part ${part} of ${parts}`, 2)
  if (b.length > envelopeLength + maxBodyLength) return malformed(`control message of ${b.length} bytes`, 0)
  return { kind, result, part, parts, requestId: getU32(b, 6), body: b.subarray(envelopeLength) }
}

export interface Question {
  readonly src: IsdAs
  readonly dst: IsdAs
}

/** SegmentsRequest {1 src_isd_as, 2 dst_isd_as}. */
export function encodeQuestion(q: Question): Bytes {
  const w = new BinaryWriter()
  writeIsdAs(w, 1, q.src)
  writeIsdAs(w, 2, q.dst)
  return w.finish()
}

export function decodeQuestion(b: Bytes): Question | Malformed {
  let [src, dst] = [noIsdAs, noIsdAs]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) src = readIsdAs(r)
    else if (key === varintKey(2)) dst = readIsdAs(r)
    else return false
    return true
  })
  return error ?? { src, dst }
}

/** BeaconRequest {1 segment}: a PathSegment. */
export const encodeBeacon = (segment: Bytes): Bytes => encodeFields([[1, segment]])

export function decodeBeacon(b: Bytes): Segment | Malformed {
  let segment: Bytes = new Uint8Array(0)
  const error = readFields(b, (key, r) => {
    if (key !== bytesKey(1)) return false
    segment = r.bytes()
    return true
  })
  return error ?? decodeSegment(segment)
}

/** The segment types of the reference's maps. */
const typeOf = { ups: 1, downs: 2, cores: 3 } as const
const groups = Object.keys(typeOf) as (keyof typeof typeOf)[]

/** SegmentsResponse and SegmentsRegistrationRequest: {1 map<type, {1 segments}>}. */
export function encodeSegments(segments: Partial<Segments>): Bytes {
  const used = groups.filter(group => segments[group] !== undefined && segments[group].length > 0)
  return encodeFields(used.map(group => [1, encodeGroup(typeOf[group], segments[group]!)] as const))
}

/** A map entry {1 key, 2 value}; its key is one byte. */
const encodeGroup = (type: number, list: readonly Segment[]): Bytes =>
  concatBytes(Uint8Array.of(varintKey(1), type), encodeFields([[2, encodeFields(list.map(s => [1, s.bytes] as const))]]))

/** The same as as many bodies as it takes: full ones of about `bodyLength`, a longer segment alone in its own. At least one, at most `maxParts`. */
export function encodeSegmentsInParts(segments: Segments): Bytes[] {
  const bodies: Bytes[] = []
  let open: { ups: Segment[]; cores: Segment[]; downs: Segment[] } = { ups: [], cores: [], downs: [] }
  let length = 0
  const close = (): void => {
    bodies.push(encodeSegments(open))
    open = { ups: [], cores: [], downs: [] }
    length = 0
  }
  for (const group of groups)
    for (const segment of segments[group]) {
      if (length > 0 && length + segment.byteLength > bodyLength) close()
      open[group].push(segment)
      length += segment.byteLength
    }
  if (length > 0 || bodies.length === 0) close()
  return bodies.slice(0, maxParts)
}

/** Map keys other than the three types are skipped. */
export function decodeSegments(b: Bytes): Segments | Malformed {
  const found: { ups: Segment[]; cores: Segment[]; downs: Segment[] } = { ups: [], cores: [], downs: [] }
  const entries: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key !== bytesKey(1)) return false
    entries.push(r.bytes())
    return true
  })
  if (error !== undefined) return error
  for (const entry of entries) {
    const wrong = decodeGroup(entry, found)
    if (wrong !== undefined) return wrong
  }
  return found
}

function decodeGroup(b: Bytes, into: Record<keyof Segments, Segment[]>): Malformed | undefined {
  let type = 0
  let list: Bytes = new Uint8Array(0)
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) type = r.int32()
    else if (key === bytesKey(2)) list = r.bytes()
    else return false
    return true
  })
  const group = groups.find(g => typeOf[g] === type)
  if (error !== undefined || group === undefined) return error
  const parts: Bytes[] = []
  const wrong = readFields(list, (key, r) => {
    if (key !== bytesKey(1)) return false
    parts.push(r.bytes())
    return true
  })
  if (wrong !== undefined) return wrong
  for (const part of parts) {
    const segment = decodeSegment(part)
    if (isMalformed(segment)) return segment
    into[group].push(segment)
  }
  return undefined
}
