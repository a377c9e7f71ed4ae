/**
 * ECDSA as SCION signs with it: curve by key, any SHA-2 digest with any curve, signatures in strict DER.   FIPS 186-5; reference.md 9
 * `Ecdsa` is the seam where the platform's faster code goes in (`emulate/crypto/ecdsa.ts`); everything is synchronous.
 */
import { type ECDSA, ecdsa } from '@noble/curves/abstract/weierstrass.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concatBytes, isMalformed } from '#wire/bytes.ts'
import { decodeDer, enter, expectEnd, readInteger, tags, unsigned } from './der.ts'
import { integer, sequence } from './der-write.ts'

export type Curve = 'P-256' | 'P-384' | 'P-521'
export type Digest = 'SHA-256' | 'SHA-384' | 'SHA-512'

export interface PublicKey {
  readonly curve: Curve
  /** uncompressed: 04 | x | y; a point of the curve (`publicKey` checks it) */
  readonly point: Bytes
}

export interface PrivateKey {
  readonly curve: Curve
  /** 32, 48 or 66 bytes, big-endian, from 1 to the group's order - 1 */
  readonly scalar: Bytes
}

export interface Ecdsa {
  /** The signature in DER. */
  sign(key: PrivateKey, digest: Digest, message: Bytes): Bytes
  /** False for anything but a valid signature in strict DER; both values of s are valid. */
  verify(key: PublicKey, digest: Digest, message: Bytes, signature: Bytes): boolean
}

const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 } as const
const hashes = { 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const

/** Bytes of a coordinate. */
export const fieldLength: Readonly<Record<Curve, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }

/** What a key of this curve signs with. */
export const digestOf: Readonly<Record<Curve, Digest>> = { 'P-256': 'SHA-256', 'P-384': 'SHA-384', 'P-521': 'SHA-512' }

export const hash = (digest: Digest, message: Bytes): Bytes => hashes[digest](message)

/** A key from its uncompressed point; `undefined` when that is no point of the curve. */
export function publicKey(curve: Curve, point: Bytes): PublicKey | undefined {
  if (point[0] !== 4 || point.length !== 1 + 2 * fieldLength[curve]) return undefined
  return curves[curve].utils.isValidPublicKey(point, false) ? { curve, point } : undefined
}

/** A key from its scalar; `undefined` when that is 0 or too large. */
export const privateKey = (curve: Curve, scalar: Bytes): PrivateKey | undefined =>
  curves[curve].utils.isValidSecretKey(scalar) ? { curve, scalar } : undefined

/** The key that any seed determines: reproducible networks have reproducible keys. HKDF-SHA512, then FIPS 186-5 A.2.1. */
export function keyFromSeed(curve: Curve, seed: Bytes): PrivateKey {
  const material = hkdf(sha512, seed, undefined, new TextEncoder().encode(`hopproof key ${curve}`), curves[curve].lengths.seed!)
  return { curve, scalar: curves[curve].utils.randomSecretKey(material) }
}

export const publicKeyOf = (key: PrivateKey): PublicKey => ({
  curve: key.curve,
  point: curves[key.curve].getPublicKey(key.scalar, false),
})

/** SHA-1 of the point: what SCION's certificates carry as subject key identifier.   RFC 5280 4.2.1.2 (1) */
export const subjectKeyIdOf = (key: PublicKey): Bytes => sha1(key.point)

// RFC 6979 derives the nonce with the digest that signs, so each pair of curve and digest is one instance.
const instances = new Map<string, ECDSA>()

function instanceOf(curve: Curve, digest: Digest): ECDSA {
  const name = `${curve} ${digest}`
  const made = instances.get(name) ?? ecdsa(curves[curve].Point, hashes[digest], { lowS: false })
  instances.set(name, made)
  return made
}

/** Pure JavaScript (@noble/curves): the same everywhere, the browser included; signing is deterministic (RFC 6979). */
export const softwareEcdsa: Ecdsa = {
  sign(key, digest, message) {
    const compact = instanceOf(key.curve, digest).sign(message, key.scalar)
    const half = compact.length / 2
    return encodeSignature(compact.subarray(0, half), compact.subarray(half))
  },
  verify(key, digest, message, signature) {
    const compact = readSignature(key.curve, signature)
    return compact !== undefined && instanceOf(key.curve, digest).verify(compact, message, key.point)
  },
}

const encodeSignature = (r: Bytes, s: Bytes): Bytes => sequence(integer(unsigned(r)), integer(unsigned(s)))

/** r | s, each padded to the coordinate's length. */
function readSignature(curve: Curve, signature: Bytes): Bytes | undefined {
  const length = fieldLength[curve]
  const numbers = decodeDer(signature, 2 * length + 16, reader => {
    const inside = enter(reader, tags.sequence, 'signature')
    const both = [readInteger(inside, 'r'), readInteger(inside, 's')] as const
    expectEnd(inside)
    return both
  })
  if (isMalformed(numbers) || numbers.some(n => n <= 0n || n >= 1n << BigInt(8 * length))) return undefined
  return concatBytes(...numbers.map(n => bytesOf(n, length)))
}

function bytesOf(n: bigint, length: number): Bytes {
  const out = new Uint8Array(length)
  for (let i = length - 1; i >= 0; i--, n >>= 8n) out[i] = Number(n & 0xffn)
  return out
}
