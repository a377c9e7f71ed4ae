/** PKIs for tests, each made once. Signatures are software's, so the same bytes come out each time. */
import { type Authority, type AuthorityConfig, createAuthority, type Lives, type Period } from '#control/trust/authority.ts'
import type { TrustConfig } from '#control/trust/state.ts'
import { type Ecdsa, keyFromSeed, softwareEcdsa } from '#crypto/ecdsa.ts'
import { seedBytes } from '#sim/random.ts'
import type { AsTopology } from '#topology/model.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'

export const dayS = 86_400
/** when everything begins */
export const beginS = 1_700_000_000
export const during = (fromS: number, lifeS: number): Period => ({ notBeforeS: beginS + fromS, notAfterS: beginS + fromS + lifeS })

/** Core ASes vote and issue, as in the small topologies of the reference. */
export const asOf = (isdAs: IsdAs, core: boolean, certIssuer?: IsdAs): AuthorityConfig['ases'][number] => ({
  ...{ isdAs, core, voting: core, authoritative: core, issuing: core },
  ...(certIssuer === undefined ? {} : { certIssuer }),
})

const made = new Map<number, Authority>()

/** ISD 1: three core ASes and two others; ISD 2: one core AS. */
export function twoIsds(seed = 1): Authority {
  const known = made.get(seed)
  if (known !== undefined) return known
  const ases = [
    ...(['1-1', '1-2', '1-3'] as const).map(as => asOf(as, true)),
    asOf('1-11', false, '1-1'),
    asOf('1-12', false, '1-2'),
    asOf('2-1', true),
  ]
  const authority = createAuthority({ ases, seed: n => seedBytes(seed, n), ecdsa: softwareEcdsa, notBeforeS: beginS })
  made.set(seed, authority)
  return authority
}

export interface Made {
  readonly lives?: Partial<Lives>
  readonly ecdsa?: Ecdsa
  /** another seed, other keys: strangers with the same names */
  readonly seed?: number
}

/** For the ASes of a network of tests. Everything begins an hour before its clocks do. */
export const authorityFor = (ases: ReadonlyMap<IsdAs, AsTopology>, { lives = {}, ecdsa = softwareEcdsa, seed = 7 }: Made = {}): Authority =>
  createAuthority({
    ases: [...ases.values()].map(as => asOf(as.isdAs, as.core)),
    seed: n => seedBytes(seed, n),
    ecdsa,
    notBeforeS: beginS - 3600,
    lives,
  })

let keys = 0

/** What the AS's control service finds in its configuration. */
export function trustConfig(authority: Authority, isdAs: IsdAs, changes: Partial<TrustConfig> = {}): TrustConfig {
  const ca = authority.cas.get(isdAs)
  return {
    kind: 'reproducible',
    ecdsa: softwareEcdsa,
    trcs: [...authority.trcs.values()],
    credentials: [authority.credentials.get(isdAs)!],
    ...(ca === undefined ? {} : { ca }),
    newKey: () => keyFromSeed('P-256', seedBytes(8, String(keys++))),
    ...changes,
  }
}

/** The TRCs of one ISD. */
export const trcsOf = (authority: Authority, isdAs: IsdAs) => [authority.trcs.get(isdOf(isdAs))!]
