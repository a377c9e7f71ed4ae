/**
 * The trust material in an AS's configuration folder: certs/*.trc, crypto/as/ with chains (*.pem) and keys (*.key), crypto/ca/ with certificates
 * (*.crt) and keys of a CA. (private/trust, private/ca/renewal) Errors name the file and what to do.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bestCredential, type Credential } from '#control/trust/signer.ts'
import { latestTrc, type TrustStore } from '#control/trust/store.ts'
import type { Certificate } from '#crypto/certificate.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { type Chain, verifyChain } from '#crypto/chain.ts'
import type { PrivateKey } from '#crypto/ecdsa.ts'
import { keysMatch } from '#crypto/key-file.ts'
import type { CertificateAuthority } from '#crypto/renewal.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { formatTime } from '#host/duration.ts'
import type { Finding } from '#topology/finding.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { platformEcdsa } from '../crypto/ecdsa.ts'
import { readCertificates, readChain, readKey, readTrc } from '../files/trust-files.ts'

export interface TrustMaterial {
  readonly isdAs: IsdAs
  readonly folder: string
  /** an update after what it updates */
  readonly trcs: readonly SignedTrc[]
  /** chains of the AS whose key is here */
  readonly credentials: readonly Credential[]
  readonly ca: CertificateAuthority | undefined
}

/** `isCa`: the AS is to issue certificates. Throws `UserError`. */
export function readTrustMaterial(folder: string, isdAs: IsdAs, isCa: boolean, warnings: Finding[]): TrustMaterial {
  const trcs = readTrcs(join(folder, 'certs'), isdAs)
  const credentials = readCredentials(join(folder, 'crypto', 'as'), isdAs, warnings)
  return { isdAs, folder, trcs, credentials, ca: isCa ? readCa(join(folder, 'crypto', 'ca'), isdAs) : undefined }
}

const filesIn = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.endsWith(ending))
        .sort()
        .map(name => join(folder, name))
    : []

function readTrcs(folder: string, isdAs: IsdAs): SignedTrc[] {
  const trcs = trcsIn(folder)
  if (!trcs.some(({ trc }) => trc.id.isd === isdOf(isdAs)))
    throw new UserError(`has no TRC of ISD ${isdOf(isdAs)}`, `copy it there: ISD${isdOf(isdAs)}-B1-S1.trc`, { file: folder })
  return trcs
}

/** Those of an ISD in their order, an update after what it updates. Throws `UserError` where a file is no TRC. */
export const trcsIn = (folder: string): SignedTrc[] =>
  filesIn(folder, '.trc')
    .map(readTrc)
    .sort(({ trc: { id: a } }, { trc: { id: b } }) => a.isd - b.isd || Number(a.base - b.base || a.serial - b.serial))

function readCredentials(folder: string, isdAs: IsdAs, warnings: Finding[]): Credential[] {
  const keyFiles = filesIn(folder, '.key')
  const keys = keyFiles.map(readKey)
  const chains = filesIn(folder, '.pem').map(file => ({ file, chain: readOwnChain(file, isdAs) }))
  if (chains.length === 0)
    throw new UserError('has no certificate chain', 'make one with "hopproof pki certificate create"', { file: folder })
  if (keys.length === 0) throw new UserError('has no key', 'expected the key of the certificate chain: cp-as.key', { file: folder })
  const credentials: Credential[] = []
  const others: string[] = []
  for (const { file, chain } of chains) {
    const key = keyOf(chain.as, keys)
    if (key === undefined) others.push(file)
    else credentials.push({ chain, key })
  }
  if (credentials.length === 0)
    throw new UserError(`is not for the key in ${keyFiles.join(', ')}`, 'put the key there that was made with this certificate', {
      file: others[0]!,
    })
  for (const file of others) warnings.push(finding(file, 'is a chain whose key is not here: not used'))
  return credentials
}

const finding = (file: string, text: string): Finding => ({ rule: 'trustMaterial', severity: 'warning', text, place: { file } })

function readOwnChain(file: string, isdAs: IsdAs): Chain {
  const chain = readChain(file)
  const { subject } = chain.as
  if (subject.isdAs === isdAs) return chain
  throw new UserError(`is the chain of ${subject.isdAs}`, `this is ${isdAs}: is it the right folder?`, { file })
}

const keyOf = ({ publicKey }: Certificate, keys: readonly PrivateKey[]): PrivateKey | undefined =>
  keys.find(key => publicKey !== undefined && keysMatch(key, publicKey))

/** The CA certificate of the AS that lasts longest. */
function readCa(folder: string, isdAs: IsdAs): CertificateAuthority {
  const keys = filesIn(folder, '.key').map(readKey)
  const certificates = filesIn(folder, '.crt')
    .flatMap(readCertificates)
    .filter(c => classOf(c) === 'cp-ca' && c.subject.isdAs === isdAs)
  const hint = 'put the CA\'s certificate (*.crt) and key (*.key) there, or say [ca] mode = "disabled"'
  if (certificates.length === 0) throw new UserError(`has no CA certificate of ${isdAs}`, hint, { file: folder })
  const cas = certificates.flatMap(certificate => {
    const key = keyOf(certificate, keys)
    return key === undefined ? [] : [{ certificate, key }]
  })
  if (cas.length === 0) throw new UserError('has no key of its CA certificate', hint, { file: folder })
  return cas.reduce((best, next) => (next.certificate.notAfterS > best.certificate.notAfterS ? next : best))
}

/** With `store`, which has the TRCs: can this AS sign? Throws `UserError` where it cannot. */
export function requireUsable({ isdAs, folder }: TrustMaterial, credentials: readonly Credential[], store: TrustStore, nowS: number): void {
  const { trc } = latestTrc(store, isdOf(isdAs))!
  const place = { file: join(folder, 'certs') }
  if (trc.notAfterS < nowS)
    throw new UserError(
      `${formatTrcId(trc.id)} has expired, ${formatTime(trc.notAfterS)}`,
      'get its update from a core AS of the ISD',
      place,
    )
  if (bestCredential({ store, credentials, ecdsa: platformEcdsa }, isdAs, nowS, nowS) !== undefined) return
  const { chain } = credentials.reduce((best, next) => (next.chain.as.notAfterS > best.chain.as.notAfterS ? next : best))
  throw new UserError(
    `no certificate chain is to be trusted now: ${reasonAgainst(chain, nowS) ?? verifyChain(chain, [trc], nowS, platformEcdsa)}`,
    'get one from the CA with "hopproof pki certificate renew", or make one anew; is the clock right?',
    { file: join(folder, 'crypto', 'as') },
  )
}

function reasonAgainst({ as }: Chain, nowS: number): string | undefined {
  if (as.notAfterS < nowS) return `the newest expired ${formatTime(as.notAfterS)}`
  return as.notBeforeS > nowS ? `the newest begins ${formatTime(as.notBeforeS)}` : undefined
}
