/**
 * The seam for signatures. A signer turns the body of an AS entry into the `SignedMessage` that travels; a verifier judges a whole segment.
 * Until the PKI is there both are *modelled*: no signature is made, none is checked, and what a real one would weigh is only counted.
 */
import type { Bytes } from '#wire/bytes.ts'
import type { Segment } from '../segment/segment.ts'
import { encodeHeaderAndBody, encodeSigned } from '../segment/signed.ts'
import type { Verdict } from '../segment/verify.ts'

export interface Signer {
  /** The end of the certificate, unix seconds: no hop field of a signed entry lives longer. */
  readonly notAfterS: number
  /** bytes an entry lacks compared with one really signed */
  readonly missingBytes: number
  /**
   * `body`: ASEntrySignedBody; `associated`: the parts signed along with it, made when asked for (`associatedData`). Returns SignedMessage;
   * `undefined` when there is no key to sign with now.
   */
  sign(body: Bytes, associated: () => readonly Bytes[], nowS: number): Bytes | undefined
}

/** May the segment be believed at `nowS`? Memoised where that is sound: asking again costs little. */
export type Verifier = (segment: Segment, nowS: number) => Verdict

/** Bytes of a P-256 signature in DER (about 71), of the signed header (algorithm, key id, timestamp: about 45), and their tags. */
const realSignatureBytes = 120
const none = new Uint8Array(0)

export const modelledSigner: Signer = {
  notAfterS: Infinity,
  missingBytes: realSignatureBytes,
  sign: body => encodeSigned({ headerAndBody: encodeHeaderAndBody(none, body), signature: none }),
}

export const modelledVerifier: Verifier = () => ({ kind: 'holds' })
