/** What a TRC says: for scripts with the names of `scion-pki trc inspect`, and for people. */
import { type Certificate, isValidAt } from '#crypto/certificate.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { findSigner, type SignerInfo, signingTimeS } from '#crypto/cms.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import { formatTrcId, isBase, type Trc, type TrcContent } from '#crypto/trc.ts'
import { judgeUpdate } from '#crypto/trc-update.ts'
import { formatDuration, formatTime } from '#host/duration.ts'
import { bytesEqual } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { columns, paint } from '../output.ts'
import { formatLife, lastS } from './time.ts'

/** What a stranger wrote, without what a terminal would obey. */
export const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, '')

/** "9A D0 0C": as scion-pki writes serial numbers. */
export const formatSerial = (serial: bigint): string => {
  const hex = serial.toString(16).toUpperCase()
  return (hex.padStart(hex.length + (hex.length % 2), '0').match(/../g) ?? []).join(' ')
}

export const validityData = (c: { readonly notBeforeS: number; readonly notAfterS: number }) => ({
  not_before: formatTime(c.notBeforeS),
  not_after: formatTime(c.notAfterS),
})

const identity = (c: Certificate) => ({
  common_name: c.subject.commonName,
  ...(c.subject.isdAs === undefined ? {} : { isd_as: c.subject.isdAs }),
  serial_number: formatSerial(c.serial),
})

/** `predecessor`: with it, who has signed for what. */
export function trcData({ trc, signers }: SignedTrc, predecessor: Trc | undefined) {
  return {
    version: 1,
    id: { isd: trc.id.isd, base_number: Number(trc.id.base), serial_number: Number(trc.id.serial) },
    validity: validityData(trc),
    ...(trc.gracePeriodS === 0 ? {} : { graceperiod: formatDuration(trc.gracePeriodS * 1e9), graceperiod_end: graceEnd(trc) }),
    no_trust_reset: trc.noTrustReset,
    ...(trc.votes.length === 0 ? {} : { votes: trc.votes }),
    voting_quorum: trc.quorum,
    core_ases: trc.coreAses.map(asText),
    authoritative_ases: trc.authoritativeAses.map(asText),
    description: trc.description,
    certificates: trc.certificates.map((c, index) => ({ type: classOf(c)!, ...identity(c), validity: validityData(c), index })),
    signatures: signers.map(info => signatureData(info, trc, predecessor)),
  }
}

/** Nothing limits a grace period but its 64 bits. */
const graceEnd = (trc: TrcContent): string => formatTime(Math.max(0, Math.min(lastS, trc.notBeforeS + trc.gracePeriodS)))

const asText = (isdAs: IsdAs): string => isdAs.slice(isdAs.indexOf('-') + 1)

function signatureData(info: SignerInfo, trc: Trc, predecessor: Trc | undefined) {
  const signer = findSigner(info, [...trc.certificates, ...(predecessor?.certificates ?? [])])
  const timeS = signingTimeS(info)
  const purpose = signer && purposeOf(signer, trc, predecessor)
  return {
    ...(signer === undefined ? { serial_number: formatSerial(info.issuerAndSerial?.serial ?? 0n) } : identity(signer)),
    ...(timeS === undefined ? {} : { signing_time: formatTime(timeS) }),
    ...(purpose === undefined ? {} : { purpose }),
  }
}

function purposeOf(signer: Certificate, trc: Trc, predecessor: Trc | undefined): string | undefined {
  const update = predecessor && judgeUpdate(trc, predecessor)
  if (update === undefined || typeof update === 'string') return undefined
  const has = (list: readonly Certificate[]): boolean => list.some(c => bytesEqual(c.der, signer.der))
  if (has(update.votes)) return 'vote'
  if (has(update.newVoters)) return 'new voter'
  return has(update.rootAcknowledgments) ? 'root acknowledgement' : undefined
}

export function trcText(signed: SignedTrc, predecessor: Trc | undefined, nowS: number): string {
  const { trc } = signed
  const { certificates, signatures } = trcData(signed, predecessor)
  const facts = [
    ['valid', describeValidity(trc, nowS)],
    ...(trc.gracePeriodS === 0
      ? []
      : [['grace period', `${formatLife(trc.gracePeriodS)}: its predecessor is good until ${graceEnd(trc)}`]]),
    ['quorum', String(trc.quorum)],
    ...(trc.votes.length === 0 ? [] : [['votes', `by certificates ${trc.votes.join(', ')} of its predecessor`]]),
    ['core', trc.coreAses.join(', ')],
    ['authoritative', trc.authoritativeAses.join(', ')],
    ['description', plain(trc.description)],
  ]
  const rows = certificates.map(c => [
    String(c.index),
    c.type,
    c.common_name,
    `until ${c.validity.not_after}`,
    c.serial_number.replaceAll(' ', ''),
  ])
  const signerRows = signatures.map(s => [
    'common_name' in s ? plain(s.common_name!) : 'somebody unknown',
    s.purpose ?? '',
    s.signing_time ?? '',
    s.serial_number.replaceAll(' ', ''),
  ])
  return [
    `${paint('bold', formatTrcId(trc.id))}: ${describeKind(trc, predecessor)}`,
    columns(facts, { indent: '  ' }),
    `${certificates.length} certificates`,
    columns(rows, { indent: '  ', right: [0] }),
    signatures.length === 0 ? 'not signed' : `${signatures.length} signatures`,
    ...(signatures.length === 0 ? [] : [columns(signerRows, { indent: '  ' })]),
  ].join('\n')
}

function describeKind(trc: TrcContent, predecessor: Trc | undefined): string {
  if (isBase(trc.id)) return 'a base TRC'
  if (predecessor === undefined) return 'an update (--predecessor FILE shows of which kind, and who signed for what)'
  const update = judgeUpdate(trc, predecessor)
  return typeof update === 'string' ? `no update of ${formatTrcId(predecessor.id)}: ${update}` : `a ${update.type} update`
}

/** "2026-01-01T00:00:00Z to 2027-03-27T00:00:00Z (valid now)" */
export function describeValidity(c: { readonly notBeforeS: number; readonly notAfterS: number }, nowS: number): string {
  const state = isValidAt(c, nowS) ? paint('green', 'valid now') : paint('red', nowS < c.notBeforeS ? 'not yet valid' : 'expired')
  return `${formatTime(c.notBeforeS)} to ${formatTime(c.notAfterS)} (${state})`
}
