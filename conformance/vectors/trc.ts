/** Replays recorded TRCs, certificates and chains: decoding, classes, update rules, signatures (control/trc.json). */
import { sha256 } from '@noble/hashes/sha2.js'
import { type Certificate, parseCertificate } from '#crypto/certificate.ts'
import { checkCertificate, classOf } from '#crypto/certificate-class.ts'
import { checkChain, parseCertificates, verifyChain } from '#crypto/chain.ts'
import { findSigner, signingTimeS } from '#crypto/cms.ts'
import { type Ecdsa, softwareEcdsa } from '#crypto/ecdsa.ts'
import { fromBase64, parsePem } from '#crypto/pem.ts'
import { parseSignedTrc, type SignedTrc, verifySignedTrc } from '#crypto/signed-trc.ts'
import { formatTrcId, isBase } from '#crypto/trc.ts'
import { judgeUpdate, type TrcUpdate } from '#crypto/trc-update.ts'
import { isMalformed, toHex } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'
import { differMembers, type Members } from './members.ts'

interface TrcCase {
  readonly id: string
  readonly der_b64: string
  readonly predecessor: string | null
  readonly decode_ok: boolean
  readonly verify_ok?: boolean
  readonly update?: Members
  readonly trc?: Members
}

interface CertificateCase {
  readonly name: string
  readonly pem: string
  readonly type: string
  readonly error: string
  readonly subject_isd_as: string
}

interface ChainCase {
  readonly name: string
  readonly pem: string
  readonly trc: string | null
  readonly time: number
  readonly validate_error: string
  readonly verify_error: string
}

interface TrcFile {
  readonly trcs: readonly TrcCase[]
  readonly certs: readonly CertificateCase[]
  readonly chains: readonly ChainCase[]
}

type Trcs = ReadonlyMap<string, SignedTrc>

const withoutIsd = (isdAs: IsdAs): string => isdAs.slice(isdAs.indexOf('-') + 1)
const commonNames = (certificates: readonly Certificate[]): string[] => certificates.map(c => c.subject.commonName).sort()

const certificateMembers = (c: Certificate): Members => ({
  type: classOf(c),
  common_name: c.subject.commonName,
  isd_as: c.subject.isdAs ?? '',
  serial: c.serial,
  not_before: c.notBeforeS,
  not_after: c.notAfterS,
  sha256: toHex(sha256(c.der)),
})

/** The reference counts versions from 1, and finds signers among the TRC's own certificates. */
const trcMembers = ({ trc, signers }: SignedTrc): Members => ({
  version: 1,
  id: formatTrcId(trc.id),
  isd: trc.id.isd,
  base: trc.id.base,
  serial: trc.id.serial,
  is_base: isBase(trc.id),
  not_before: trc.notBeforeS,
  not_after: trc.notAfterS,
  grace_period_s: trc.gracePeriodS,
  no_trust_reset: trc.noTrustReset,
  votes: trc.votes,
  quorum: trc.quorum,
  core_ases: trc.coreAses.map(withoutIsd),
  authoritative_ases: trc.authoritativeAses.map(withoutIsd),
  description: trc.description,
  certificates: trc.certificates.map(certificateMembers),
  signer_infos: signers.map(info => ({
    version: info.version,
    digest_oid: info.digestAlgorithm,
    signature_oid: info.signatureAlgorithm,
    found_certificate: findSigner(info, trc.certificates)?.subject.commonName,
    signing_time: signingTimeS(info),
  })),
})

const updateMembers = (update: TrcUpdate): Members => ({
  type: update.type,
  new_voters: commonNames(update.newVoters),
  votes: commonNames(update.votes),
  root_acknowledgments: commonNames(update.rootAcknowledgments),
})

/** Lists must be as long as the recorded ones, which `differMembers` does not see. */
const differLengths = (expected: Members, actual: Members): Difference[] =>
  Object.entries(expected).flatMap(([name, value]) =>
    Array.isArray(value) ? differ(`${name}.length`, value.length, (actual[name] as readonly unknown[]).length) : [],
  )

const differAll = (expected: Members, actual: Members): Difference[] => [
  ...differMembers(expected, actual),
  ...differLengths(expected, actual),
]

/** Signed bytes of a case, remembered when they decode: later cases name it as their predecessor. */
function decodeCase(c: TrcCase, decoded: Map<string, SignedTrc>): SignedTrc | undefined {
  const signed = parseSignedTrc(fromBase64(c.der_b64) ?? new Uint8Array(0))
  if (isMalformed(signed)) return undefined
  decoded.set(c.id, signed)
  return signed
}

function replayTrc(c: TrcCase, signed: SignedTrc | undefined, trcs: Trcs, ecdsa: Ecdsa): Difference[] {
  if (signed === undefined || !c.decode_ok) return differ('decode_ok', c.decode_ok, signed !== undefined)
  const predecessor = c.predecessor === null ? undefined : trcs.get(c.predecessor)?.trc
  const fault = verifySignedTrc(signed, predecessor, ecdsa)
  return [
    ...differAll(c.trc ?? {}, trcMembers(signed)),
    // A panic of the reference has no verify_ok: we must refuse.
    ...differ('verify_ok', c.verify_ok ?? false, fault === undefined),
    ...(predecessor === undefined || isBase(signed.trc.id) ? [] : differUpdate(c.update, judgeUpdate(signed.trc, predecessor))),
  ]
}

function differUpdate(expected: Members | undefined, update: TrcUpdate | string): Difference[] {
  if (typeof update === 'string' || expected === undefined) return differ('update', expected !== undefined, typeof update !== 'string')
  return differAll(expected, updateMembers(update))
}

function replayCertificate(c: CertificateCase): Difference[] {
  const blocks = parsePem(c.pem)
  const certificate = isMalformed(blocks) ? blocks : parseCertificate(blocks[0]?.der ?? new Uint8Array(0))
  if (isMalformed(certificate)) return differ('certificate', 'readable', certificate.malformed)
  return [
    ...differ('type', c.type, classOf(certificate) ?? 'invalid'),
    ...differ('error', c.error !== '', checkCertificate(certificate) !== undefined),
    ...differ('subject_isd_as', c.subject_isd_as, certificate.subject.isdAs ?? ''),
  ]
}

function replayChain(c: ChainCase, trcs: Trcs, ecdsa: Ecdsa): Difference[] {
  const certificates = parseCertificates(c.pem)
  const chain = isMalformed(certificates) ? certificates.malformed : checkChain(certificates)
  const given = c.trc === null ? undefined : trcs.get(c.trc)
  const fault = typeof chain === 'string' ? chain : verifyChain(chain, given === undefined ? [] : [given.trc], c.time, ecdsa)
  return [
    ...differ('validate_error', c.validate_error !== '', typeof chain === 'string'),
    ...differ('verify_error', c.verify_error !== '', fault !== undefined),
  ]
}

export const trcVectors: VectorFormat = {
  name: 'trc',
  recognises: file => {
    const { trcs, certs, chains } = (file ?? {}) as Partial<TrcFile>
    return (
      Array.isArray(trcs) && Array.isArray(certs) && Array.isArray(chains) && typeof trcs[0]?.der_b64 === 'string' && 'decode_ok' in trcs[0]
    )
  },
  *replay(file) {
    const { trcs, certs, chains } = file as TrcFile
    const decoded = new Map<string, SignedTrc>()
    for (const c of trcs) yield outcome(`trcs/${c.id}`, replayTrc(c, decodeCase(c, decoded), decoded, softwareEcdsa))
    for (const c of certs) yield outcome(`certs/${c.name}`, replayCertificate(c))
    for (const c of chains) yield outcome(`chains/${c.name}`, replayChain(c, decoded, softwareEcdsa))
  },
}
