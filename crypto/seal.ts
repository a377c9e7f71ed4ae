/**
 * An answer that only who asked can read: ephemeral Diffie-Hellman on P-256, HKDF-SHA-256, AES-128-GCM. Who the two are is not proven here;
 * the messages that carry the points are signed.
 *
 *   key 16 | nonce 12 = HKDF(x of the shared point, info: "hopproof seal" | asker's point | answerer's point)
 *
 * A pair of ephemeral keys seals one text: the answerer's is made from the question and the text, so that a repeated question gets the same
 * answer, and another text never the same key.
 */
import { gcm } from '@noble/ciphers/aes.js'
import { p256 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, concatBytes } from '#wire/bytes.ts'

export interface EphemeralKey {
  readonly scalar: Bytes
  /** compressed, 33 bytes */
  readonly point: Bytes
}

export const pointLength = 33
const encoder = new TextEncoder()

/** `secret`: what only this AS knows; `use`: what the key is for, never twice the same. */
export function ephemeralKey(secret: Bytes, use: Bytes): EphemeralKey {
  const scalar = p256.utils.randomSecretKey(hkdf(sha256, secret, undefined, concatBytes(encoder.encode('hopproof ephemeral'), use), 48))
  return { scalar, point: p256.getPublicKey(scalar, true) }
}

/** The cipher between two points; `undefined` when the other one is no point of the curve. */
function cipherBetween(own: EphemeralKey, other: Bytes, asker: Bytes, answerer: Bytes) {
  if (!p256.utils.isValidPublicKey(other, true)) return undefined
  const shared = p256.getSharedSecret(own.scalar, other, true).subarray(1)
  const derived = hkdf(sha256, shared, undefined, concatBytes(encoder.encode('hopproof seal'), asker, answerer), 28)
  return gcm(derived.subarray(0, 16), derived.subarray(16))
}

/** `own`: made for this question and text alone; `asker`: the point in the question. `undefined` when that is no point. */
export const seal = (own: EphemeralKey, asker: Bytes, text: Bytes): Bytes | undefined =>
  cipherBetween(own, asker, asker, own.point)?.encrypt(text)

/** `undefined` unless it was sealed for this key by the owner of that point, and is whole. */
export function unseal(own: EphemeralKey, answerer: Bytes, sealed: Bytes): Bytes | undefined {
  try {
    return cipherBetween(own, answerer, own.point, answerer)?.decrypt(sealed)
  } catch {
    // The library says so of a wrong tag and of less than a tag.
    return undefined
  }
}
