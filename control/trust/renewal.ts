/**
 * Renewal: before its chain expires, or when a TRC update takes the chain's root away, the AS asks a CA of its ISD for another, with a new key.
 * The old chain stays for what it has signed. The reference leaves this to `scion-pki certificate renew` in a timer of the system's.
 */
import type { Chain } from '#crypto/chain.ts'
import { type PrivateKey, publicKeyOf, subjectKeyIdOf } from '#crypto/ecdsa.ts'
import { buildRenewalRequest, verifyRenewalResponse } from '#crypto/renewal.ts'
import { certificatesOf } from '#crypto/trc.ts'
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, bytesEqual, isMalformed } from '#wire/bytes.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Resolver } from '../lookup/resolve.ts'
import { combine } from '../path/combine.ts'
import { note, reject, type ServiceState, waysOver } from '../state.ts'
import type { Answer } from '../transport/exchange.ts'
import { grantedChain } from './ca.ts'
import { decodeRenewal, encodeRenewal } from './material.ts'
import { bestCredential, type Credential } from './signer.ts'
import type { TrustState } from './state.ts'
import { activeTrcs, insertChain, isTrusted, keyIdOf } from './store.ts'

/** Called at every look: asks when it is time to, and nobody has been asked yet. */
export function createRenewal(s: ServiceState, trust: TrustState, resolver: Resolver): (now: number, out: Outbox) => void {
  let underWay = false
  /** how often in a row it failed: the next time another CA is asked */
  let failures = 0

  function end(chain: Chain | undefined, ca: IsdAs, key: PrivateKey, now: number): void {
    underWay = false
    failures = chain === undefined ? failures + 1 : 0
    if (chain !== undefined) addCredential(trust, { chain, key }, unixSeconds(s.clock, now))
    note(s, chain === undefined ? 'renewalFailed' : 'renewed', ca, now)
  }

  return (now, out) => {
    const nowS = unixSeconds(s.clock, now)
    if (underWay || !trust.credentials.every(({ chain }) => isDue(trust, chain, nowS))) return
    const present = bestCredential(trust, s.isdAs, nowS, nowS)?.credential
    if (present === undefined) return
    const cas = casOf(s, trust, present.chain, nowS)
    const ca = cas[failures % cas.length]
    if (ca === undefined) return
    const key = trust.newKey()
    const request = buildRenewalRequest(present, key, nowS, trust.ecdsa)
    if (ca === s.isdAs) return end(ownChain(s, trust, request, nowS), ca, key, now)
    underWay = true
    const done = (answer: Answer, t: number): void => end(chainIn(s, trust, answer, ca, key, t), ca, key, t)
    resolver.resolve(ca, now, out, (segments, t, o) => {
      const ways = waysOver(s, combine(s.isdAs, ca, segments, false, maxWays))
      if (ways.length === 0) done({ failed: 'timeout' }, t)
      else s.exchange.ask({ to: ca, kind: 'renewal', body: encodeRenewal(request), ways, done }, t, o)
    })
  }
}

const maxWays = 8

/** The AS is a CA itself: nothing is sent. */
function ownChain(s: ServiceState, trust: TrustState, request: Bytes, nowS: number): Chain | undefined {
  const chain = grantedChain(s, trust, request, nowS)
  return typeof chain === 'string' ? undefined : chain
}

/** Little of its life is left, or the newest TRC does not know its root any more. */
function isDue(trust: TrustState, chain: Chain, nowS: number): boolean {
  const { notBeforeS, notAfterS, subject } = chain.as
  const [latest] = activeTrcs(trust.store, isdOf(subject.isdAs!), nowS)
  const isShort = notAfterS - nowS < trust.settings.renewShare * (notAfterS - notBeforeS)
  return isShort || (latest !== undefined && !isTrusted(chain, [latest], nowS, trust.ecdsa))
}

/** ASes with a root in the newest TRC: first the one whose CA issued the present chain. */
function casOf(s: ServiceState, trust: TrustState, chain: Chain, nowS: number): IsdAs[] {
  const [latest] = activeTrcs(trust.store, isdOf(s.isdAs), nowS)
  if (latest === undefined) return []
  const roots = [...certificatesOf(latest, 'cp-root').values()].flatMap(root => root.subject.isdAs ?? [])
  const issuer = chain.ca.subject.isdAs
  return [...roots.filter(as => as === issuer), ...roots.filter(as => as !== issuer)]
}

/** The chain of the answer, if it is for our key and to be trusted; it may begin in a moment, by the CA's clock. */
function chainIn(s: ServiceState, trust: TrustState, answer: Answer, ca: IsdAs, key: PrivateKey, now: number): Chain | undefined {
  if ('failed' in answer) return undefined
  const nowS = unixSeconds(s.clock, now)
  const cms = decodeRenewal(answer.body)
  const chain = isMalformed(cms) ? 'malformed' : verifyRenewalResponse(cms, isd => activeTrcs(trust.store, isd, nowS), nowS, trust.ecdsa)
  const isOurs =
    typeof chain !== 'string' && chain.as.subject.isdAs === s.isdAs && bytesEqual(keyIdOf(chain), subjectKeyIdOf(publicKeyOf(key)))
  if (isOurs) return chain
  reject(s, 'chainInvalid', ca, now)
  return undefined
}

/** Expired ones have nothing left to sign. */
function addCredential(trust: TrustState, credential: Credential, nowS: number): void {
  insertChain(trust.store, credential.chain)
  const live = trust.credentials.filter(c => c.chain.as.notAfterS >= nowS)
  trust.credentials.splice(0, Infinity, ...live, credential)
}
