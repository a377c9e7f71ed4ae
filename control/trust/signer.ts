/**
 * The seam for signatures. A signer turns the body of an AS entry into the `SignedMessage` that travels. There are three:
 * *real*, with the platform's ECDSA; *reproducible*, in software, where the same bytes always get the same signature (RFC 6979); and
 * *modelled*, where none is made and none is checked, and what a real one would weigh is only counted.   private/trust/signer{,_gen}.go
 */
import type { Chain } from '#crypto/chain.ts'
import { type Digest, digestOf, type Ecdsa } from '#crypto/ecdsa.ts'
import type { ChainSigner } from '#crypto/renewal.ts'
import type { Trc } from '#crypto/trc.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import {
  encodeHeader,
  encodeHeaderAndBody,
  encodeKeyId,
  encodeSigned,
  type SignatureAlgorithm,
  signatureDigests,
} from '../segment/signed.ts'
import { lengthOf } from '../segment/verify.ts'
import { activeTrcs, isTrusted, keyIdOf, type TrustStore } from './store.ts'

export type SignerKind = 'modelled' | 'reproducible' | 'real'

export interface Signer {
  readonly kind: SignerKind
  /** bytes an entry lacks compared with one really signed */
  readonly missingBytes: number
  /** The key for an entry of a segment begun at `sinceS`, signed at `nowS`; `undefined` when none is valid all that time. */
  keyFor(sinceS: number, nowS: number): SigningKey | undefined
}

export interface SigningKey {
  /** unix seconds: no hop field of a signed entry lives longer */
  readonly notAfterS: number
  /** `body`: ASEntrySignedBody; `associated`: the parts signed along with it, made when asked for (`associatedData`). Returns SignedMessage. */
  sign(body: Bytes, associated: () => readonly Bytes[]): Bytes
}

/** Bytes of a P-256 signature in DER (about 71), of the signed header (algorithm, key id, timestamp: about 45), and their tags. */
const realSignatureBytes = 120
const none = new Uint8Array(0)

export const modelledSigner: Signer = {
  kind: 'modelled',
  missingBytes: realSignatureBytes,
  keyFor: () => ({
    notAfterS: Infinity,
    sign: body => encodeSigned({ headerAndBody: encodeHeaderAndBody(none, body), signature: none }),
  }),
}

/** A certificate chain and the key it is for. */
export type Credential = ChainSigner

export interface CredentialSignerConfig {
  readonly kind: Exclude<SignerKind, 'modelled'>
  readonly isdAs: IsdAs
  readonly ecdsa: Ecdsa
  readonly store: TrustStore
  /** may grow */
  readonly credentials: readonly Credential[]
}

export const createCredentialSigner = (config: CredentialSignerConfig): Signer => ({
  kind: config.kind,
  missingBytes: 0,
  keyFor(sinceS, nowS) {
    const trcs = activeTrcs(config.store, isdOf(config.isdAs), nowS)
    const best = bestCredential(config, config.isdAs, sinceS, nowS)
    return (
      best && { notAfterS: best.notAfterS, sign: (body, associated) => sign(config, best.credential, trcs[0]!, body, associated(), nowS) }
    )
  },
})

export interface Usable {
  readonly credential: Credential
  readonly notAfterS: number
}

/** The one that lasts longest of those valid from `sinceS` to `nowS`: an entry signed with a younger one than its segment is refused. */
export function bestCredential(
  config: Pick<CredentialSignerConfig, 'store' | 'credentials' | 'ecdsa'>,
  isdAs: IsdAs,
  sinceS: number,
  nowS: number,
): Usable | undefined {
  const trcs = activeTrcs(config.store, isdOf(isdAs), nowS)
  let best: Usable | undefined
  for (const credential of config.credentials) {
    const notAfterS = usableUntil(credential.chain, trcs, nowS, config.ecdsa)
    if (credential.chain.as.notBeforeS > sinceS || notAfterS === undefined || notAfterS < nowS) continue
    if (best === undefined || notAfterS > best.notAfterS) best = { credential, notAfterS }
  }
  return best
}

/** Under the newest TRC as long as both are valid; under its predecessor no longer than the grace period. */
export function usableUntil(chain: Chain, [latest, predecessor]: readonly Trc[], nowS: number, ecdsa: Ecdsa): number | undefined {
  if (latest === undefined) return undefined
  if (isTrusted(chain, [latest], nowS, ecdsa)) return Math.min(chain.as.notAfterS, latest.notAfterS)
  if (predecessor === undefined || !isTrusted(chain, [predecessor], nowS, ecdsa)) return undefined
  return Math.min(chain.as.notAfterS, latest.notBeforeS + latest.gracePeriodS, predecessor.notAfterS)
}

function sign(
  config: CredentialSignerConfig,
  { chain, key }: Credential,
  { id }: Trc,
  body: Bytes,
  associated: readonly Bytes[],
  nowS: number,
): Bytes {
  const digest = digestOf[key.curve]
  const header = encodeHeader({
    algorithm: algorithmOf(digest),
    keyId: encodeKeyId({
      isdAs: config.isdAs,
      subjectKeyId: keyIdOf(chain),
      trcBase: Number(id.base),
      trcSerial: Number(id.serial),
    }),
    signedNs: BigInt(nowS) * 1_000_000_000n,
    metadata: none,
    associatedLength: lengthOf(associated),
  })
  const headerAndBody = encodeHeaderAndBody(header, body)
  return encodeSigned({ headerAndBody, signature: config.ecdsa.sign(key, digest, concatBytes(headerAndBody, ...associated)) })
}

const algorithmOf = (digest: Digest): SignatureAlgorithm =>
  Number(Object.entries(signatureDigests).find(([, name]) => name === digest)![0]) as SignatureAlgorithm
