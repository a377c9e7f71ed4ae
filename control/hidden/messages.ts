/**
 * What is said of hidden segments, as the reference's protobuf.   proto/hidden_segment/v1, proto/discovery/v1
 *
 *   HiddenSegmentRegistrationRequest, AuthoritativeHiddenSegmentsRequest   1 signed_request: SignedMessage with one of these bodies
 *   HiddenSegmentRegistrationRequestBody   1 map<type, {1 segments}>  2 group_id
 *   HiddenSegmentsRequest                  1 group_ids (packed)  2 dst_isd_as
 *   HiddenSegmentsResponse                 1 map<type, {1 segments}>                              (encodeSegments, decodeSegments)
 *   HiddenSegmentServicesResponse          1 lookup {1 address}  2 registration {1 address}
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, concatBytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Segments } from '../path/graph.ts'
import { readAddress } from '../segment/extensions.ts'
import { bytesKey, encodeFields, readFields, readIsdAs, varintKey, writeIsdAs } from '../segment/protobuf.ts'
import { noIsdAs } from '../segment/segment.ts'
import { decodeSegments, encodeSegments } from '../transport/message.ts'
import { type GroupId, groupIdOf, groupNumber } from './group.ts'

export interface HiddenRegistration {
  readonly group: GroupId
  readonly segments: Segments
}

export interface HiddenQuestion {
  readonly groups: readonly GroupId[]
  readonly dst: IsdAs
}

/** Where an AS keeps hidden segments. */
export interface HiddenServices {
  readonly lookup: readonly UnderlayAddress[]
  readonly registration: readonly UnderlayAddress[]
}

export const encodeSignedRequest = (signed: Bytes): Bytes => encodeFields([[1, signed]])

/** SignedMessage. */
export function decodeSignedRequest(b: Bytes): Bytes | Malformed {
  let signed: Bytes | undefined
  const error = readFields(b, (key, r) => {
    if (key !== bytesKey(1)) return false
    signed = r.bytes()
    return true
  })
  return error ?? signed ?? malformed('no signed request', 0)
}

export function encodeRegistration(group: GroupId, segments: Partial<Segments>): Bytes {
  const id = new BinaryWriter().tag(2, WireType.Varint).uint64(groupNumber(group)).finish()
  return concatBytes(encodeSegments(segments), id)
}

export function decodeRegistration(b: Bytes): HiddenRegistration | Malformed {
  const segments = decodeSegments(b)
  let group = 0n
  const error = readFields(b, (key, r) => {
    if (key === varintKey(2)) group = BigInt(r.uint64())
    return key === varintKey(2)
  })
  return isMalformed(segments) ? segments : (error ?? { group: groupIdOf(group), segments })
}

export function encodeHiddenQuestion({ groups, dst }: HiddenQuestion): Bytes {
  const w = new BinaryWriter().tag(1, WireType.LengthDelimited).fork()
  for (const group of groups) w.uint64(groupNumber(group))
  w.join()
  writeIsdAs(w, 2, dst)
  return w.finish()
}

/** Who asks for more groups at once has none of them. */
const maxAsked = 64

export function decodeHiddenQuestion(b: Bytes): HiddenQuestion | Malformed {
  const numbers: bigint[] = []
  let dst = noIsdAs
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) numbers.push(BigInt(r.uint64()))
    else if (key === bytesKey(1)) readPacked(r.bytes(), numbers)
    else if (key === varintKey(2)) dst = readIsdAs(r)
    else return false
    return true
  })
  if (error !== undefined) return error
  if (numbers.length === 0 || numbers.length > maxAsked) return malformed(`${numbers.length} groups asked for`, 0)
  return { groups: numbers.map(groupIdOf), dst }
}

/** Called while a message is read: what the reader throws is the message's fault. */
function readPacked(b: Bytes, into: bigint[]): void {
  const r = new BinaryReader(b)
  while (r.pos < r.len) into.push(BigInt(r.uint64()))
}

export const encodeServices = ({ lookup, registration }: HiddenServices): Bytes => {
  const encode = (field: number, list: readonly UnderlayAddress[]) =>
    list.map(address => [field, new BinaryWriter().tag(1, WireType.LengthDelimited).string(address).finish()] as const)
  return encodeFields([...encode(1, lookup), ...encode(2, registration)])
}

/** Addresses that cannot be read are left out. */
export function decodeServices(b: Bytes): HiddenServices | Malformed {
  const found: { lookup: UnderlayAddress[]; registration: UnderlayAddress[] } = { lookup: [], registration: [] }
  const servers: (readonly [UnderlayAddress[], Bytes])[] = []
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) servers.push([found.lookup, r.bytes()])
    else if (key === bytesKey(2)) servers.push([found.registration, r.bytes()])
    else return false
    return true
  })
  if (error !== undefined) return error
  for (const [into, server] of servers) {
    const wrong = readServer(server, into)
    if (wrong !== undefined) return wrong
  }
  return found
}

function readServer(b: Bytes, into: UnderlayAddress[]): Malformed | undefined {
  let address: UnderlayAddress | undefined
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) address = readAddress(r.string(true))
    return key === bytesKey(1)
  })
  if (address !== undefined) into.push(address)
  return error
}
