/** Key files: PKCS#8 and SEC1 private keys, SubjectPublicKeyInfo public keys, in PEM.   RFC 5208, RFC 5915, RFC 5480 */
import { type Bytes, bytesEqual, concatBytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { type DerReader, decodeDer, enter, enterOptional, explicitTag, readContents, readInteger, refuse, tags } from './der.ts'
import { bitString, explicit, integer, octetString, sequence } from './der-write.ts'
import { type Curve, fieldLength, type PrivateKey, type PublicKey, privateKey, publicKeyOf } from './ecdsa.ts'
import { curveAlgorithm, publicKeyInfo, readCurve, readKeyAlgorithm, readPublicKeyInfo } from './key-info.ts'
import { formatPem, type PemBlock, parsePem } from './pem.ts'

const maxKeyLength = 4096

/** The first private key of a PEM text: "PRIVATE KEY" (PKCS#8, as scion-pki writes it) or "EC PRIVATE KEY" (SEC1, as openssl ecparam does). */
export function parsePrivateKey(pem: string): PrivateKey | Malformed {
  const block = findBlock(pem, 'PRIVATE KEY', 'EC PRIVATE KEY')
  if (isMalformed(block)) return block
  const read = block.label === 'PRIVATE KEY' ? readPkcs8 : (r: DerReader) => readSec1(r, undefined)
  return decodeDer(block.der, maxKeyLength, read)
}

export function parsePublicKey(pem: string): PublicKey | Malformed {
  const block = findBlock(pem, 'PUBLIC KEY')
  if (isMalformed(block)) return block
  return decodeDer(block.der, maxKeyLength, r => readPublicKeyInfo(r) ?? refuse('not a key of P-256, P-384 or P-521', 0))
}

function findBlock(pem: string, ...labels: readonly string[]): PemBlock | Malformed {
  const blocks = parsePem(pem)
  if (isMalformed(blocks)) return blocks
  return blocks.find(b => labels.includes(b.label)) ?? malformed(`no PEM block ${labels.join(' or ')}`, 0)
}

/** PrivateKeyInfo { version 0, algorithm, OCTET STRING of ECPrivateKey, attributes } */
function readPkcs8(r: DerReader): PrivateKey {
  const inside = enter(r, tags.sequence, 'private key')
  readInteger(inside, 'version')
  const curve = readKeyAlgorithm(inside) ?? refuse('not a key of P-256, P-384 or P-521', r.at)
  return readSec1(enter(inside, tags.octetString, 'private key'), curve)
}

/** ECPrivateKey { version 1, OCTET STRING scalar, [0] curve, [1] public key } */
function readSec1(r: DerReader, known: Curve | undefined): PrivateKey {
  const at = r.at
  const inside = enter(r, tags.sequence, 'EC private key')
  if (readInteger(inside, 'version') !== 1n) refuse('EC private key of another version than 1', at)
  const scalar = readContents(inside, tags.octetString, 'scalar')
  const parameters = enterOptional(inside, explicitTag(0))
  const curve = known ?? (parameters && readCurve(parameters)) ?? refuse('an EC private key without its curve', at)
  return (
    (scalar.length <= fieldLength[curve] ? privateKey(curve, padded(scalar, fieldLength[curve])) : undefined) ??
    refuse('no scalar of the curve', at)
  )
}

/** Some tools leave out leading zeros. */
const padded = (scalar: Bytes, length: number): Bytes => concatBytes(new Uint8Array(length - scalar.length), scalar)

/** PKCS#8, the public key included. */
export function formatPrivateKey(key: PrivateKey): string {
  const sec1 = sequence(integer(1n), octetString(key.scalar), explicit(1, bitString(publicKeyOf(key).point)))
  return formatPem({ label: 'PRIVATE KEY', der: sequence(integer(0n), curveAlgorithm(key.curve), octetString(sec1)) })
}

export const formatPublicKey = (key: PublicKey): string => formatPem({ label: 'PUBLIC KEY', der: publicKeyInfo(key) })

/** Does the private key belong to the public key? */
export const keysMatch = (key: PrivateKey, other: PublicKey): boolean =>
  key.curve === other.curve && bytesEqual(publicKeyOf(key).point, other.point)
