/** TRCs and chains that others answer with, or an operator brings: what holds is kept, what does not is named. */
import { isValidAt } from '#crypto/certificate.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { unixSeconds } from '#wire/actor.ts'
import { type Bytes, bytesEqual, isMalformed, toHex } from '#wire/bytes.ts'
import { isdOf } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import type { Missing } from '../segment/verify.ts'
import { note, reject, type ServiceState } from '../state.ts'
import type { Causer } from './budget.ts'
import { decodeChains, decodeTrcAnswer, type RawChain } from './material.ts'
import { readChain, readTrc } from './met.ts'
import type { TrustState } from './state.ts'
import { activeTrcs, adoptTrc, insertChain, insertTrc, isTrusted, keyIdOf, latestTrc } from './store.ts'

/** What an answer from `from` brings; true: it was what was missing. What it costs to verify is of its share. */
export const learn = (s: ServiceState, trust: TrustState, missing: Missing, from: Causer, body: Bytes, now: number): boolean =>
  missing.kind === 'trc' ? learnTrc(s, trust, missing, from, body, now) : learnChains(s, trust, missing, from, body, now)

type MissingTrc = Extract<Missing, { kind: 'trc' }>
type MissingChain = Extract<Missing, { kind: 'chain' }>

function learnTrc(s: ServiceState, trust: TrustState, missing: MissingTrc, from: Causer, body: Bytes, now: number): boolean {
  const der = decodeTrcAnswer(body)
  if (!isMalformed(der) && der.length === 0) return false
  const signed = isMalformed(der) ? der : readTrc(der)
  const wrong = isMalformed(signed)
    ? 'bodyMalformed'
    : (checkAsked(signed, missing) ?? checkShare(trust, from, signed.signers.length, now) ?? takeTrc(s, trust, signed, now))
  if (wrong !== undefined) reject(s, wrong, from.isdAs, now)
  return wrong === undefined
}

const checkAsked = ({ trc: { id } }: SignedTrc, missing: MissingTrc): Rejection | undefined =>
  id.isd === missing.isd && id.base === BigInt(missing.base) && id.serial === BigInt(missing.serial) ? undefined : 'notAsked'

/** A signer may be there a thousand times over. */
const checkShare = (trust: TrustState, from: Causer, checks: number, now: number): Rejection | undefined =>
  trust.budget.spend(from, checks, now) ? undefined : 'checksSpent'

/** Kept, or the reason why not. What is here already is no reason. */
function takeTrc(s: ServiceState, trust: TrustState, signed: SignedTrc, now: number): Rejection | undefined {
  const { store, ecdsa, settings } = trust
  const isNew = latestTrc(store, signed.trc.id.isd) === undefined
  const done =
    isNew && settings.adoptForeignTrcs ? adoptTrc(store, signed, unixSeconds(s.clock, now), ecdsa) : insertTrc(store, signed, ecdsa)
  if (done === 'inserted') note(s, 'trcLearnt', formatTrcId(signed.trc.id), now)
  return done === 'inserted' || done === 'known' ? undefined : done
}

/** From an operator: an update of a TRC that is here. Refused ones are counted. */
export function installTrc(s: ServiceState, trust: TrustState, signed: SignedTrc, now: number): Rejection | undefined {
  const expired = signed.trc.notAfterS < unixSeconds(s.clock, now)
  const wrong = expired ? 'trcExpired' : takeTrc(s, trust, signed, now)
  if (wrong !== undefined) reject(s, wrong, formatTrcId(signed.trc.id), now)
  return wrong
}

function learnChains(s: ServiceState, trust: TrustState, missing: MissingChain, from: Causer, body: Bytes, now: number): boolean {
  const raw = decodeChains(body)
  if (isMalformed(raw)) {
    reject(s, 'bodyMalformed', from.isdAs, now)
    return false
  }
  const wrongs = raw.map(one => takeChain(s, trust, missing, one, now))
  for (const wrong of wrongs) if (wrong !== undefined) reject(s, wrong, from.isdAs, now)
  return wrongs.includes(undefined)
}

function takeChain(s: ServiceState, trust: TrustState, missing: MissingChain, raw: RawChain, now: number): Rejection | undefined {
  const chain = readChain(raw)
  if (isMalformed(chain)) return 'bodyMalformed'
  const { isdAs, subjectKeyId } = missing
  if (chain.as.subject.isdAs !== isdAs || !bytesEqual(keyIdOf(chain), subjectKeyId)) return 'notAsked'
  const nowS = unixSeconds(s.clock, now)
  // An honest AS has old ones too.
  if (!isValidAt(chain.as, nowS)) return undefined
  if (!isTrusted(chain, activeTrcs(trust.store, isdOf(isdAs), nowS), nowS, trust.ecdsa)) return 'chainInvalid'
  const done = insertChain(trust.store, chain)
  if (done === 'inserted') note(s, 'chainLearnt', `${isdAs} ${toHex(subjectKeyId)}`, now)
  return done === 'full' ? 'full' : undefined
}
