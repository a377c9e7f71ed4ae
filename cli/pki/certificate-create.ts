/** `hopproof pki certificate create`: a certificate of any class, with a new key or one that is there. */
import { randomBytes } from 'node:crypto'
import { type Command, Option } from 'commander'
import { testcryptoLives } from '#control/trust/authority.ts'
import type { Certificate } from '#crypto/certificate.ts'
import { type CertificateClass, classOf } from '#crypto/certificate-class.ts'
import { formatCertificates } from '#crypto/chain.ts'
import { type Curve, keyFromSeed, type PrivateKey, publicKeyOf } from '#crypto/ecdsa.ts'
import { issueCertificate, issuerOf, issueSelfSigned } from '#crypto/issue.ts'
import { formatPrivateKey } from '#crypto/key-file.ts'
import type { CertificateAuthority } from '#crypto/renewal.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readCertificate, readKey, readKeyOf } from '#emulate/files/trust-files.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import { UserError } from '#wire/error.ts'
import { emit, type Format, formatOption } from '../output.ts'
import { certificateData, certificateText } from './certificate-text.ts'
import { readSubject } from './subject.ts'
import { curveOption } from './testcrypto.ts'
import { nowS, timeOption } from './time.ts'

interface Options {
  readonly profile: CertificateClass
  readonly ca?: string
  readonly caKey?: string
  readonly key?: string
  readonly commonName?: string
  readonly notBefore?: number
  readonly notAfter?: number
  readonly curve: Curve
  readonly bundle: boolean
  readonly force: boolean
  readonly format: Format
}

const livesS: Readonly<Record<CertificateClass, number>> = {
  'sensitive-voting': testcryptoLives.votingS,
  'regular-voting': testcryptoLives.votingS,
  'cp-root': testcryptoLives.rootS,
  'cp-ca': testcryptoLives.caS,
  'cp-as': testcryptoLives.asS,
}
/** Who issues what; the others are their own issuers. */
const issuers: Partial<Record<CertificateClass, CertificateClass>> = { 'cp-ca': 'cp-root', 'cp-as': 'cp-ca' }

export function registerCreate(certificate: Command): void {
  certificate
    .command('create')
    .description('make a certificate; voting and root certificates sign themselves, others are signed by --ca')
    .argument('<subject>', 'an ISD-AS, a JSON template (isd_as, common_name, ...) or a certificate whose subject it gets')
    .argument('<certificate>', 'where to write the certificate')
    .argument('[key]', 'where to write its new key (not with --key)')
    .addOption(new Option('--profile <class>', 'kind of certificate').choices(Object.keys(livesS)).default('cp-as'))
    .option('--ca <file>', 'certificate of the issuer: a CA for cp-as, a root for cp-ca')
    .option('--ca-key <file>', 'private key of the issuer')
    .option('--key <file>', 'the private key to use instead of a new one')
    .option('--common-name <text>', 'instead of that of the subject')
    .addOption(timeOption('--not-before <time>', 'beginning of its validity (default: now)'))
    .addOption(timeOption('--not-after <time>', 'end (default: as long as testcrypto makes them, but no longer than its issuer)'))
    .addOption(curveOption())
    .option('--bundle', 'write the certificate of the issuer, too: a chain', false)
    .option('--force', 'replace files that are there', false)
    .addOption(formatOption())
    .action(create)
}

function create(subject: string, file: string, keyFile: string | undefined, options: Options): void {
  const issuer = readIssuer(options)
  const key = options.key === undefined ? newKey(options.curve) : readKey(options.key)
  if (options.key === undefined && keyFile === undefined)
    throw new UserError('nowhere to write the new key', 'name a file for it, or give --key FILE')
  const made = issue(options.profile, readSubject(subject, options.commonName), key, periodOf(options, issuer), issuer)
  const bundled = options.bundle && issuer !== undefined ? [made, issuer.certificate] : [made]
  const keys = options.key === undefined ? [{ path: keyFile!, text: formatPrivateKey(key), secret: true }] : []
  writeNew([{ path: file, text: formatCertificates(bundled) }, ...keys], options.force)
  emit(
    options.format,
    { file, ...certificateData(made) },
    () => `${certificateText(made, nowS())}\nwritten to ${[file, ...keys.map(k => k.path)].join(', ')}`,
  )
}

function issue(
  named: CertificateClass,
  subject: Certificate['subject'],
  key: PrivateKey,
  period: { readonly notBeforeS: number; readonly notAfterS: number },
  issuer: CertificateAuthority | undefined,
): Certificate {
  const content = { class: named, subject, serial: newSerial(), ...period }
  return issuer === undefined
    ? issueSelfSigned(content, key, platformEcdsa)
    : issueCertificate({ ...content, publicKey: publicKeyOf(key) }, issuerOf(issuer.certificate, issuer.key), platformEcdsa)
}

function readIssuer({ profile, ca, caKey }: Options): CertificateAuthority | undefined {
  const wanted = issuers[profile]
  if (wanted === undefined) {
    if (ca === undefined && caKey === undefined) return undefined
    throw new UserError(`a ${profile} certificate signs itself`, 'leave out --ca and --ca-key')
  }
  if (ca === undefined || caKey === undefined)
    throw new UserError(`a ${profile} certificate is issued by a ${wanted}`, 'give --ca FILE and --ca-key FILE')
  return readAuthority(ca, caKey, wanted)
}

/** A sound certificate of an issuer, with its key. Throws `UserError`. */
export function readAuthority(file: string, keyFile: string, wanted: CertificateClass): CertificateAuthority {
  const certificate = readCertificate(file)
  const { fault } = certificateData(certificate)
  if (classOf(certificate) !== wanted)
    throw new UserError(`is no ${wanted} certificate but ${classOf(certificate) ?? 'of no class'}`, undefined, { file })
  if (fault !== undefined) throw new UserError(`is not sound: ${fault}`, undefined, { file })
  return { certificate, key: readKeyOf(certificate, keyFile) }
}

/** Within the validity of the issuer. Throws `UserError`. */
function periodOf({ profile, notBefore, notAfter }: Options, issuer: CertificateAuthority | undefined) {
  const notBeforeS = notBefore ?? nowS()
  const lastS = issuer?.certificate.notAfterS ?? Infinity
  const notAfterS = notAfter ?? Math.min(notBeforeS + livesS[profile], lastS)
  if (notAfterS <= notBeforeS)
    throw new UserError('it would end before it begins', 'check --not-before, --not-after and the validity of the issuer')
  if (issuer !== undefined && (notBeforeS < issuer.certificate.notBeforeS || notAfterS > lastS))
    throw new UserError('it would be valid when its issuer is not', 'pki certificate inspect shows how long the issuer is valid')
  return { notBeforeS, notAfterS }
}

export const newKey = (curve: Curve): PrivateKey => keyFromSeed(curve, new Uint8Array(randomBytes(64)))
/** 16 bytes of chance behind a one: positive, and never shorter. */
export const newSerial = (): bigint => BigInt(`0x01${randomBytes(16).toString('hex')}`)
