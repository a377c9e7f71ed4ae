/** AS certificate chains: an AS certificate and the CA certificate that issued it, under a root in a TRC.   pkg/scrypto/cppki/certs.go:145-210 */
import { bytesEqual, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { type Certificate, describeCertificate, isSignedBy, isValidAt, parseCertificate } from './certificate.ts'
import { checkCertificate, classOf } from './certificate-class.ts'
import type { Ecdsa } from './ecdsa.ts'
import { oids } from './oid.ts'
import { formatPem, parsePem } from './pem.ts'
import { certificatesOf, formatTrcId, type Trc } from './trc.ts'

export interface Chain {
  readonly as: Certificate
  readonly ca: Certificate
}

/** Certificates of a PEM text, in order; other blocks than CERTIFICATE are refused. */
export function parseCertificates(pem: string): readonly Certificate[] | Malformed {
  const blocks = parsePem(pem)
  if (isMalformed(blocks)) return blocks
  const certificates: Certificate[] = []
  for (const { label, der } of blocks) {
    const certificate = label === 'CERTIFICATE' ? parseCertificate(der) : malformed(`PEM block ${label} among certificates`, 0)
    if (isMalformed(certificate)) return certificate
    certificates.push(certificate)
  }
  return certificates.length > 0 ? certificates : malformed('no certificate', 0)
}

/** A sound chain of these two certificates, AS first, or in words what is wrong. Signatures and the time are not looked at. */
export function checkChain(certificates: readonly Certificate[]): Chain | string {
  const [as, ca] = certificates
  if (as === undefined || ca === undefined || certificates.length !== 2) return `${certificates.length} certificates, a chain has two`
  for (const [c, named] of [
    [as, 'cp-as'],
    [ca, 'cp-ca'],
  ] as const) {
    if (classOf(c) !== named) return `${describeCertificate(c)} is no ${named} certificate`
    const fault = checkCertificate(c)
    if (fault !== undefined) return fault
  }
  if (as.notBeforeS < ca.notBeforeS || ca.notAfterS < as.notAfterS)
    return 'the CA certificate does not cover the validity of the AS certificate'
  return { as, ca }
}

export function parseChain(pem: string): Chain | Malformed {
  const certificates = parseCertificates(pem)
  if (isMalformed(certificates)) return certificates
  const chain = checkChain(certificates)
  return typeof chain === 'string' ? malformed(chain, 0) : chain
}

export const formatChain = (chain: Chain): string => formatCertificates([chain.as, chain.ca])
export const formatCertificates = (certificates: readonly Certificate[]): string =>
  certificates.map(c => formatPem({ label: 'CERTIFICATE', der: c.der })).join('')

/**
 * Why none of the TRCs makes the chain trustworthy at `nowS`; nothing if one does. The validity of the TRCs is the caller's (`activeTrcs`), and so is
 * whether the AS is of their ISD.
 */
export function verifyChain(chain: Chain, trcs: readonly Trc[], nowS: number, ecdsa: Ecdsa): string | undefined {
  const faults: string[] = []
  for (const trc of trcs) {
    const fault = verifyUnder(chain, trc, nowS, ecdsa)
    if (fault === undefined) return undefined
    faults.push(`${formatTrcId(trc.id)}: ${fault}`)
  }
  return faults.length > 0 ? faults.join('; ') : 'no TRC to verify with'
}

function verifyUnder({ as, ca }: Chain, trc: Trc, nowS: number, ecdsa: Ecdsa): string | undefined {
  const roots = [...certificatesOf(trc, 'cp-root').values()]
  if (roots.length === 0) return 'no root certificate'
  const issuer = roots.filter(root => mayHaveIssued(ca, root)).find(root => isSignedBy(ca, root.publicKey, ecdsa))
  if (issuer === undefined) return `${describeCertificate(ca)} is not issued by a root`
  // Divergence: an AS certificate issued by a root directly is refused; the reference then ignores the CA certificate beside it.
  if (!mayHaveIssued(as, ca) || !isSignedBy(as, ca.publicKey, ecdsa)) return `${describeCertificate(as)} is not issued by its CA`
  return [as, ca, issuer].map(c => timeFault(c, nowS) ?? criticalFault(c)).find(f => f !== undefined) ?? usageFault([issuer, ca, as])
}

const mayHaveIssued = (c: Certificate, issuer: Certificate): boolean => bytesEqual(c.issuer.der, issuer.subject.der)

const timeFault = (c: Certificate, nowS: number): string | undefined =>
  isValidAt(c, nowS) ? undefined : `${describeCertificate(c)} is ${nowS < c.notBeforeS ? 'not yet valid' : 'expired'}`

/** Critical extensions we act on; others may mean something we would get wrong. */
const understood: readonly string[] = [oids.keyUsage, oids.basicConstraints, oids.extendedKeyUsage]

function criticalFault(c: Certificate): string | undefined {
  const unknown = c.extensions.critical.find(id => !understood.includes(id))
  return unknown === undefined ? undefined : `${describeCertificate(c)} has the unknown critical extension ${unknown}`
}

/** Some usage of the AS certificate must be allowed all the way from the root; a certificate without usages allows all. */
function usageFault(path: readonly Certificate[]): string | undefined {
  const restricting = path
    .map(c => c.extensions.extendedKeyUsages ?? [])
    .filter(usages => usages.length > 0 && !usages.includes(oids.anyExtendedKeyUsage))
  const usages = path.at(-1)!.extensions.extendedKeyUsages ?? []
  return usages.some(usage => restricting.every(allowed => allowed.includes(usage)))
    ? undefined
    : 'no extended key usage common to the chain'
}
