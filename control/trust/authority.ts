/**
 * The whole PKI of a network from a seed: names, classes, lives and quorum as scion-pki testcrypto gives them, and the same bytes for the same
 * seed where signatures are reproducible. It has every private key, standing for the ceremonies of all ISDs; no service sees it.
 */
import type { Certificate } from '#crypto/certificate.ts'
import type { CertificateClass } from '#crypto/certificate-class.ts'
import { type Curve, type Ecdsa, keyFromSeed, publicKeyOf } from '#crypto/ecdsa.ts'
import { issueCertificate, issuerOf, issueSelfSigned } from '#crypto/issue.ts'
import { subjectName } from '#crypto/name.ts'
import type { CertificateAuthority } from '#crypto/renewal.ts'
import { requiredSigners, signTrc, updateOf } from '#crypto/sign-trc.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { certificatesOf, type TrcContent } from '#crypto/trc.ts'
import type { As } from '#topology/model.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { Credential } from './signer.ts'

/** Both ends in unix seconds, both included. */
export interface Period {
  readonly notBeforeS: number
  readonly notAfterS: number
}

/** How long certificates and TRCs are valid from the authority's beginning on, seconds. */
export interface Lives {
  readonly trcS: number
  readonly votingS: number
  readonly rootS: number
  readonly caS: number
  readonly asS: number
}

const dayS = 86_400
export const testcryptoLives: Lives = { trcS: 450 * dayS, votingS: 730 * dayS, rootS: 730 * dayS, caS: 700 * dayS, asS: 3 * dayS }

export interface AuthorityConfig {
  readonly ases: readonly Pick<As, 'isdAs' | 'core' | 'voting' | 'authoritative' | 'issuing' | 'certIssuer'>[]
  /** at least 16 bytes that only this name gives */
  readonly seed: (name: string) => Bytes
  readonly ecdsa: Ecdsa
  readonly curve?: Curve
  /** unix seconds when everything begins to be valid */
  readonly notBeforeS: number
  readonly lives?: Partial<Lives>
}

/** A certificate with its key. */
export type Holder = CertificateAuthority

export interface TrcChanges extends Partial<Omit<TrcContent, 'id' | 'votes' | 'noTrustReset'>> {
  readonly notBeforeS: number
  readonly notAfterS: number
}

export interface Authority {
  /** base TRCs by ISD */
  readonly trcs: ReadonlyMap<number, SignedTrc>
  readonly cas: ReadonlyMap<IsdAs, Holder>
  readonly credentials: ReadonlyMap<IsdAs, Credential>
  /** A voter or root of ours with its key. */
  holderOf(certificate: Certificate): Holder | undefined
  /** A certificate with a new key, self-signed if there is no issuer. Voters and roots of an AS have the same subject each time. */
  make(named: CertificateClass, isdAs: IsdAs, period: Period, issuer?: Holder): Holder
  /** A chain for the AS with a new key. */
  credential(isdAs: IsdAs, ca: Holder, period: Period): Credential
  /** The next TRC, with the votes of a quorum of that kind. That it may follow (`judgeUpdate`) is an invariant. */
  update(predecessor: SignedTrc, kind: 'regular' | 'sensitive', changes: TrcChanges): SignedTrc
}

const titles: Readonly<Record<CertificateClass, string>> = {
  'sensitive-voting': 'Sensitive Voting Certificate',
  'regular-voting': 'Regular Voting Certificate',
  'cp-root': 'High Security Root Certificate',
  'cp-ca': 'Secure CA Certificate',
  'cp-as': 'AS Certificate',
}

export function createAuthority(config: AuthorityConfig): Authority {
  const lives = { ...testcryptoLives, ...config.lives }
  const beginning = (lifeS: number): Period => ({ notBeforeS: config.notBeforeS, notAfterS: config.notBeforeS + lifeS })
  /** voters and roots by their certificate in hex */
  const holders = new Map<string, Holder>()
  const holderOf = ({ der }: Certificate): Holder | undefined => holders.get(toHex(der))
  const make = createMint(config, holders)

  const credential: Authority['credential'] = (isdAs, ca, period) => {
    const { certificate, key } = make('cp-as', isdAs, period, ca)
    return { chain: { as: certificate, ca: ca.certificate }, key }
  }

  function signed(content: TrcContent, predecessor: SignedTrc | undefined): SignedTrc {
    const signers = requiredSigners(content, predecessor?.trc)
    assert(typeof signers !== 'string', `a TRC of ours may follow: ${String(signers)}`)
    const held = signers.map(c => holderOf(c)!)
    return signTrc(
      content,
      held.map(h => ({ ...h, timeS: content.notBeforeS })),
      config.ecdsa,
    )
  }

  const roles = new Map([...new Set(config.ases.map(as => isdOf(as.isdAs)))].map(isd => [isd, rolesIn(isd, config.ases)]))
  const cas = new Map<IsdAs, Holder>()
  const trcs = new Map<number, SignedTrc>()
  for (const [isd, { core, voting, authoritative, issuing }] of roles) {
    const voters = voting.flatMap(as => voterClasses.map(named => make(named, as, beginning(lives.votingS))))
    const roots = issuing.map(as => make('cp-root', as, beginning(lives.rootS)))
    for (const [i, as] of issuing.entries()) cas.set(as, make('cp-ca', as, beginning(lives.caS), roots[i]!))
    const content: TrcContent = {
      id: { isd, base: 1n, serial: 1n },
      ...beginning(lives.trcS),
      gracePeriodS: 0,
      noTrustReset: false,
      votes: [],
      quorum: Math.floor(voting.length / 2) + 1,
      coreAses: core,
      authoritativeAses: authoritative,
      description: `ISD ${isd}`,
      certificates: [...voters, ...roots].map(h => h.certificate),
    }
    trcs.set(isd, signed(content, undefined))
  }
  const caFor = (as: AuthorityConfig['ases'][number]): Holder =>
    cas.get(as.certIssuer ?? as.isdAs) ?? cas.get(roles.get(isdOf(as.isdAs))!.issuing[0]!)!
  return {
    trcs,
    cas,
    credentials: new Map(config.ases.map(as => [as.isdAs, credential(as.isdAs, caFor(as), beginning(lives.asS))])),
    holderOf,
    make,
    credential,
    update(predecessor, kind, changes) {
      const voters = certificatesOf(predecessor.trc, `${kind}-voting`)
      return signed(updateOf(predecessor.trc, [...voters.keys()].slice(0, predecessor.trc.quorum), changes), predecessor)
    },
  }
}

const voterClasses = ['sensitive-voting', 'regular-voting'] as const

/** Every key is derived from the seed, its owner, its class and how many the owner had before; serial numbers likewise. */
function createMint({ seed, ecdsa, curve = 'P-256' }: AuthorityConfig, holders: Map<string, Holder>): Authority['make'] {
  const counts = new Map<string, number>()
  return (named, isdAs, period, issuer) => {
    const name = `${isdAs} ${named}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    const key = keyFromSeed(curve, seed(`${name} key ${count}`))
    const serial = BigInt(`0x01${toHex(seed(`${name} serial ${count}`).subarray(0, 16))}`)
    const content = { class: named, subject: subjectName(`${isdAs} ${titles[named]}`, isdAs), serial, ...period }
    const certificate =
      issuer === undefined
        ? issueSelfSigned(content, key, ecdsa)
        : issueCertificate({ ...content, publicKey: publicKeyOf(key) }, issuerOf(issuer.certificate, issuer.key), ecdsa)
    const holder = { certificate, key }
    holders.set(toHex(certificate.der), holder)
    return holder
  }
}

/** ASes by role. Where no AS of an ISD has a role, its core ASes do; where there is none, all. */
function rolesIn(isd: number, all: AuthorityConfig['ases']) {
  const ases = all.filter(as => isdOf(as.isdAs) === isd)
  const names = (list: typeof ases): IsdAs[] => list.map(as => as.isdAs)
  const core = ases.some(as => as.core) ? ases.filter(as => as.core) : ases
  const having = (role: 'voting' | 'authoritative' | 'issuing'): IsdAs[] =>
    names(ases.some(as => as[role]) ? ases.filter(as => as[role]) : core)
  return { core: names(core), voting: having('voting'), authoritative: having('authoritative'), issuing: having('issuing') }
}
