/**
 * Signed AS entries.   pkg/scrypto/signed/msg.go, pkg/segment/seg.go; proto/crypto/v1/signed.proto, proto/control_plane/v1/cppki.proto
 *
 *   SignedMessage      1 header_and_body (bytes)  2 signature: ECDSA, strict DER
 *   HeaderAndBody      1 header  2 body
 *   Header             1 signature_algorithm  2 verification_key_id (bytes)  3 timestamp {1 seconds  2 nanos}  4 metadata
 *                      5 associated_data_length
 *   VerificationKeyID  1 isd_as  2 subject_key_id  3 trc_base  4 trc_serial
 *
 * Signed are header_and_body, then the associated data: segment_info, then header_and_body and signature of every entry before this one.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Bytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { bytesKey, encodeFields, merged, readFields, readIsdAs, varintKey, writeIsdAs, writeVarint } from './protobuf.ts'

export interface SignedMessage {
  /** as its AS wrote it */
  readonly headerAndBody: Bytes
  readonly signature: Bytes
}

/** The numbers of the protobuf enumeration. */
export const signatureDigests = { 1: 'SHA-256', 2: 'SHA-384', 3: 'SHA-512' } as const
export type SignatureAlgorithm = keyof typeof signatureDigests
export type SignatureDigest = (typeof signatureDigests)[SignatureAlgorithm]

export interface SignedHeader {
  /** `SignatureAlgorithm`, or a number without meaning */
  readonly algorithm: number
  /** `decodeKeyId` reads it */
  readonly keyId: Bytes
  /** when it was signed, unix time in nanoseconds; nobody judges by it */
  readonly signedNs: bigint | undefined
  readonly metadata: Bytes
  readonly associatedLength: number
}

/** Whose key, and the TRC its owner trusted. */
export interface VerificationKeyId {
  readonly isdAs: IsdAs
  readonly subjectKeyId: Bytes
  readonly trcBase: number
  readonly trcSerial: number
}

const none = new Uint8Array(0)

/** SignedMessage. */
export const encodeSigned = (s: SignedMessage): Bytes =>
  encodeFields(
    s.signature.length === 0
      ? [[1, s.headerAndBody]]
      : [
          [1, s.headerAndBody],
          [2, s.signature],
        ],
  )

/** HeaderAndBody; without a header, as the modelled signer has none, it is left out. */
export const encodeHeaderAndBody = (header: Bytes, body: Bytes): Bytes =>
  encodeFields(
    header.length === 0
      ? [[2, body]]
      : [
          [1, header],
          [2, body],
        ],
  )

/** Header. */
export function encodeHeader(h: SignedHeader): Bytes {
  const w = new BinaryWriter()
  writeVarint(w, 1, h.algorithm)
  if (h.keyId.length > 0) w.tag(2, WireType.LengthDelimited).bytes(h.keyId)
  if (h.signedNs !== undefined) {
    w.tag(3, WireType.LengthDelimited).fork()
    writeVarint(w, 1, Number(h.signedNs / 1_000_000_000n))
    writeVarint(w, 2, Number(h.signedNs % 1_000_000_000n))
    w.join()
  }
  if (h.metadata.length > 0) w.tag(4, WireType.LengthDelimited).bytes(h.metadata)
  writeVarint(w, 5, h.associatedLength)
  return w.finish()
}

/** VerificationKeyID. */
export function encodeKeyId(id: VerificationKeyId): Bytes {
  const w = new BinaryWriter()
  writeIsdAs(w, 1, id.isdAs)
  w.tag(2, WireType.LengthDelimited).bytes(id.subjectKeyId)
  writeVarint(w, 3, id.trcBase)
  writeVarint(w, 4, id.trcSerial)
  return w.finish()
}

/** The signed part of an ASEntry that was read before. */
export function decodeSigned(element: Bytes): SignedMessage {
  const signed = readPair(element, true)
  const message = isMalformed(signed) ? signed : readPair(signed[0], false)
  assert(!isMalformed(message), 'an entry that was read is read again')
  return { headerAndBody: message[0], signature: message[1] }
}

const last = (values: readonly Bytes[]): Bytes => values.at(-1) ?? none

/** Fields 1 and 2 of a message, both bytes or, when `nested`, embedded messages. */
export function readPair(b: Bytes, nested: boolean): readonly [Bytes, Bytes] | Malformed {
  const [first, second]: [Bytes[], Bytes[]] = [[], []]
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(1)) first.push(r.bytes())
    else if (key === bytesKey(2)) second.push(r.bytes())
    else return false
    return true
  })
  const whole = nested ? merged : last
  return error ?? [whole(first), whole(second)]
}

export function decodeHeader(b: Bytes): SignedHeader | Malformed {
  let [algorithm, associatedLength] = [0, 0]
  let [keyId, metadata]: [Bytes, Bytes] = [none, none]
  const time: Bytes[] = []
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) algorithm = r.int32()
    else if (key === bytesKey(2)) keyId = r.bytes()
    else if (key === bytesKey(3)) time.push(r.bytes())
    else if (key === bytesKey(4)) metadata = r.bytes()
    else if (key === varintKey(5)) associatedLength = r.int32()
    else return false
    return true
  })
  if (error !== undefined) return error
  const signedNs = time.length === 0 ? undefined : decodeTime(merged(time))
  return isMalformed(signedNs) ? signedNs : { algorithm, keyId, signedNs, metadata, associatedLength }
}

function decodeTime(b: Bytes): bigint | Malformed {
  let [seconds, nanos] = [0n, 0n]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) seconds = BigInt(r.int64())
    else if (key === varintKey(2)) nanos = BigInt(r.int32())
    else return false
    return true
  })
  return error ?? seconds * 1_000_000_000n + nanos
}

export function decodeKeyId(b: Bytes): VerificationKeyId | Malformed {
  let isdAs: IsdAs = '0-0'
  let subjectKeyId: Bytes = none
  let [trcBase, trcSerial] = [0, 0]
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) isdAs = readIsdAs(r)
    else if (key === bytesKey(2)) subjectKeyId = r.bytes()
    else if (key === varintKey(3)) trcBase = Number(r.uint64())
    else if (key === varintKey(4)) trcSerial = Number(r.uint64())
    else return false
    return true
  })
  if (error !== undefined) return error
  const fits = Number.isSafeInteger(trcBase) && Number.isSafeInteger(trcSerial)
  return fits ? { isdAs, subjectKeyId, trcBase, trcSerial } : malformed('no TRC has so great a number', 0)
}
