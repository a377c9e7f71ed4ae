/** Plans the TRC after another: what changes, whether the rules call for a regular or a sensitive update, and who must sign. */
import { type Certificate, describeCertificate } from '#crypto/certificate.ts'
import { type CertificateClass, classOf } from '#crypto/certificate-class.ts'
import type { PrivateKey } from '#crypto/ecdsa.ts'
import { keysMatch } from '#crypto/key-file.ts'
import { type TrcChanges, updateOf } from '#crypto/sign-trc.ts'
import { certificatesOf, checkTrc, type Trc, type TrcContent } from '#crypto/trc.ts'
import { judgeUpdate, type TrcUpdate } from '#crypto/trc-update.ts'
import { UserError } from '#wire/error.ts'

export type UpdateKind = TrcUpdate['type']
export type Purpose = 'vote' | 'new voter' | 'root acknowledgement'

export interface PlannedUpdate {
  readonly content: TrcContent
  readonly kind: UpdateKind
  /** why a regular update would not do; `undefined`: it does */
  readonly whySensitive: string | undefined
  readonly signers: readonly { readonly certificate: Certificate; readonly key: PrivateKey; readonly purpose: Purpose }[]
}

/** A certificate of the same class and subject is replaced, any other is new. */
export function changeCertificates(before: readonly Certificate[], removed: readonly number[], put: readonly Certificate[]): Certificate[] {
  const missing = removed.find(index => before[index] === undefined)
  if (missing !== undefined) throw new UserError(`no certificate ${missing} in the predecessor`, 'pki trc inspect shows their numbers')
  const kept = before.filter((_, index) => !removed.includes(index))
  for (const c of put) {
    const at = kept.findIndex(old => classOf(old) === classOf(c) && old.subject.comparable === c.subject.comparable)
    if (at < 0) kept.push(c)
    else kept[at] = c
  }
  return kept
}

/** The keys given decide who votes. Throws `UserError` when the TRC would be invalid, or keys are missing: it names whose. */
export function planUpdate(predecessor: Trc, changes: TrcChanges, keys: readonly PrivateKey[]): PlannedUpdate {
  const valid = checkTrc(updateOf(predecessor, [0], changes))
  if (valid !== undefined) throw new UserError(`the TRC would be invalid: ${valid}`)
  const voters = (kind: UpdateKind): ReadonlyMap<number, Certificate> =>
    certificatesOf(predecessor, `${kind}-voting` satisfies CertificateClass)
  const holders = (kind: UpdateKind): number[] => [...voters(kind)].filter(([, c]) => keyFor(c, keys) !== undefined).map(([index]) => index)
  const judge = (votes: readonly number[]) => judgeUpdate(updateOf(predecessor, votes, changes), predecessor)

  const ideal = judge([...voters('regular').keys()])
  const whySensitive = typeof ideal === 'string' ? ideal.replace('regular update: ', '') : undefined
  // Sensitive voters may do what regular ones may, when their keys are there instead.
  const [regular, sensitive] = [holders('regular'), holders('sensitive')]
  const kind =
    whySensitive === undefined && (regular.length >= predecessor.quorum || sensitive.length < predecessor.quorum) ? 'regular' : 'sensitive'
  const votes = kind === 'regular' ? regular : sensitive
  if (votes.length < predecessor.quorum) throw tooFewVotes(kind, whySensitive, votes.length, predecessor.quorum, [...voters(kind).values()])
  const update = judge(votes)
  if (typeof update === 'string') throw new UserError(update, 'give its key too: --key FILE')
  return { content: updateOf(predecessor, votes, changes), kind, whySensitive, signers: signersOf(update, keys) }
}

function tooFewVotes(kind: UpdateKind, why: string | undefined, given: number, quorum: number, voters: readonly Certificate[]): UserError {
  const need = why === undefined ? 'a regular update' : `a sensitive update (${why})`
  return new UserError(
    `${need} takes the votes of ${quorum} ${kind} voters, keys are given of ${given}`,
    `--key FILE, keys of: ${voters.map(describeCertificate).join(', ')}`,
  )
}

/** Each certificate once, with the first purpose it signs for. */
function signersOf(update: TrcUpdate, keys: readonly PrivateKey[]): PlannedUpdate['signers'] {
  const purposes = new Map<Certificate, Purpose>()
  for (const [purpose, certificates] of [
    ['vote', update.votes],
    ['new voter', update.newVoters],
    ['root acknowledgement', update.rootAcknowledgments],
  ] as const)
    for (const c of certificates) if (!purposes.has(c)) purposes.set(c, purpose)
  return [...purposes].map(([certificate, purpose]) => {
    const key = keyFor(certificate, keys)
    if (key === undefined)
      throw new UserError(`${describeCertificate(certificate)} must sign too (${purpose}), and its key is not given`, '--key FILE')
    return { certificate, key, purpose }
  })
}

export const keyFor = (c: Certificate, keys: readonly PrivateKey[]): PrivateKey | undefined =>
  keys.find(key => c.publicKey !== undefined && keysMatch(key, c.publicKey))
