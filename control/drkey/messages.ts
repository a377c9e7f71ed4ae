/**
 * Requests for DRKeys and what is answered, as the reference's protobuf.   proto/control_plane/v1/drkey.proto
 *
 *   DRKeyLevel1Request   {1 val_time, 2 protocol_id}
 *   DRKey…Request        {1 val_time, 2 protocol_id, 3 src_ia, 4 dst_ia} with {5 dst_host} (AS-host), {5 src_host} (host-AS), or {5 src_host, 6 dst_host}
 *   DRKey…Response       {1 epoch_begin, 2 epoch_end, 3 key}            times: google.protobuf.Timestamp {1 seconds, 2 nanos}
 */
import { type BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Epoch } from '#crypto/drkey-epoch.ts'
import { type Bytes, type Malformed, malformed } from '#wire/bytes.ts'
import type { RawHost } from '#wire/header.ts'
import { formatHost, ipHost, parseSvc, svcHost } from '#wire/host-address.ts'
import { parseIp } from '#wire/ip.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { bytesKey, readFields, readIsdAs, varintKey, writeIsdAs, writeVarint } from '../segment/protobuf.ts'
import { noIsdAs } from '../segment/segment.ts'

/** What one control service asks of another; who asks is told by what protects the question. */
export interface Level1Request {
  /** unix seconds at which the key must be in use */
  readonly validS: number
  /** 16 bits */
  readonly protocol: number
}

/** What hosts are given: keys of level 2 and 3. */
export type HostKeyType = 'asHost' | 'hostAs' | 'hostHost'

export interface HostKeyRequest extends Level1Request {
  readonly type: HostKeyType
  /** the fast side, which issues the key */
  readonly src: IsdAs
  readonly dst: IsdAs
  /** `undefined`: the type has none */
  readonly srcHost: RawHost | undefined
  readonly dstHost: RawHost | undefined
}

export interface DrkeyAnswer {
  readonly epoch: Epoch
  /** 16 bytes */
  readonly key: Bytes
}

export const drkeyLength = 16

const srcHostField: Readonly<Record<HostKeyType, number>> = { asHost: 0, hostAs: 5, hostHost: 5 }
const dstHostField: Readonly<Record<HostKeyType, number>> = { asHost: 5, hostAs: 0, hostHost: 6 }

function writeTime(w: BinaryWriter, field: number, timeS: number): void {
  w.tag(field, WireType.LengthDelimited).fork()
  writeVarint(w, 1, timeS)
  w.join()
}

/** Times are whole seconds of the years 1970 to 2106, as epochs are in what secret values derive from; all else is -1. */
function readTime(r: BinaryReader): number {
  const b = r.bytes()
  let timeS = 0
  const error = readFields(b, (key, inner) => {
    if (key !== varintKey(1)) return false
    timeS = Number(inner.int64())
    return true
  })
  return error === undefined && timeS >= 0 && timeS <= 0xffff_ffff ? timeS : -1
}

/** The host of a text, or -1: nothing throws while a message is read. */
function readHost(r: BinaryReader): RawHost | -1 {
  const text = r.string()
  const svc = parseSvc(text)
  if (svc !== undefined) return svcHost(svc)
  const ip = parseIp(text)
  return ip === undefined ? -1 : ipHost(ip.bytes)
}

const checkLevel1 = (request: Level1Request): Malformed | undefined => {
  if (request.validS < 0) return malformed('a time outside 1970 to 2106', 0)
  return request.protocol >= 0 && request.protocol <= 0xffff ? undefined : malformed(`DRKey protocol ${request.protocol}`, 0)
}

export function encodeLevel1Request(request: Level1Request): Bytes {
  const w = new BinaryWriter()
  writeTime(w, 1, request.validS)
  writeVarint(w, 2, request.protocol)
  return w.finish()
}

export function decodeLevel1Request(b: Bytes): Level1Request | Malformed {
  const request = { validS: 0, protocol: 0 }
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) request.validS = readTime(r)
    else if (key === varintKey(2)) request.protocol = r.int32()
    else return false
    return true
  })
  return error ?? checkLevel1(request) ?? request
}

export function encodeHostKeyRequest(request: HostKeyRequest): Bytes {
  const w = new BinaryWriter()
  writeTime(w, 1, request.validS)
  writeVarint(w, 2, request.protocol)
  writeIsdAs(w, 3, request.src)
  writeIsdAs(w, 4, request.dst)
  if (request.srcHost !== undefined) w.tag(srcHostField[request.type], WireType.LengthDelimited).string(formatHost(request.srcHost))
  if (request.dstHost !== undefined) w.tag(dstHostField[request.type], WireType.LengthDelimited).string(formatHost(request.dstHost))
  return w.finish()
}

export function decodeHostKeyRequest(type: HostKeyType, b: Bytes): HostKeyRequest | Malformed {
  let [validS, protocol, src, dst] = [0, 0, noIsdAs, noIsdAs]
  let srcHost: RawHost | -1 | undefined
  let dstHost: RawHost | -1 | undefined
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) validS = readTime(r)
    else if (key === varintKey(2)) protocol = r.int32()
    else if (key === varintKey(3)) src = readIsdAs(r)
    else if (key === varintKey(4)) dst = readIsdAs(r)
    else if (key === bytesKey(srcHostField[type])) srcHost = readHost(r)
    else if (key === bytesKey(dstHostField[type])) dstHost = readHost(r)
    else return false
    return true
  })
  const wrong = error ?? checkLevel1({ validS, protocol })
  if (wrong !== undefined) return wrong
  const missing = (host: RawHost | -1 | undefined, field: number): boolean => host === -1 || (field !== 0 && host === undefined)
  if (srcHost === -1 || dstHost === -1 || missing(srcHost, srcHostField[type]) || missing(dstHost, dstHostField[type]))
    return malformed('a host that is no IP address and no service', 0)
  return { type, validS, protocol, src, dst, srcHost, dstHost }
}

export function encodeDrkeyAnswer({ epoch, key }: DrkeyAnswer): Bytes {
  const w = new BinaryWriter()
  writeTime(w, 1, epoch.beginS)
  writeTime(w, 2, epoch.endS)
  return w.tag(3, WireType.LengthDelimited).bytes(key).finish()
}

export function decodeDrkeyAnswer(b: Bytes): DrkeyAnswer | Malformed {
  let [beginS, endS] = [0, 0]
  let key: Bytes = new Uint8Array(0)
  const error = readFields(b, (k, r) => {
    if (k === bytesKey(1)) beginS = readTime(r)
    else if (k === bytesKey(2)) endS = readTime(r)
    else if (k === bytesKey(3)) key = r.bytes()
    else return false
    return true
  })
  if (error !== undefined) return error
  if (beginS < 0 || endS <= beginS) return malformed('an epoch that ends before it begins', 0)
  return key.length === drkeyLength ? { epoch: { beginS, endS }, key } : malformed(`a key of ${key.length} bytes`, 0)
}
