/** Public keys and algorithms as certificates, requests and key files name them.   RFC 5480, RFC 5758 */
import type { Bytes } from '#wire/bytes.ts'
import { type DerReader, enter, readBitString, readOid, refuse, tags } from './der.ts'
import { bitString, oid, sequence } from './der-write.ts'
import { type Curve, type Digest, type PublicKey, publicKey } from './ecdsa.ts'
import { oids } from './oid.ts'

const inverse = <K extends string, V extends string>(record: Readonly<Record<K, V>>): ReadonlyMap<string, K> =>
  new Map(Object.entries(record).map(([k, v]) => [v as string, k as K]))

const curveOids: Readonly<Record<Curve, string>> = { 'P-256': oids.p256, 'P-384': oids.p384, 'P-521': oids.p521 }
const curvesByOid = inverse(curveOids)

/** AlgorithmIdentifier of an EC key of this curve. */
export const curveAlgorithm = (curve: Curve): Bytes => sequence(oid(oids.ecPublicKey), oid(curveOids[curve]))

/** SubjectPublicKeyInfo. */
export const publicKeyInfo = (key: PublicKey): Bytes => sequence(curveAlgorithm(key.curve), bitString(key.point))

/** The curve of an AlgorithmIdentifier; `undefined` for another kind of key. Curves nobody knows are refused, as the reference does. */
export function readKeyAlgorithm(r: DerReader): Curve | undefined {
  const inside = enter(r, tags.sequence, 'key algorithm')
  if (readOid(inside, 'key algorithm') !== oids.ecPublicKey) return undefined
  return readCurve(inside)
}

export function readCurve(r: DerReader): Curve | undefined {
  const at = r.at
  const named = readOid(r, 'curve')
  return curvesByOid.get(named) ?? (named === oids.p224 ? undefined : refuse(`unknown curve ${named}`, at))
}

/**
 * `undefined` for a key of another kind.
 * Divergence: RSA and P-224 keys are passed over; the reference refuses the certificate when such a key makes no sense.
 */
export function readPublicKeyInfo(r: DerReader): PublicKey | undefined {
  const at = r.at
  const inside = enter(r, tags.sequence, 'public key')
  const curve = readKeyAlgorithm(inside)
  const bits = readBitString(inside, 'public key')
  return curve && (publicKey(curve, bits) ?? refuse(`the public key is no point of ${curve}`, at))
}

const digestOids: Readonly<Record<Digest, string>> = { 'SHA-256': oids.sha256, 'SHA-384': oids.sha384, 'SHA-512': oids.sha512 }
const digestsByOid = inverse(digestOids)
const ecdsaOids: Readonly<Record<Digest, string>> = {
  'SHA-256': oids.ecdsaWithSha256,
  'SHA-384': oids.ecdsaWithSha384,
  'SHA-512': oids.ecdsaWithSha512,
}
const digestsByEcdsaOid = inverse(ecdsaOids)

export const digestAlgorithm = (digest: Digest): Bytes => sequence(oid(digestOids[digest]))
export const signatureAlgorithm = (digest: Digest): Bytes => sequence(oid(ecdsaOids[digest]))

/** The object identifier of an AlgorithmIdentifier, whatever its parameters. */
export function readAlgorithm(r: DerReader, what: string): string {
  return readOid(enter(r, tags.sequence, what), what)
}

/** `undefined`: not SHA-256, SHA-384 or SHA-512. */
export const digestNamed = (algorithm: string): Digest | undefined => digestsByOid.get(algorithm)
/** The digest of ecdsa-with-SHA-2; `undefined`: another signature algorithm. */
export const ecdsaDigestNamed = (algorithm: string): Digest | undefined => digestsByEcdsaOid.get(algorithm)
