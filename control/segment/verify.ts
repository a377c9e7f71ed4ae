/**
 * Whether the signatures of a segment hold.   private/segment/segverifier, private/trust/verifier.go, pkg/scrypto/signed/msg.go
 *
 * Each entry must be signed by its own AS with a key whose certificate outlives the entry's hop field. What is a fact of bytes and key
 * alone is remembered, so a beacon whose beginning was verified before costs one signature; which keys are to be trusted is asked anew each
 * time.
 */
import { type Bytes, concatBytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import { type IsdAs, isWildcard } from '#wire/isdas.ts'
import { expiryS } from '#wire/path.ts'
import { prefixes, type Segment, type SegmentRoot } from './segment.ts'
import {
  decodeHeader,
  decodeKeyId,
  readPair,
  type SignatureDigest,
  type SignedHeader,
  signatureDigests,
  type VerificationKeyId,
} from './signed.ts'

/** A public key as the verification needs it. */
export interface VerificationKey {
  /** the same text exactly when it is the same key */
  readonly id: string
  /** `signature`: ECDSA in strict DER */
  verify(digest: SignatureDigest, message: Bytes, signature: Bytes): boolean
}

/** Certificates must be valid from and until then, unix seconds. */
export interface Validity {
  readonly notBeforeS: number
  readonly notAfterS: number
}

/** What must be fetched before a signature can be judged. */
export type Missing =
  | { readonly kind: 'chain'; readonly isdAs: IsdAs; readonly subjectKeyId: Bytes; readonly validity: Validity }
  | { readonly kind: 'trc'; readonly isd: number; readonly base: number; readonly serial: number }

export type Verdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly isdAs: IsdAs; readonly reason: string }
  | { readonly kind: 'unknown'; readonly isdAs: IsdAs; readonly missing: Missing }

/**
 * The keys of trusted certificates with that id that are valid throughout `validity`; the signature must hold with one of them. Or what is
 * missing to say so. A text: why there can be none.
 */
export type FindKeys = (id: VerificationKeyId, validity: Validity) => readonly VerificationKey[] | Missing | string

/** Gives what `check` says of the last entry's signature by that key, and remembers it. */
export type Memo = (s: Segment, key: VerificationKey, check: () => string | undefined) => string | undefined

/** All verifiers of a process profit from what one has found. */
export const sharedMemo: Memo = (s, key, check) => s.judge(key.id, check)

/** For a verifier that believes nobody but itself. */
export function createMemo(): Memo {
  const found = new WeakMap<Segment, { readonly id: string; readonly wrong: string | undefined }>()
  return (s, { id }, check) => {
    const known = found.get(s)
    if (known?.id === id) return known.wrong
    const wrong = check()
    found.set(s, { id, wrong })
    return wrong
  }
}

const holds: Verdict = { kind: 'holds' }

/** The first entry that does not hold, from the origin on, decides. */
export function verifySegment(segment: Segment, findKeys: FindKeys, memo: Memo = sharedMemo): Verdict {
  for (const s of prefixes(segment)) {
    const verdict = verifyLast(s, findKeys, memo)
    if (verdict.kind !== 'holds') return verdict
  }
  return holds
}

function verifyLast(s: Segment, findKeys: FindKeys, memo: Memo): Verdict {
  const { isdAs } = s.last
  const fails = (reason: string): Verdict => ({ kind: 'fails', isdAs, reason })
  const id = keyIdOf(s)
  if (typeof id === 'string') return fails(id)
  const keys = findKeys(id, { notBeforeS: s.timestamp, notAfterS: expiryS(s.timestamp, s.last.hop.expTime) })
  if (typeof keys === 'string') return fails(keys)
  if ('kind' in keys) return { kind: 'unknown', isdAs, missing: keys }
  let reason = 'no key with this id is trusted'
  for (const key of keys) {
    const wrong = memo(s, key, () => checkSignature(s, key))
    if (wrong === undefined) return holds
    reason = wrong
  }
  return fails(reason)
}

/** A reason why nobody's key can be meant is a text. */
function keyIdOf(s: Segment): VerificationKeyId | string {
  const header = headerOf(s)
  const id = isMalformed(header) ? header : decodeKeyId(header.keyId)
  if (isMalformed(id)) return id.malformed
  if (id.subjectKeyId.length === 0) return 'no key is named'
  if (id.isdAs !== s.last.isdAs) return `the key is of ${id.isdAs}`
  return isWildcard(id.isdAs) ? 'the key is of no AS' : id
}

/** The header of the last entry's signature. */
export function headerOf(s: Segment): SignedHeader | Malformed {
  const parts = readPair(s.signed.headerAndBody, false)
  return isMalformed(parts) ? parts : decodeHeader(parts[0])
}

/** What is wrong with the last entry's signature by this key, or nothing. */
function checkSignature(s: Segment, key: VerificationKey): string | undefined {
  const header = headerOf(s)
  if (isMalformed(header)) return header.malformed
  const associated = associatedData(s.root, s.before)
  if (header.associatedLength !== lengthOf(associated)) return `${header.associatedLength} bytes are said to be signed along`
  const digest = (signatureDigests as Readonly<Record<number, SignatureDigest>>)[header.algorithm]
  if (digest === undefined) return `unknown signature algorithm ${header.algorithm}`
  const { headerAndBody, signature } = s.signed
  return key.verify(digest, concatBytes(headerAndBody, ...associated), signature) ? undefined : 'the signature does not fit the key'
}

/** What the entry after `before` is signed along with. */
export const associatedData = (root: SegmentRoot, before: Segment | undefined): Bytes[] => [
  root.bytes,
  ...(before === undefined ? [] : prefixes(before).flatMap(({ signed }) => [signed.headerAndBody, signed.signature])),
]

export const lengthOf = (parts: readonly Bytes[]): number => parts.reduce((n, p) => n + p.length, 0)
