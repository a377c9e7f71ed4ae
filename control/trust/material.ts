/**
 * Questions for certificates and TRCs and their answers, as protobuf: proto/control_plane/v1/cppki.proto, renewal.proto.
 *
 *   TRCRequest            1 isd  2 base  3 serial (both 0: the latest)         TRCResponse           1 trc: CMS, empty = not there
 *   ChainsRequest         1 isd_as  2 subject_key_id                           ChainsResponse        1 chains: Chain {1 as_cert  2 ca_cert}
 *                         3 at_least_valid_until  4 at_least_valid_since: Timestamp {1 seconds}
 *   ChainRenewalRequest   2 cms_signed_request: CMS around a PKCS #10 request
 *   ChainRenewalResponse  2 cms_signed_response: CMS around AS and CA certificate, one after the other
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Bytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { type IsdAs, isWildcard } from '#wire/isdas.ts'
import { bytesKey, encodeFields, readFields, readIsdAs, varintKey, writeIsdAs, writeVarint } from '../segment/protobuf.ts'
import { noIsdAs } from '../segment/segment.ts'

/** Which TRC; `base` and `serial` 0 stand for the latest. */
export interface TrcQuery {
  readonly isd: number
  readonly base: number
  readonly serial: number
}

/** Which chains: of that key, valid from `sinceS` until `untilS` (unix seconds); both 0: at any time. */
export interface ChainQuery {
  readonly isdAs: IsdAs
  readonly subjectKeyId: Bytes
  readonly sinceS: number
  readonly untilS: number
}

/** A chain on the wire: two certificates in DER. */
export interface RawChain {
  readonly as: Bytes
  readonly ca: Bytes
}

const maxIsd = 0xffff
/** of a key identifier: SHA-1 has 20, SHA-512 64 */
const maxKeyIdLength = 64
/** No honest AS has more chains of one key at a time. */
export const maxChains = 8

export function encodeTrcQuery(q: TrcQuery): Bytes {
  const w = new BinaryWriter()
  writeVarint(w, 1, q.isd)
  writeVarint(w, 2, q.base)
  writeVarint(w, 3, q.serial)
  return w.finish()
}

export function decodeTrcQuery(b: Bytes): TrcQuery | Malformed {
  let [isd, base, serial] = [0, 0, 0]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) isd = r.uint32()
    else if (key === varintKey(2)) base = Number(r.uint64())
    else if (key === varintKey(3)) serial = Number(r.uint64())
    else return false
    return true
  })
  if (error !== undefined) return error
  if (isd === 0 || isd > maxIsd) return malformed(`a TRC of ISD ${isd}`, 0)
  const isLatest = base === 0 && serial === 0
  const isOne = Number.isSafeInteger(serial) && base > 0 && serial >= base
  return isLatest || isOne ? { isd, base, serial } : malformed(`TRC with base ${base} and serial ${serial}`, 0)
}

function writeTimestamp(w: BinaryWriter, field: number, seconds: number): void {
  w.tag(field, WireType.LengthDelimited).fork()
  writeVarint(w, 1, seconds)
  w.join()
}

function readTimestamp(b: Bytes): number | Malformed {
  let seconds = 0
  const error = readFields(b, (key, r) => {
    if (key !== varintKey(1)) return false
    seconds = Number(r.int64())
    return true
  })
  return error ?? seconds
}

export function encodeChainQuery(q: ChainQuery): Bytes {
  const w = new BinaryWriter()
  writeIsdAs(w, 1, q.isdAs)
  w.tag(2, WireType.LengthDelimited).bytes(q.subjectKeyId)
  if (q.untilS !== 0) writeTimestamp(w, 3, q.untilS)
  if (q.sinceS !== 0) writeTimestamp(w, 4, q.sinceS)
  return w.finish()
}

/** One with an end alone, as old clients ask, is for that moment. */
export function decodeChainQuery(b: Bytes): ChainQuery | Malformed {
  let isdAs: IsdAs = noIsdAs
  let subjectKeyId: Bytes = new Uint8Array(0)
  let [until, since]: [Bytes | undefined, Bytes | undefined] = [undefined, undefined]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) isdAs = readIsdAs(r)
    else if (key === bytesKey(2)) subjectKeyId = r.bytes().slice()
    else if (key === bytesKey(3)) until = r.bytes()
    else if (key === bytesKey(4)) since = r.bytes()
    else return false
    return true
  })
  if (error !== undefined) return error
  // Divergence: the reference answers a question without key identifier with every chain of the AS.
  if (isWildcard(isdAs) || subjectKeyId.length === 0 || subjectKeyId.length > maxKeyIdLength)
    return malformed(`chains of ${isdAs} with a key identifier of ${subjectKeyId.length} bytes`, 0)
  const untilS = until === undefined ? 0 : readTimestamp(until)
  const sinceS = since === undefined ? untilS : readTimestamp(since)
  if (isMalformed(untilS)) return untilS
  return isMalformed(sinceS) ? sinceS : { isdAs, subjectKeyId, sinceS, untilS }
}

/** Answers of one length-delimited field. */
const bytesField =
  (field: number) =>
  (b: Bytes): Bytes | Malformed => {
    let found: Bytes = new Uint8Array(0)
    const error = readFields(b, (key, r) => {
      if (key !== bytesKey(field)) return false
      found = r.bytes()
      return true
    })
    return error ?? found
  }

/** Empty: no such TRC. */
export const encodeTrcAnswer = (trc: Bytes): Bytes => encodeFields(trc.length === 0 ? [] : [[1, trc]])
export const decodeTrcAnswer = bytesField(1)

export const encodeRenewal = (cms: Bytes): Bytes => encodeFields([[2, cms]])
export const decodeRenewal = bytesField(2)

export const encodeChains = (chains: readonly RawChain[]): Bytes =>
  encodeFields(
    chains.slice(0, maxChains).map(
      c =>
        [
          1,
          encodeFields([
            [1, c.as],
            [2, c.ca],
          ]),
        ] as const,
    ),
  )

/** At most `maxChains` of them; what follows is not read. Views into `b`. */
export function decodeChains(b: Bytes): RawChain[] | Malformed {
  const parts: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key !== bytesKey(1) || parts.length >= maxChains) return false
    parts.push(r.bytes())
    return true
  })
  if (error !== undefined) return error
  const chains: RawChain[] = []
  for (const part of parts) {
    const [as, ca] = [bytesField(1)(part), bytesField(2)(part)]
    if (isMalformed(as)) return as
    if (isMalformed(ca)) return ca
    chains.push({ as, ca })
  }
  return chains
}
