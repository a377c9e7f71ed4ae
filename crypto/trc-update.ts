/** Which TRC may follow which: regular and sensitive updates, votes, quorum, grace period.   pkg/scrypto/cppki/trc.go:252-430; doc/cryptography/trc.rst */
import { bytesEqual } from '#wire/bytes.ts'
import { type Certificate, describeCertificate, isValidAt } from './certificate.ts'
import { certificatesOf, isBase, type Trc, type TrcContent } from './trc.ts'

export interface TrcUpdate {
  readonly type: 'regular' | 'sensitive'
  /** voting certificates that the predecessor does not have: each must sign */
  readonly newVoters: readonly Certificate[]
  /** certificates of the predecessor that vote: each must sign */
  readonly votes: readonly Certificate[]
  /** roots of the predecessor that a regular update replaces: each must sign */
  readonly rootAcknowledgments: readonly Certificate[]
}

/** Judges a valid TRC as the successor of `predecessor`: what kind of update it is, or in words why it is none. Signatures are not looked at. */
export function judgeUpdate(trc: TrcContent, predecessor: TrcContent): TrcUpdate | string {
  if (trc.id.isd !== predecessor.id.isd) return `of ISD ${trc.id.isd}, its predecessor of ISD ${predecessor.id.isd}`
  if (trc.id.base !== predecessor.id.base) return `base number ${trc.id.base} after ${predecessor.id.base}`
  if (trc.id.serial !== predecessor.id.serial + 1n) return `serial number ${trc.id.serial} after ${predecessor.id.serial}`
  if (trc.noTrustReset !== predecessor.noTrustReset) return 'noTrustReset changed'
  if (trc.votes.length < predecessor.quorum) return `${trc.votes.length} votes, the quorum is ${predecessor.quorum}`
  // The reference crashes here: a quorum below 0 asks for no vote, and it looks at the first.
  if (trc.votes.length === 0) return 'an update without votes'
  // The first vote alone decides which kind of update this is.
  const regular = certificatesOf(predecessor, 'regular-voting').has(trc.votes[0]!)
  const update = regular ? judgeRegular(trc, predecessor) : judgeSensitive(trc, predecessor)
  return typeof update === 'string' ? `${regular ? 'regular' : 'sensitive'} update: ${update}` : update
}

/** May change anything, the roots too, with the votes of sensitive voters. */
function judgeSensitive(trc: TrcContent, predecessor: TrcContent): TrcUpdate | string {
  const votes = votesOf(trc, certificatesOf(predecessor, 'sensitive-voting'))
  if (typeof votes === 'string') return votes
  return { type: 'sensitive', newVoters: newVotersOf(trc, predecessor), votes, rootAcknowledgments: [] }
}

/** May change validity, description, grace period, and renew regular voters (who then vote) and roots (who then acknowledge). */
function judgeRegular(trc: TrcContent, predecessor: TrcContent): TrcUpdate | string {
  const fault = regularFault(trc, predecessor)
  if (fault !== undefined) return fault
  const rootAcknowledgments = renewals(trc, predecessor, 'cp-root')
  if (typeof rootAcknowledgments === 'string') return rootAcknowledgments
  const renewed = renewals(trc, predecessor, 'regular-voting')
  if (typeof renewed === 'string') return renewed
  const votes = votesOf(trc, certificatesOf(predecessor, 'regular-voting'))
  if (typeof votes === 'string') return votes
  const silent = renewed.find(c => !votes.includes(c))
  if (silent !== undefined) return `${describeCertificate(silent)} is replaced and does not vote`
  return { type: 'regular', newVoters: newVotersOf(trc, predecessor), votes, rootAcknowledgments }
}

function regularFault(trc: TrcContent, predecessor: TrcContent): string | undefined {
  if (trc.quorum !== predecessor.quorum) return 'quorum changed'
  if (trc.coreAses.join() !== predecessor.coreAses.join()) return 'core ASes changed'
  if (trc.authoritativeAses.join() !== predecessor.authoritativeAses.join()) return 'authoritative ASes changed'
  const sensitive = renewals(trc, predecessor, 'sensitive-voting')
  if (typeof sensitive === 'string') return sensitive
  return sensitive.length === 0 ? undefined : `${describeCertificate(sensitive[0]!)} is replaced, a sensitive voter`
}

/** Certificates of the predecessor that are replaced by others of the same subject; in words, if any comes or goes. */
function renewals(
  trc: TrcContent,
  predecessor: TrcContent,
  named: 'sensitive-voting' | 'regular-voting' | 'cp-root',
): Certificate[] | string {
  const before = certificatesOf(predecessor, named)
  const now = certificatesOf(trc, named)
  if (before.size !== now.size) return `${before.size} ${named} certificates became ${now.size}`
  const replaced: Certificate[] = []
  for (const c of now.values()) {
    const old = sameSubject(c, before)
    if (old === undefined) return `${describeCertificate(c)} is a new ${named} certificate`
    if (!bytesEqual(old.der, c.der)) replaced.push(old)
  }
  return replaced
}

const sameSubject = (c: Certificate, among: ReadonlyMap<number, Certificate>): Certificate | undefined =>
  [...among.values()].find(other => other.subject.comparable === c.subject.comparable)

function votesOf(trc: TrcContent, voters: ReadonlyMap<number, Certificate>): Certificate[] | string {
  const stranger = trc.votes.find(index => !voters.has(index))
  if (stranger !== undefined) return `vote by certificate ${stranger} of the predecessor, which has no such vote`
  return trc.votes.map(index => voters.get(index)!)
}

/** Sensitive and regular voters that `predecessor` does not have; without predecessor, all. */
export const newVotersOf = (trc: TrcContent, predecessor: TrcContent | undefined): Certificate[] =>
  (['sensitive-voting', 'regular-voting'] as const).flatMap(named => {
    const before = predecessor === undefined ? new Map() : certificatesOf(predecessor, named)
    return [...certificatesOf(trc, named).values()].filter(c => {
      const old = sameSubject(c, before)
      return old === undefined || !bytesEqual(old.der, c.der)
    })
  })

/** The predecessor of this TRC may still be used at `nowS`. */
export const isInGracePeriod = (trc: TrcContent, nowS: number): boolean =>
  !isBase(trc.id) && trc.notBeforeS <= nowS && nowS <= trc.notBeforeS + trc.gracePeriodS

/** The TRCs that chains may be verified with: the latest of the ISD if it is valid, and its predecessor in the grace period.   private/trust/fetching_provider.go */
export function activeTrcs(latest: Trc, predecessor: Trc | undefined, nowS: number): readonly Trc[] {
  if (!isValidAt(latest, nowS)) return []
  return predecessor !== undefined && isInGracePeriod(latest, nowS) ? [latest, predecessor] : [latest]
}
