/**
 * What a control service trusts: the TRCs of the ISDs, and certificate chains of ASes. Bounded.   private/trust/db.go, fetching_provider.go
 *
 * Of each ISD the newest TRC that has begun counts; in its grace period its predecessor does too. Older ones are kept for those who have to
 * catch up, one update after the other.
 */
import { isValidAt } from '#crypto/certificate.ts'
import { type Chain, verifyChain } from '#crypto/chain.ts'
import type { Ecdsa } from '#crypto/ecdsa.ts'
import { type SignedTrc, verifySignedTrc } from '#crypto/signed-trc.ts'
import type { Trc, TrcId } from '#crypto/trc.ts'
import { isInGracePeriod } from '#crypto/trc-update.ts'
import { type Bytes, bytesEqual, toHex } from '#wire/bytes.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'

export interface TrustStore {
  /** by ISD: one update after the other, the newest last */
  readonly trcs: Map<number, SignedTrc[]>
  /** by AS, then by key identifier in hex */
  readonly chains: Map<IsdAs, Map<string, Chain[]>>
}

export const createTrustStore = (): TrustStore => ({ trcs: new Map(), chains: new Map() })

/** TRCs kept of an ISD; ISDs */
const maxTrcs = 32
const maxIsds = 1024
/** chains of a key, keys of an AS, ASes */
const maxChainsOfKey = 4
const maxKeysOfAs = 8
const maxAses = 100_000

export const latestTrc = (store: TrustStore, isd: number): SignedTrc | undefined => store.trcs.get(isd)?.at(-1)

/** Base and serial number 0: the latest. */
export function findTrc(store: TrustStore, { isd, base, serial }: TrcId): SignedTrc | undefined {
  const known = store.trcs.get(isd)
  return base === 0n && serial === 0n ? known?.at(-1) : known?.find(({ trc: { id } }) => id.base === base && id.serial === serial)
}

/** A trust anchor, given by the operator: nothing vouches for it but its own voters. Updates of it are inserted. */
export function trustTrc(store: TrustStore, anchor: SignedTrc): void {
  store.trcs.set(anchor.trc.id.isd, [anchor])
}

/** An update of a TRC that is here: inserted when the one before it vouches for it. */
export function insertTrc(store: TrustStore, signed: SignedTrc, ecdsa: Ecdsa): 'inserted' | 'known' | Rejection {
  const { id, der } = signed.trc
  const known = store.trcs.get(id.isd)
  const latest = known?.at(-1)?.trc
  if (known === undefined || latest === undefined) return 'trcForeign'
  if (id.base !== latest.id.base) return 'trcReset'
  if (id.serial > latest.id.serial + 1n) return 'trcGap'
  if (id.serial <= latest.id.serial) {
    const same = findTrc(store, id)
    return same === undefined ? 'trcRollback' : bytesEqual(same.trc.der, der) ? 'known' : 'trcFork'
  }
  if (verifySignedTrc(signed, latest, ecdsa) !== undefined) return 'trcInvalid'
  known.push(signed)
  if (known.length > maxTrcs) known.shift()
  return 'inserted'
}

/** The first TRC of an ISD nobody configured, from whoever sent it: all its voters have signed, and there is nothing more to know. */
export function adoptTrc(store: TrustStore, signed: SignedTrc, nowS: number, ecdsa: Ecdsa): 'inserted' | Rejection {
  if (store.trcs.has(signed.trc.id.isd)) return 'trcFork'
  if (store.trcs.size >= maxIsds) return 'full'
  if (!isValidAt(signed.trc, nowS)) return 'trcExpired'
  if (verifySignedTrc(signed, undefined, ecdsa) !== undefined) return 'trcInvalid'
  trustTrc(store, signed)
  return 'inserted'
}

/**
 * The TRCs chains may be verified with, the newest first; none when it has expired.
 * Divergence: the reference takes the newest it has, even before it begins, and then verifies nothing of that ISD until it does.
 */
export function activeTrcs(store: TrustStore, isd: number, nowS: number): readonly Trc[] {
  const begun = store.trcs.get(isd)?.findLastIndex(({ trc }) => trc.notBeforeS <= nowS) ?? -1
  if (begun < 0) return []
  const [latest, predecessor] = [store.trcs.get(isd)![begun]!.trc, store.trcs.get(isd)![begun - 1]?.trc]
  if (!isValidAt(latest, nowS)) return []
  // Divergence: the predecessor must be valid itself, as the drafts want and the reference does not look at.
  const inGrace = predecessor !== undefined && isInGracePeriod(latest, nowS) && isValidAt(predecessor, nowS)
  return inGrace ? [latest, predecessor] : [latest]
}

/** By the newest TRC of its ISD, expired or not. */
export const isCoreByTrc = (store: TrustStore, isdAs: IsdAs): boolean =>
  latestTrc(store, isdOf(isdAs))?.trc.coreAses.includes(isdAs) ?? false

/** What the signatures of a chain say under a TRC never changes. */
const judged = new WeakMap<Chain, WeakMap<Trc, boolean>>()

/** May the chain be trusted under one of the TRCs? */
export function isTrusted(chain: Chain, trcs: readonly Trc[], nowS: number, ecdsa: Ecdsa): boolean {
  // The TRCs are valid now, and with them their roots.
  if (!isValidAt(chain.as, nowS) || !isValidAt(chain.ca, nowS)) return false
  return trcs.some(trc => {
    const known = judged.get(chain) ?? new WeakMap<Trc, boolean>()
    judged.set(chain, known)
    const holds = known.get(trc) ?? verifyChain(chain, [trc], nowS, ecdsa) === undefined
    known.set(trc, holds)
    return holds
  })
}

/** The AS's own identifier of the key in a chain. */
export const keyIdOf = (chain: Chain): Bytes => chain.as.extensions.subjectKeyId!

/** Chains of an AS replace only its own: first goes what expires first. */
export function insertChain(store: TrustStore, chain: Chain): 'inserted' | 'known' | 'full' {
  const isdAs = chain.as.subject.isdAs!
  const keys = store.chains.get(isdAs) ?? new Map<string, Chain[]>()
  if (!store.chains.has(isdAs) && store.chains.size >= maxAses) return 'full'
  store.chains.set(isdAs, keys)
  const id = toHex(keyIdOf(chain))
  const chains = keys.get(id) ?? []
  if (chains.some(c => bytesEqual(c.as.der, chain.as.der) && bytesEqual(c.ca.der, chain.ca.der))) return 'known'
  keys.set(id, lastExpiring([...chains, chain], maxChainsOfKey))
  if (keys.size > maxKeysOfAs) keys.delete(firstExpiringKey(keys))
  return keys.get(id)?.includes(chain) ? 'inserted' : 'full'
}

const lastExpiring = (chains: readonly Chain[], most: number): Chain[] =>
  [...chains].sort((a, b) => b.as.notAfterS - a.as.notAfterS).slice(0, most)

/** Each key's chains are in order of expiry, the last first. */
function firstExpiringKey(keys: ReadonlyMap<string, readonly Chain[]>): string {
  const [first] = [...keys].sort(([, a], [, b]) => a[0]!.as.notAfterS - b[0]!.as.notAfterS)
  return first![0]
}

/** Chains of the AS with that key that are valid from `sinceS` to `untilS`; both 0: at any time. */
export function chainsOf(store: TrustStore, isdAs: IsdAs, keyId: Bytes, sinceS: number, untilS: number): readonly Chain[] {
  const chains = store.chains.get(isdAs)?.get(toHex(keyId)) ?? []
  return sinceS === 0 && untilS === 0 ? chains : chains.filter(({ as }) => as.notBeforeS <= sinceS && untilS <= as.notAfterS)
}
