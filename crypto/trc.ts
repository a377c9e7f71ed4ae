/**
 * TRC payloads: an ISD's roots of trust, who may vote on the next TRC, and which ASes are core.   pkg/scrypto/cppki/{trc,trc_asn1,id}.go
 *
 *   SEQUENCE { version 0, iD { iSD, serialNumber, baseNumber }, validity { notBefore, notAfter }, gracePeriod, noTrustReset, votes, votingQuorum,
 *              coreASes, authoritativeASes, description, certificates }
 *
 * A payload that decodes is valid by itself; whether it may follow its predecessor is judged in trc-update.ts, its signatures in signed-trc.ts.
 */
import { type Bytes, type Malformed, malformed } from '#wire/bytes.ts'
import { type IsdAs, isdOf, makeIsdAs, parseAs } from '#wire/isdas.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { type CertificateClass, checkCertificate, classOf } from './certificate-class.ts'
import { type DerReader, decodeDer, enter, readAll, readBoolean, readInt64, readText, readTime, refuse, tags } from './der.ts'
import { boolean, generalizedTime, integer, printableString, sequence, utf8String } from './der-write.ts'

export interface TrcId {
  readonly isd: number
  /** 64-bit numbers; base = serial: a base TRC */
  readonly base: bigint
  readonly serial: bigint
}

/** All of a TRC's payload but its own encoding: what `buildTrc` makes one of. */
export interface TrcContent {
  readonly id: TrcId
  /** seconds since 1970; the TRC is valid at both ends too */
  readonly notBeforeS: number
  readonly notAfterS: number
  /** how long after `notBeforeS` the predecessor may still be used */
  readonly gracePeriodS: number
  readonly noTrustReset: boolean
  /** indices of certificates of the predecessor */
  readonly votes: readonly number[]
  readonly quorum: number
  readonly coreAses: readonly IsdAs[]
  readonly authoritativeAses: readonly IsdAs[]
  readonly description: string
  readonly certificates: readonly Certificate[]
}

export interface Trc extends TrcContent {
  /** the payload as it is signed */
  readonly der: Bytes
}

/** "ISD1-B1-S2": canonical, so a map key; also the file's name. */
export const formatTrcId = (id: TrcId): string => `ISD${id.isd}-B${id.base}-S${id.serial}`

export const isBase = (id: TrcId): boolean => id.base === id.serial

/** Divergence: TRCs of more than 1 MiB are not read; the reference has no limit. */
export const maxTrcLength = 0x10_0000

export function parseTrc(der: Bytes): Trc | Malformed {
  const trc = decodeDer(der, maxTrcLength, r => ({ ...readTrc(enter(r, tags.sequence, 'TRC')), der }))
  if ('malformed' in trc) return trc
  const fault = checkTrc(trc)
  return fault === undefined ? trc : malformed(fault, 0)
}

function readTrc(r: DerReader): TrcContent {
  const at = r.at
  if (readInt64(r, 'version') !== 0n) refuse('unknown TRC version', at)
  const id = readId(enter(r, tags.sequence, 'iD'))
  const validity = enter(r, tags.sequence, 'validity')
  const asOfThisIsd = (one: DerReader): IsdAs => makeIsdAs(id.isd, parseAs(readText(one, 'AS')))
  return {
    id,
    notBeforeS: readTime(validity, 'notBefore', tags.generalizedTime),
    notAfterS: readTime(validity, 'notAfter', tags.generalizedTime),
    gracePeriodS: Number(readInt64(r, 'gracePeriod')),
    noTrustReset: readBoolean(r, 'noTrustReset'),
    votes: readAll(enter(r, tags.sequence, 'votes'), one => Number(readInt64(one, 'vote'))),
    quorum: Number(readInt64(r, 'votingQuorum')),
    coreAses: readAll(enter(r, tags.sequence, 'coreASes'), asOfThisIsd),
    authoritativeAses: readAll(enter(r, tags.sequence, 'authoritativeASes'), asOfThisIsd),
    description: readText(r, 'description'),
    certificates: readAll(enter(r, tags.sequence, 'certificates'), readCertificate),
  }
}

/** Base and serial number are 64 bits without a sign in the reference, and its ISD is 16 bits: negative numbers wrap around. */
function readId(r: DerReader): TrcId {
  const at = r.at
  const isd = readInt64(r, 'iSD')
  const serial = readInt64(r, 'serialNumber')
  const base = readInt64(r, 'baseNumber')
  if (isd > 0xffffn) refuse(`ISD ${isd}`, at)
  if (serial < base) refuse(`serial number ${serial} before base number ${base}`, at)
  return { isd: Number(BigInt.asUintN(16, isd)), base: BigInt.asUintN(64, base), serial: BigInt.asUintN(64, serial) }
}

/** The payload's DER; it is valid if `checkTrc` says so. */
export const encodeTrc = (trc: TrcContent): Bytes =>
  sequence(
    integer(0n),
    sequence(integer(BigInt(trc.id.isd)), integer(BigInt.asIntN(64, trc.id.serial)), integer(BigInt.asIntN(64, trc.id.base))),
    sequence(generalizedTime(trc.notBeforeS), generalizedTime(trc.notAfterS)),
    integer(BigInt(trc.gracePeriodS)),
    boolean(trc.noTrustReset),
    sequence(...trc.votes.map(vote => integer(BigInt(vote)))),
    integer(BigInt(trc.quorum)),
    sequence(...trc.coreAses.map(asText)),
    sequence(...trc.authoritativeAses.map(asText)),
    utf8String(trc.description),
    sequence(...trc.certificates.map(c => c.der)),
  )

const asText = (isdAs: IsdAs): Bytes => printableString(isdAs.slice(isdAs.indexOf('-') + 1))

/** What is wrong with a TRC by itself, whatever the time; nothing if it is valid. */
export function checkTrc(trc: TrcContent): string | undefined {
  const base = isBase(trc.id)
  if (trc.id.isd === 0) return 'ISD 0'
  if (trc.id.base > trc.id.serial) return 'serial number before base number'
  if (trc.id.base === 0n) return 'base number 0'
  if (trc.notAfterS <= trc.notBeforeS) return 'valid until before it begins'
  if (base && trc.gracePeriodS !== 0) return 'grace period in a base TRC'
  if (base && trc.votes.length > 0) return 'votes in a base TRC'
  // Not below 0, for the reference takes that as no quorum at all.
  if (trc.quorum === 0 || trc.quorum > 255) return `voting quorum ${trc.quorum}`
  return checkAses(trc.coreAses, 'core') ?? checkAses(trc.authoritativeAses, 'authoritative') ?? checkCertificates(trc)
}

function checkAses(ases: readonly IsdAs[], what: string): string | undefined {
  if (ases.length === 0) return `no ${what} AS`
  if (ases.some(as => as.endsWith('-0'))) return `${what} AS 0`
  return new Set(ases).size === ases.length ? undefined : `${what} AS named twice`
}

function checkCertificates(trc: TrcContent): string | undefined {
  for (const [i, c] of trc.certificates.entries()) {
    const fault = checkCertificate(c) ?? checkForTrc(trc, c)
    if (fault !== undefined) return `certificate ${i}: ${fault}`
  }
  for (const voters of ['sensitive-voting', 'regular-voting'] as const)
    if (certificatesOf(trc, voters).size < trc.quorum) return `fewer ${voters} certificates than the quorum of ${trc.quorum}`
  if (hasTwice(trc.certificates.map(c => `${c.serial} ${c.issuer.comparable}`)))
    return 'two certificates of the same issuer and serial number'
  for (const each of ['sensitive-voting', 'regular-voting', 'cp-root'] as const)
    if (hasTwice([...certificatesOf(trc, each).values()].map(c => c.subject.comparable)))
      return `two ${each} certificates of the same subject`
  return undefined
}

function checkForTrc(trc: TrcContent, c: Certificate): string | undefined {
  const named = classOf(c)
  if (named === 'cp-ca' || named === 'cp-as') return `${named} certificates do not belong in a TRC`
  if (c.subject.isdAs !== undefined && isdOf(c.subject.isdAs) !== trc.id.isd) return `of another ISD: ${c.subject.isdAs}`
  return c.notBeforeS <= trc.notBeforeS && trc.notAfterS <= c.notAfterS ? undefined : 'does not cover the validity of the TRC'
}

const hasTwice = (texts: readonly string[]): boolean => new Set(texts).size < texts.length

/** Certificates of one class by their index in the TRC. */
export const certificatesOf = (trc: TrcContent, named: CertificateClass): ReadonlyMap<number, Certificate> =>
  new Map([...trc.certificates.entries()].filter(([, c]) => classOf(c) === named))
