/** Signed messages that are no AS entries: the same envelope, judged by the certificates that are trusted now.   pkg/scrypto/signed/msg.go */
import { type Bytes, concatBytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { decodeHeader, decodeKeyId, readPair, type SignatureDigest, signatureDigests } from '../segment/signed.ts'
import { type FindKeys, lengthOf, type Missing } from '../segment/verify.ts'

/** The signed body, and when it is said to have been signed; what must be fetched to judge it; or, as a text, why it does not hold. */
export type Opened = { readonly body: Bytes; readonly signedNs: bigint | undefined } | Missing | string

/** `message`: SignedMessage, of AS `by` if it is true; `associated`: what must have been signed along. */
export function openSigned(message: Bytes, associated: readonly Bytes[], by: IsdAs, findKeys: FindKeys, nowS: number): Opened {
  const parts = readPair(message, false)
  const inner = isMalformed(parts) ? parts : readPair(parts[0], false)
  const header = isMalformed(inner) ? inner : decodeHeader(inner[0])
  const id = isMalformed(header) ? header : decodeKeyId(header.keyId)
  if (isMalformed(parts) || isMalformed(inner) || isMalformed(header) || isMalformed(id)) return 'no signed message'
  if (id.isdAs !== by) return `the key is of ${id.isdAs}`
  const digest = (signatureDigests as Readonly<Record<number, SignatureDigest>>)[header.algorithm]
  if (digest === undefined || header.associatedLength !== lengthOf(associated)) return 'signed in another way'
  const keys = findKeys(id, { notBeforeS: nowS, notAfterS: nowS })
  if (typeof keys === 'string' || 'kind' in keys) return keys
  const signed = concatBytes(parts[0], ...associated)
  return keys.some(key => key.verify(digest, signed, parts[1]))
    ? { body: inner[1], signedNs: header.signedNs }
    : 'the signature does not fit the key'
}
