/**
 * ECDSA by the platform (node:crypto, OpenSSL): the fast implementation of the seam in crypto/ecdsa.ts. Signatures are valid for either, but each
 * is another (random nonces): a run that must be repeatable signs with `softwareEcdsa`.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type Ecdsa, fieldLength, type PrivateKey, type PublicKey, publicKeyOf, softwareEcdsa } from '#crypto/ecdsa.ts'
import type { Bytes } from '#wire/bytes.ts'

const base64url = (b: Bytes): string => Buffer.from(b).toString('base64url')

function jwk({ curve, point }: PublicKey): { readonly kty: 'EC'; readonly crv: string; readonly x: string; readonly y: string } {
  const length = fieldLength[curve]
  return { kty: 'EC', crv: curve, x: base64url(point.subarray(1, 1 + length)), y: base64url(point.subarray(1 + length)) }
}

/** Making the platform's key costs as much as a signature; keys are held as long as ours are. */
const publicKeys = new WeakMap<PublicKey, KeyObject>()
const privateKeys = new WeakMap<PrivateKey, KeyObject>()

function cached<K extends object>(cache: WeakMap<K, KeyObject>, key: K, make: () => KeyObject): KeyObject {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}

const platformPublic = (key: PublicKey): KeyObject => cached(publicKeys, key, () => createPublicKey({ key: jwk(key), format: 'jwk' }))
const platformPrivate = (key: PrivateKey): KeyObject =>
  cached(privateKeys, key, () => createPrivateKey({ key: { ...jwk(publicKeyOf(key)), d: base64url(key.scalar) }, format: 'jwk' }))

export const platformEcdsa: Ecdsa = {
  sign: (key, digest, message) => new Uint8Array(sign(digest, message, platformPrivate(key))),
  verify: (key, digest, message, signature) => verify(digest, message, platformPublic(key), signature),
}

/** Signs in software, so that the same seed gives the same bytes; the platform verifies, faster. */
export const reproducibleEcdsa: Ecdsa = { sign: softwareEcdsa.sign, verify: platformEcdsa.verify }
