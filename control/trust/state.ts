/** The trust side of a control service: what it was given, and what it has learnt. */
import type { Ecdsa, PrivateKey } from '#crypto/ecdsa.ts'
import type { CertificateAuthority } from '#crypto/renewal.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { createMemo, type Memo, sharedMemo } from '../segment/verify.ts'
import { type Budget, createBudget } from './budget.ts'
import { createFetching, type Fetching } from './fetch.ts'
import { type Credential, createCredentialSigner, type Signer, type SignerKind } from './signer.ts'
import { insertChain, insertTrc, latestTrc, type TrustStore, trustTrc } from './store.ts'

export interface TrustSettings {
  /** entries of segments that an AS may have us verify: in a second, and at once after a quiet time */
  readonly checksPerS: number
  readonly checksAtOnce: number
  /**
   * What another service of this process found of a signature is taken over: in a simulation each is verified once, whoever receives it. Makes
   * no difference where a process has one service.
   */
  readonly shareVerdicts: boolean
  /** messages of one AS that may wait for certificates and TRCs */
  readonly maxWaitingPerAs: number
  /**
   * Divergence, when set: takes the first TRC of an ISD nobody configured from whoever sends segments of that ISD. The reference must be
   * given the TRCs of all ISDs. Updates are fetched in any case, as there.
   */
  readonly adoptForeignTrcs: boolean
  /** a chain is renewed when less than this share of its life is left */
  readonly renewShare: number
  /** how often that is looked at, nanoseconds */
  readonly renewIntervalNs: number
  /** life of the certificates that a CA issues, seconds; the reference's max_as_validity */
  readonly asLifeS: number
}

export const defaultTrustSettings: TrustSettings = {
  checksPerS: 2000,
  checksAtOnce: 10_000,
  shareVerdicts: true,
  maxWaitingPerAs: 512,
  adoptForeignTrcs: false,
  renewShare: 1 / 3,
  renewIntervalNs: 60 * nsPerS,
  asLifeS: 3 * 86_400,
}

export interface TrustConfig {
  readonly kind: Exclude<SignerKind, 'modelled'>
  readonly ecdsa: Ecdsa
  /** of the own ISD and of others, updates after what they update; the first of an ISD is its trust anchor */
  readonly trcs: readonly SignedTrc[]
  /** the AS's own; what it renews is put here, as into the folder of its certificates */
  readonly credentials: Credential[]
  /** the AS is a CA: it issues certificates */
  readonly ca?: CertificateAuthority
  /** a fresh key at each call */
  readonly newKey: () => PrivateKey
  readonly settings?: Partial<TrustSettings>
}

export interface TrustState extends Pick<TrustConfig, 'ecdsa' | 'credentials' | 'ca' | 'newKey'> {
  readonly store: TrustStore
  readonly settings: TrustSettings
  readonly signer: Signer
  readonly memo: Memo
  readonly budget: Budget
  readonly fetching: Fetching
}

/** `store`: empty, or what a service before this one knew. */
export function createTrustState(isdAs: IsdAs, config: TrustConfig, store: TrustStore): TrustState {
  const { kind, ecdsa, credentials } = config
  const settings = { ...defaultTrustSettings, ...config.settings }
  for (const signed of config.trcs) load(store, signed, ecdsa)
  for (const { chain } of credentials) insertChain(store, chain)
  return {
    ...config,
    store,
    settings,
    signer: createCredentialSigner({ kind, isdAs, ecdsa, store, credentials }),
    memo: settings.shareVerdicts ? sharedMemo : createMemo(),
    budget: createBudget(settings.checksPerS, settings.checksAtOnce),
    fetching: createFetching(),
  }
}

/** What is configured is trusted, also a first TRC that is no base TRC; what is in the store already stays. */
function load(store: TrustStore, signed: SignedTrc, ecdsa: Ecdsa): void {
  if (latestTrc(store, signed.trc.id.isd) === undefined) trustTrc(store, signed)
  else insertTrc(store, signed, ecdsa)
}
