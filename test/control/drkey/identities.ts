/** ASes with keys that others trust, without certificates around them. */

import { encodeHeader, encodeHeaderAndBody, encodeKeyId, encodeSigned } from '#control/segment/signed.ts'
import type { FindKeys, VerificationKey } from '#control/segment/verify.ts'
import { lengthOf } from '#control/segment/verify.ts'
import { keyFromSeed, type PrivateKey, publicKeyOf, subjectKeyIdOf } from '#crypto/ecdsa.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { type Bytes, concatBytes, toHex } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'

export const keyOf = (isdAs: IsdAs): PrivateKey => keyFromSeed('P-256', new TextEncoder().encode(`a seed of 32 bytes, or more: ${isdAs}`))

/** SignedMessage, said to be of `isdAs`, by the key of `key`. */
export function signed(isdAs: IsdAs, body: Bytes, associated: readonly Bytes[], key = keyOf(isdAs)): Bytes {
  const keyId = encodeKeyId({ isdAs, subjectKeyId: subjectKeyIdOf(publicKeyOf(key)), trcBase: 1, trcSerial: 1 })
  const header = encodeHeader({ algorithm: 1, keyId, signedNs: 0n, metadata: new Uint8Array(0), associatedLength: lengthOf(associated) })
  const headerAndBody = encodeHeaderAndBody(header, body)
  return encodeSigned({ headerAndBody, signature: platformEcdsa.sign(key, 'SHA-256', concatBytes(headerAndBody, ...associated)) })
}

/** Keys of `known` are here, those of other ASes are missing. */
export const findKeys =
  (known: ReadonlySet<IsdAs>): FindKeys =>
  (id, validity) => {
    if (!known.has(id.isdAs)) return { kind: 'chain', isdAs: id.isdAs, subjectKeyId: id.subjectKeyId, validity }
    const key = publicKeyOf(keyOf(id.isdAs))
    if (toHex(subjectKeyIdOf(key)) !== toHex(id.subjectKeyId)) return 'no such key'
    const verify: VerificationKey['verify'] = (digest, message, signature) => platformEcdsa.verify(key, digest, message, signature)
    return [{ id: id.isdAs, verify }]
  }
