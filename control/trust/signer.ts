/**
 * The seam for signatures. A signer turns the body of an AS entry into the `SignedMessage` that travels; a verifier judges a whole segment.
 * Until the PKI is there both are *modelled*: no signature is made, none is checked, and what a real one would weigh is only counted.
 */
import type { Bytes } from '#wire/bytes.ts'
import { encodeFields } from '../segment/protobuf.ts'
import type { Segment } from '../segment/segment.ts'

export interface Signer {
  /** `body`: ASEntrySignedBody; `before`: the PathSegment bytes signed along with it. Returns SignedMessage. */
  sign(body: Bytes, before: Bytes): Bytes
  /** bytes an entry lacks compared with one really signed */
  readonly missingBytes: number
}

/** A reason to reject the segment, or nothing. */
export type Verifier = (segment: Segment) => string | undefined

/** Bytes of a P-256 signature in DER (about 71), of the signed header (algorithm, key id, timestamp: about 45), and their tags. */
const realSignatureBytes = 120

export const modelledSigner: Signer = {
  missingBytes: realSignatureBytes,
  sign: body => encodeFields([[1, encodeFields([[2, body]])]]),
}

export const modelledVerifier: Verifier = () => undefined
