/** A CA's side of renewal: who has a valid chain of this ISD gets another for a new key.   private/ca/renewal/grpc, pkg/scrypto/cppki/ca.go */
import type { Chain } from '#crypto/chain.ts'
import { buildRenewalResponse, issueChain, verifyRenewalRequest } from '#crypto/renewal.ts'
import type { Trc } from '#crypto/trc.ts'
import { type Outbox, type Random, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { isdOf } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { note, type ServiceState } from '../state.ts'
import type { Result } from '../transport/message.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { senderOf } from './fetch.ts'
import { decodeRenewal, encodeRenewal } from './material.ts'
import { bestCredential } from './signer.ts'
import type { TrustState } from './state.ts'
import { activeTrcs, insertChain, isTrusted } from './store.ts'

/** What a request costs in signatures: its chain, its wrapping, its proof of possession, and two to make. */
const requestCost = 6

export function handleRenewal(s: ServiceState, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const { trust } = s
  const refuse = (wrong: Rejection, result: Result): Rejection => {
    asked.answer(result, noBody, out)
    return wrong
  }
  if (trust?.ca === undefined) return refuse('notCa', 'notResponsible')
  if (!trust.budget.spend(senderOf(asked), requestCost, now)) return refuse('checksSpent', 'busy')
  const cms = decodeRenewal(asked.body)
  if (isMalformed(cms)) return refuse('bodyMalformed', 'malformed')
  const nowS = unixSeconds(s.clock, now)
  const signer = bestCredential(trust, s.isdAs, nowS, nowS)?.credential
  if (signer === undefined) return refuse('caInactive', 'rejected')
  const chain = grantedChain(s, trust, cms, nowS)
  if (typeof chain === 'string') return refuse(chain, 'rejected')
  insertChain(trust.store, chain)
  asked.answer('done', encodeRenewal(buildRenewalResponse(chain, signer, nowS, trust.ecdsa)), out)
  note(s, 'issued', chain.as.subject.isdAs!, now)
  return undefined
}

/** What a request (CMS) of an AS of this ISD gets from the CA in the configuration: valid from now on, for as long as the policy says. */
export function grantedChain(s: ServiceState, trust: TrustState, cms: Bytes, nowS: number): Chain | Rejection {
  const { ca, store, settings, ecdsa } = trust
  const active = (isd: number): readonly Trc[] => activeTrcs(store, isd, nowS)
  const request = verifyRenewalRequest(cms, active, nowS, ecdsa)
  if (typeof request === 'string') return 'renewalInvalid'
  if (isdOf(request.subject.isdAs!) !== isdOf(s.isdAs)) return 'notClient'
  const period = { notBeforeS: nowS, notAfterS: nowS + settings.asLifeS }
  if (ca === undefined || ca.certificate.notAfterS < period.notAfterS) return 'caInactive'
  const chain = issueChain(request, ca, { serial: serialFrom(s.random), ...period }, ecdsa)
  if (typeof chain === 'string') return 'renewalInvalid'
  // The CA's certificate may have lost its root to a TRC update.
  const [latest] = active(isdOf(s.isdAs))
  return latest !== undefined && isTrusted(chain, [latest], nowS, ecdsa) ? chain : 'caInactive'
}

/** 16 bytes of chance behind a one: positive, and never shorter. */
const serialFrom = (random: Random): bigint => [0, 0, 0, 0].reduce((serial: bigint) => (serial << 32n) | BigInt(random()), 1n)
