/**
 * Whether a segment is to be believed: its signatures against the chains and TRCs that are here, or that come when they are asked for.
 * private/trust/verifier.go, fetching_provider.go
 */
import type { Chain } from '#crypto/chain.ts'
import type { Ecdsa } from '#crypto/ecdsa.ts'
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { toHex } from '#wire/bytes.ts'
import { isdOf } from '#wire/isdas.ts'
import { isRejection, type Rejection } from '../events.ts'
import type { Segment } from '../segment/segment.ts'
import { type FindKeys, type Missing, type VerificationKey, verifySegment } from '../segment/verify.ts'
import type { ServiceState } from '../state.ts'
import { type Attempt, fetchMissing, type Source, type Trying, tryUntilKnown } from './fetch.ts'
import type { TrustState } from './state.ts'
import { activeTrcs, chainsOf, isTrusted, latestTrc } from './store.ts'

export type Judged = (wrong: Rejection | undefined, now: number, out: Outbox) => void

/** `done` is called exactly once: at once when all that is needed is here, later when the sender is asked for it. */
export function judge(s: ServiceState, segment: Segment, source: Source, now: number, out: Outbox, done: Judged): void {
  if (s.trust === undefined) done(undefined, now, out)
  else tryUntilKnown(judging(s, s.trust, segment, source, done), now, out)
}

/** As many judgements as segments, in their order. */
export function judgeEach(
  s: ServiceState,
  segments: readonly Segment[],
  source: Source,
  now: number,
  out: Outbox,
  done: (wrongs: readonly (Rejection | undefined)[], now: number, out: Outbox) => void,
): void {
  const wrongs: (Rejection | undefined)[] = segments.map(() => undefined)
  let open = segments.length
  if (open === 0) done(wrongs, now, out)
  for (const [i, segment] of segments.entries())
    judge(s, segment, source, now, out, (wrong, t, o) => {
      wrongs[i] = wrong
      if (--open === 0) done(wrongs, t, o)
    })
}

const judging = (s: ServiceState, trust: TrustState, segment: Segment, source: Source, done: Judged): Trying<Rejection | undefined> => ({
  attempt: now => rule(trust, segment, source, now, unixSeconds(s.clock, now)),
  fetch: (missing, now, out, fetched) => fetchMissing(s, trust, missing, source, now, out, fetched),
  giveUp: why => why,
  done,
})

/** Why the segment is not to be believed, or what is missing to say so; nothing when it is. */
function rule(trust: TrustState, segment: Segment, source: Source, now: number, nowS: number): Attempt<Rejection | undefined> {
  if (!trust.budget.spend(source, segment.length, now)) return { result: 'checksSpent' }
  const verdict = verifySegment(segment, keyFinder(trust, nowS), trust.memo)
  if (verdict.kind === 'unknown') return verdict
  if (verdict.kind === 'holds') return { result: undefined }
  return { result: isRejection(verdict.reason) ? verdict.reason : 'signature' }
}

/** What was believed once: is it still? Nobody is asked. */
export const stillHolds = (s: ServiceState, segment: Segment, nowS: number): boolean =>
  s.trust === undefined || verifySegment(segment, keyFinder(s.trust, nowS), s.trust.memo).kind === 'holds'

/** Keys by the certificates that are trusted at `nowS`. Reasons why there can be none are names of rejections. */
export const keyFinder =
  ({ store, ecdsa, settings }: Pick<TrustState, 'store' | 'ecdsa' | 'settings'>, nowS: number): FindKeys =>
  (id, { notBeforeS, notAfterS }) => {
    const isd = isdOf(id.isdAs)
    const latest = latestTrc(store, isd)?.trc.id
    if (latest === undefined) return settings.adoptForeignTrcs ? missingTrc(isd, id.trcBase, id.trcBase) : 'trcForeign'
    if (BigInt(id.trcBase) !== latest.base) return 'trcReset'
    if (BigInt(id.trcSerial) > latest.serial) return missingTrc(isd, id.trcBase, Number(latest.serial) + 1)
    const trcs = activeTrcs(store, isd, nowS)
    if (trcs.length === 0) return 'trcExpired'
    const chains = chainsOf(store, id.isdAs, id.subjectKeyId, notBeforeS, notAfterS).filter(c => isTrusted(c, trcs, nowS, ecdsa))
    if (chains.length > 0) return chains.map(c => keyOf(c, ecdsa))
    return { kind: 'chain', isdAs: id.isdAs, subjectKeyId: id.subjectKeyId, validity: { notBeforeS, notAfterS } }
  }

const missingTrc = (isd: number, base: number, serial: number): Missing => ({ kind: 'trc', isd, base, serial })

const keys = new WeakMap<Chain, VerificationKey>()

/** Which ECDSA code checks a signature makes no difference to what it finds. */
function keyOf(chain: Chain, ecdsa: Ecdsa): VerificationKey {
  const known = keys.get(chain)
  if (known !== undefined) return known
  const { publicKey } = chain.as
  const key: VerificationKey = {
    id: publicKey === undefined ? '' : `${publicKey.curve} ${toHex(publicKey.point)}`,
    verify: (digest, message, signature) => publicKey !== undefined && ecdsa.verify(publicKey, digest, message, signature),
  }
  keys.set(chain, key)
  return key
}
