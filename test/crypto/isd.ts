/** A small ISD for tests: three voters of each kind, two roots, a CA, an AS, a base TRC; the same at every run. */
import type { Certificate } from '#crypto/certificate.ts'
import type { CertificateClass } from '#crypto/certificate-class.ts'
import type { CmsSigner } from '#crypto/cms.ts'
import { type Curve, keyFromSeed, type PrivateKey, publicKeyOf, softwareEcdsa } from '#crypto/ecdsa.ts'
import { type Issuer, issueCertificate, issuerOf, issueSelfSigned } from '#crypto/issue.ts'
import { subjectName } from '#crypto/name.ts'
import { signTrc } from '#crypto/sign-trc.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { TrcContent } from '#crypto/trc.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface Holder {
  readonly certificate: Certificate
  readonly key: PrivateKey
}

export const startS = 1_700_000_000
export const dayS = 86_400

let lastSerial = 0n

/** A certificate of its own key; self-signed without `issuer`. Another `generation` has another key. */
export function hold(
  named: CertificateClass,
  isdAs: IsdAs,
  options: {
    readonly issuer?: Issuer
    readonly curve?: Curve
    readonly generation?: number
    readonly daysS?: readonly [number, number]
  } = {},
): Holder {
  const { issuer, curve = 'P-256', generation = 1, daysS = [0, 700 * dayS] } = options
  const text = `${isdAs} ${named}`
  const key = keyFromSeed(curve, new TextEncoder().encode(`${text} ${generation}`))
  const content = {
    class: named,
    subject: subjectName(text, isdAs),
    serial: ++lastSerial,
    notBeforeS: startS + daysS[0],
    notAfterS: startS + daysS[1],
  }
  const certificate =
    issuer === undefined
      ? issueSelfSigned(content, key, softwareEcdsa)
      : issueCertificate({ ...content, publicKey: publicKeyOf(key) }, issuer, softwareEcdsa)
  return { certificate, key }
}

export const issuing = (holder: Holder): Issuer => issuerOf(holder.certificate, holder.key)
export const signing = (holder: Holder): CmsSigner => ({ ...holder, timeS: startS })

export interface Isd {
  readonly sensitive: readonly Holder[]
  readonly regular: readonly Holder[]
  readonly roots: readonly Holder[]
  readonly ca: Holder
  readonly as: Holder
  /** certificates 0-2 sensitive, 3-5 regular, 6-7 root */
  readonly content: TrcContent
  readonly base: SignedTrc
}

export function makeIsd(isd: number, curve: Curve = 'P-256'): Isd {
  const [a, b, c] = [`${isd}-ff00:0:110`, `${isd}-ff00:0:120`, `${isd}-ff00:0:130`] as [IsdAs, IsdAs, IsdAs]
  const sensitive = [a, b, c].map(as => hold('sensitive-voting', as, { curve }))
  const regular = [a, b, c].map(as => hold('regular-voting', as, { curve }))
  const roots = [a, b].map(as => hold('cp-root', as, { curve }))
  const ca = hold('cp-ca', a, { curve, issuer: issuing(roots[0]!) })
  const as = hold('cp-as', `${isd}-ff00:0:111`, { curve, issuer: issuing(ca), daysS: [0, 3 * dayS] })
  const content: TrcContent = {
    id: { isd, base: 1n, serial: 1n },
    notBeforeS: startS,
    notAfterS: startS + 450 * dayS,
    gracePeriodS: 0,
    noTrustReset: false,
    votes: [],
    quorum: 2,
    coreAses: [a, b, c],
    authoritativeAses: [a, b],
    description: `ISD ${isd} of the tests`,
    certificates: [...sensitive, ...regular, ...roots].map(h => h.certificate),
  }
  return { sensitive, regular, roots, ca, as, content, base: signTrc(content, [...sensitive, ...regular].map(signing), softwareEcdsa) }
}
