/**
 * Requests that are signed as a whole by the AS they are from: a SignedMessage without associated data.   private/trust/{signer,verifier}.go
 *
 * Divergence: the reference takes a signed request of any age, over TLS; here one that is older than five minutes, or as much younger, is
 * refused, because somebody may have heard it and send it again. Who is on the way reads it, and the answer.
 */
import { nsPerS, type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import { openSigned } from '../drkey/signed.ts'
import { isRejection, type Rejection } from '../events.ts'
import { readPair } from '../segment/signed.ts'
import type { Missing } from '../segment/verify.ts'
import type { ServiceState } from '../state.ts'
import { type Fetched, fetchMissing, nameOf, type Source } from './fetch.ts'
import { keyFinder } from './judge.ts'
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
  else verify(s, s.trust, { signed, source, done, asked: new Set() }, now, out)
}

function bodyOf(signed: Bytes): Bytes | Malformed {
  const message = readPair(signed, false)
  const parts = isMalformed(message) ? message : readPair(message[0], false)
  return isMalformed(parts) ? parts : parts[1]
}

interface Case {
  readonly signed: Bytes
  readonly source: Source
  readonly done: Done
  /** Nothing is asked for twice. */
  readonly asked: Set<string>
}

function verify(s: ServiceState, trust: TrustState, c: Case, now: number, out: Outbox): void {
  const ruling = rule(trust, c, now, unixSeconds(s.clock, now))
  if (!('kind' in ruling)) c.done(ruling, now, out)
  else if (c.asked.has(nameOf(ruling))) c.done(inVain(ruling), now, out)
  else {
    c.asked.add(nameOf(ruling))
    const again: Fetched = (came, t, o) => (came ? verify(s, trust, c, t, o) : c.done(inVain(ruling), t, o))
    if (!fetchMissing(s, trust, ruling, c.source, now, out, again)) c.done({ rejection: 'waitingFull' }, now, out)
  }
}

const inVain = (missing: Missing): Opened => ({ rejection: missing.kind === 'trc' ? 'trcMissing' : 'chainMissing' })

function rule(trust: TrustState, { signed, source }: Case, now: number, nowS: number): Opened | Missing {
  if (!trust.budget.spend(source, 1, now)) return { rejection: 'checksSpent' }
  const opened = openSigned(signed, [], source.isdAs, keyFinder(trust, nowS), nowS)
  if (typeof opened === 'string') return { rejection: isRejection(opened) ? opened : 'requestUnproven' }
  if ('kind' in opened) return opened
  return isFresh(opened.signedNs, nowS) ? { body: opened.body } : { rejection: 'requestUnproven' }
}

const freshNs = BigInt(300 * nsPerS)

function isFresh(signedNs: bigint | undefined, nowS: number): boolean {
  if (signedNs === undefined) return false
  const age = BigInt(nowS) * BigInt(nsPerS) - signedNs
  return age <= freshNs && -age <= freshNs
}
