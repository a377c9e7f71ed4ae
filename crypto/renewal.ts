/**
 * Renewal of AS certificates: a request for the new key, wrapped in CMS and signed with the key of the present chain; the answer is the new chain,
 * wrapped and signed by the CA's AS.   private/ca/renewal
 */
import { type Bytes, concatBytes, isMalformed } from '#wire/bytes.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { type Certificate, parseCertificate, readCertificate } from './certificate.ts'
import { classOf } from './certificate-class.ts'
import { type Chain, checkChain, verifyChain } from './chain.ts'
import { checkSigner, encodeSignedData, findSigner, parseSignedData, type SignedData, signContent } from './cms.ts'
import { buildRequest, type CertificateRequest, parseRequest, provesPossession } from './csr.ts'
import { decodeDer, readAll } from './der.ts'
import { digestOf, type Ecdsa, type PrivateKey } from './ecdsa.ts'
import { issueCertificate, issuerOf } from './issue.ts'
import type { Trc } from './trc.ts'

/** An AS that signs: its chain and the private key of the AS certificate. */
export interface ChainSigner {
  readonly chain: Chain
  readonly key: PrivateKey
}

/** Divergence: renewal messages of more than 64 KiB are refused; the reference has no limit. */
const maxRenewalLength = 0x1_0000

/** Asks for a certificate of `newKey` under the present subject. */
export const buildRenewalRequest = (signer: ChainSigner, newKey: PrivateKey, nowS: number, ecdsa: Ecdsa): Bytes =>
  wrap(buildRequest(signer.chain.as.subject, newKey, ecdsa), signer, nowS, ecdsa)

export const buildRenewalResponse = (chain: Chain, signer: ChainSigner, nowS: number, ecdsa: Ecdsa): Bytes =>
  wrap(concatBytes(chain.as.der, chain.ca.der), signer, nowS, ecdsa)

function wrap(content: Bytes, { chain, key }: ChainSigner, nowS: number, ecdsa: Ecdsa): Bytes {
  const info = signContent(content, { certificate: chain.as, key, timeS: nowS }, ecdsa)
  return encodeSignedData(content, [chain.as, chain.ca], [info], [digestOf[key.curve]])
}

/** A renewal request that a CA may grant, or in words why not. `trcs`: the active ones of the requester's ISD, by its number. */
export function verifyRenewalRequest(
  der: Bytes,
  trcsOf: (isd: number) => readonly Trc[],
  nowS: number,
  ecdsa: Ecdsa,
): CertificateRequest | string {
  const opened = unwrap(der, trcsOf, nowS, ecdsa)
  if (typeof opened === 'string') return opened
  const request = parseRequest(opened.content)
  if (isMalformed(request)) return request.malformed
  if (request.subject.isdAs !== opened.isdAs) return `request for ${request.subject.isdAs}, signed by ${opened.isdAs}`
  return provesPossession(request, ecdsa) ? request : 'the request is not signed with its own key'
}

/** The chain in the answer, or in words why it is not to be trusted. That it is for the key asked for is checked by the caller. */
export function verifyRenewalResponse(der: Bytes, trcsOf: (isd: number) => readonly Trc[], nowS: number, ecdsa: Ecdsa): Chain | string {
  const opened = unwrap(der, trcsOf, nowS, ecdsa)
  if (typeof opened === 'string') return opened
  const certificates = decodeDer(opened.content, maxRenewalLength, r => readAll(r, readCertificate))
  if (isMalformed(certificates)) return certificates.malformed
  const chain = checkChain(certificates)
  if (typeof chain === 'string') return chain
  // It begins when the CA's clock says so, and is used when it begins by ours.
  const beginS = Math.max(nowS, chain.as.notBeforeS)
  return verifyChain(chain, trcsOf(isdOf(chain.as.subject.isdAs!)), beginS, ecdsa) ?? chain
}

interface Opened {
  readonly content: Bytes
  readonly isdAs: IsdAs
}

/** Content of CMS SignedData that carries the chain of its one signer, verified. */
function unwrap(der: Bytes, trcsOf: (isd: number) => readonly Trc[], nowS: number, ecdsa: Ecdsa): Opened | string {
  const signed = parseSignedData(der, maxRenewalLength)
  if (isMalformed(signed)) return signed.malformed
  const chain = chainOf(signed)
  if (typeof chain === 'string') return chain
  const [info] = signed.signers
  if (info === undefined || signed.signers.length !== 1) return `${signed.signers.length} signers, not one`
  if (findSigner(info, [chain.as, chain.ca]) !== chain.as) return 'not signed with the AS certificate'
  const isdAs = chain.as.subject.isdAs!
  const fault = verifyChain(chain, trcsOf(isdOf(isdAs)), nowS, ecdsa) ?? checkSigner(info, signed.content, chain.as, ecdsa)
  return fault ?? { content: signed.content, isdAs }
}

/** The two certificates in CMS come in either order. */
function chainOf(signed: SignedData): Chain | string {
  const certificates: Certificate[] = []
  for (const der of signed.certificates.slice(0, 3)) {
    const certificate = parseCertificate(der)
    if (isMalformed(certificate)) return certificate.malformed
    certificates.push(certificate)
  }
  const [first] = certificates
  return checkChain(first !== undefined && classOf(first) === 'cp-ca' ? certificates.reverse() : certificates)
}

/** A CA certificate with its private key. */
export interface CertificateAuthority {
  readonly certificate: Certificate
  readonly key: PrivateKey
}

export interface Issuance {
  readonly serial: bigint
  /** seconds since 1970 */
  readonly notBeforeS: number
  readonly notAfterS: number
}

/** The chain a CA gives for a verified request, or in words why it cannot. */
export function issueChain(request: CertificateRequest, ca: CertificateAuthority, issuance: Issuance, ecdsa: Ecdsa): Chain | string {
  if (request.publicKey === undefined) return 'the request has no ECDSA key'
  if (request.subject.isdAs === undefined) return 'the request names no ISD-AS'
  const content = { class: 'cp-as', subject: request.subject, publicKey: request.publicKey, ...issuance } as const
  return checkChain([issueCertificate(content, issuerOf(ca.certificate, ca.key), ecdsa), ca.certificate])
}
