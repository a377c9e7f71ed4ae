/**
 * EPIC authenticators in a segment: of each hop field's full MAC the 10 bytes that the hop field does not carry. They travel beside the
 * signed entry and may be left out on the way; the signed digest says whether they are the right ones.
 * pkg/segment/extensions/{epic,digest}; proto/control_plane/experimental/v1/seg_detached_extensions.proto
 *
 *   PathSegmentUnsignedExtensions  1000 epic: EPICDetachedExtension {1 auth_hop_entry  2 auth_peer_entries (repeated)}
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, bytesEqual, concatBytes, type Malformed, setU16 } from '#wire/bytes.ts'
import { bytesKey, merged, readFields } from './protobuf.ts'

export interface EpicDetached {
  /** 10 bytes: the rest of the hop field's full MAC */
  readonly hop: Bytes
  /** the same of each peer entry; a foreign AS may have sent fewer or more than there are */
  readonly peers: readonly Bytes[]
}

export const authenticatorLength = 10
export const digestLength = 16
export const epicField = 1000

/** Cut, or filled up with zeros. */
export function sized(b: Bytes, length: number): Bytes {
  const out = new Uint8Array(length)
  out.set(b.subarray(0, length))
  return out
}

/** The first 16 bytes of SHA-256 over (number of authenticators 16, authenticators). */
export function epicDigest(e: EpicDetached): Bytes {
  const count = new Uint8Array(2)
  setU16(count, 0, 1 + e.peers.length)
  return sha256(concatBytes(count, e.hop, ...e.peers)).slice(0, digestLength)
}

/** No signed digest is a digest that does not hold. */
export const digestHolds = (e: EpicDetached, signed: Bytes | undefined): boolean =>
  signed !== undefined && bytesEqual(epicDigest(e), signed)

/** PathSegmentUnsignedExtensions. */
export function encodeEpic(e: EpicDetached): Bytes {
  const w = new BinaryWriter().tag(epicField, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).bytes(e.hop)
  for (const peer of e.peers) w.tag(2, WireType.LengthDelimited).bytes(peer)
  return w.join().finish()
}

/** `undefined`: the message holds none. */
export function decodeEpic(b: Bytes): EpicDetached | Malformed | undefined {
  const detached: Bytes[] = []
  let hop: Bytes = new Uint8Array(0)
  const peers: Bytes[] = []
  const error =
    readFields(b, (key, r) => {
      if (key !== bytesKey(epicField)) return false
      detached.push(r.bytes())
      return true
    }) ??
    readFields(merged(detached), (key, r) => {
      if (key === bytesKey(1)) hop = r.bytes()
      else if (key === bytesKey(2)) peers.push(sized(r.bytes(), authenticatorLength))
      else return false
      return true
    })
  if (error !== undefined) return error
  return detached.length === 0 ? undefined : { hop: sized(hop, authenticatorLength), peers }
}
