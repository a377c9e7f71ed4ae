/**
 * Requests that are signed as a whole by the AS they are from: a SignedMessage without associated data.   private/trust/{signer,verifier}.go
 *
 * Divergence: the reference takes a signed request of any age, over TLS; here one that is older than five minutes, or as much younger, is
 * refused, because somebody may have heard it and send it again. Who is on the way reads it, and the answer.
 */
import { nsPerS, type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import { isRejection, type Rejection } from '../events.ts'
import { readPair } from '../segment/signed.ts'
import type { ServiceState } from '../state.ts'
import { type Attempt, fetchMissing, type Source, type Trying, tryUntilKnown } from './fetch.ts'
import { keyFinder } from './judge.ts'
import { openSigned } from './signed-message.ts'
import type { TrustState } from './state.ts'

/** SignedMessage of the body; `undefined` when the AS cannot sign now. */
export function signRequest(s: ServiceState, body: Bytes, now: number): Bytes | undefined {
  const nowS = unixSeconds(s.clock, now)
  s.counters.modelledSignatureBytes += s.extender.signer.missingBytes
  return s.extender.signer.keyFor(nowS, nowS)?.sign(body, () => [])
}

/** The body that the source has signed, or why it is not believed to have. */
export type Opened = { readonly body: Bytes } | { readonly rejection: Rejection }
type Done = (opened: Opened, now: number, out: Outbox) => void

/**
 * `done` is called exactly once: at once, or when what was missing has been fetched from the source. Divergence: with modelled signatures the
 * source is believed to be the AS its packet says.
 */
export function openRequest(s: ServiceState, signed: Bytes, source: Source, now: number, out: Outbox, done: Done): void {
  const body = bodyOf(signed)
  if (isMalformed(body)) done({ rejection: 'bodyMalformed' }, now, out)
  else if (s.trust === undefined) done({ body }, now, out)
  else tryUntilKnown(opening(s, s.trust, signed, source, done), now, out)
}

function bodyOf(signed: Bytes): Bytes | Malformed {
  const message = readPair(signed, false)
  const parts = isMalformed(message) ? message : readPair(message[0], false)
  return isMalformed(parts) ? parts : parts[1]
}

const opening = (s: ServiceState, trust: TrustState, signed: Bytes, source: Source, done: Done): Trying<Opened> => ({
  attempt: now => rule(trust, signed, source, now, unixSeconds(s.clock, now)),
  fetch: (missing, now, out, fetched) => fetchMissing(s, trust, missing, source, now, out, fetched),
  giveUp: rejection => ({ rejection }),
  done,
})

function rule(trust: TrustState, signed: Bytes, source: Source, now: number, nowS: number): Attempt<Opened> {
  if (!trust.budget.spend(source, 1, now)) return { result: { rejection: 'checksSpent' } }
  const opened = openSigned(signed, [], source.isdAs, keyFinder(trust, nowS), nowS)
  if (typeof opened === 'string') return { result: { rejection: isRejection(opened) ? opened : 'requestUnproven' } }
  if ('kind' in opened) return { missing: opened }
  return { result: isFresh(opened.signedNs, nowS) ? { body: opened.body } : { rejection: 'requestUnproven' } }
}

const freshNs = BigInt(300 * nsPerS)

function isFresh(signedNs: bigint | undefined, nowS: number): boolean {
  if (signedNs === undefined) return false
  const age = BigInt(nowS) * BigInt(nsPerS) - signedNs
  return age <= freshNs && -age <= freshNs
}
