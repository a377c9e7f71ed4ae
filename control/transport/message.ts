/**
 * What control services and hosts say to each other: kinds, results, and the bodies, which are the reference's protobuf messages. How they
 * travel is in frame.ts.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { type Bytes, concatBytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Segments } from '../path/graph.ts'
import { decodeSegment } from '../segment/codec.ts'
import {
  bytesKey,
  encodeFields,
  fieldLength,
  readFields,
  readIsdAs,
  varintKey,
  writeFieldHead,
  writeIsdAs,
  writeVarint,
} from '../segment/protobuf.ts'
import { noIsdAs, type Segment } from '../segment/segment.ts'

/** What can be asked, 1..255 on the wire; an answer is of its question's kind. The table of service.ts has the handler of each. */
export const messageKinds = {
  /** take this beacon: over one hop, empty answer */
  beacon: 1,
  /** take these down segments, of which you are the origin: empty answer */
  registration: 2,
  /** asked by one control service of another, which answers only for itself */
  segments: 3,
  /** a host's question to its own control service, which does all the asking */
  lookup: 4,
  /** the TRC of this number */
  trc: 5,
  /** the chains of this AS and key */
  chains: 6,
  /** asked of a CA by an AS of its ISD: a chain for a new key */
  renewal: 7,
  /** where the asked AS keeps hidden segments */
  hiddenServices: 8,
  /** signed by a writer: take these segments of a group, as its registry */
  hiddenRegistration: 9,
  /** signed by a reader, asked of a registry: the segments of these groups */
  hiddenSegments: 10,
  /** asked by the control service of one AS of that of another: the DRKey issued to it */
  drkeyLevel1: 16,
  /** a host's questions to its own control service for DRKeys it uses */
  drkeyAsHost: 17,
  drkeyHostAs: 18,
  drkeyHostHost: 19,
} as const
export type MessageKind = keyof typeof messageKinds

/** On the wire; 0 there marks a question. */
export const results = { done: 1, malformed: 2, notResponsible: 3, busy: 4, rejected: 5 } as const
export type Result = keyof typeof results

export interface Message {
  readonly kind: MessageKind
  /** `undefined`: a question */
  readonly result: Result | undefined
  /** the asker's, the same in every attempt */
  readonly requestId: number
  /** bytes of SCION packet that the asker's way carries: the answer is cut to that */
  readonly mtu: number
  readonly body: Bytes
}

/** Nothing longer is sent or believed, bytes. */
export const maxBodyLength = 1_000_000

export interface Question {
  readonly src: IsdAs
  readonly dst: IsdAs
  /** of hosts: hidden segments too */
  readonly hidden?: boolean
}

/** SegmentsRequest {1 src_isd_as, 2 dst_isd_as}; of hosts PathsRequest {1 source_isd_as, 2 destination_isd_as, 4 hidden}. */
export function encodeQuestion(q: Question): Bytes {
  const w = new BinaryWriter()
  writeIsdAs(w, 1, q.src)
  writeIsdAs(w, 2, q.dst)
  writeVarint(w, 4, q.hidden ? 1 : 0)
  return w.finish()
}

export function decodeQuestion(b: Bytes): Question | Malformed {
  let [src, dst] = [noIsdAs, noIsdAs]
  let hidden = false
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) src = readIsdAs(r)
    else if (key === varintKey(2)) dst = readIsdAs(r)
    else if (key === varintKey(4)) hidden = r.bool()
    else return false
    return true
  })
  return error ?? { src, dst, ...(hidden ? { hidden } : {}) }
}

/** BeaconRequest {1 segment}: a PathSegment. */
export function encodeBeacon(segment: Segment): Bytes {
  const b = new Uint8Array(fieldLength(segment.byteLength))
  segment.write(b, writeFieldHead(b, 0, 1, segment.byteLength))
  return b
}

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

/** As many of them as a message may hold, the first of each group first. */
export function encodeFittingSegments(segments: Segments): Bytes {
  let left = maxBodyLength - segmentOverhead * groups.length
  const fits = (s: Segment): boolean => (left -= s.byteLength + segmentOverhead) >= 0
  return encodeSegments({ ups: segments.ups.filter(fits), cores: segments.cores.filter(fits), downs: segments.downs.filter(fits) })
}
/** of keys and lengths around a segment or a group, at most */
const segmentOverhead = 16

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
