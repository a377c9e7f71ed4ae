/** Makes TRCs: the payload's signatures one by one, as voters give them in a ceremony, and all of them together.   scion-pki/trcs */
import { type Bytes, bytesEqual, isMalformed } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { Certificate } from './certificate.ts'
import { type CmsSigner, encodeSignedData, signContent } from './cms.ts'
import { type Digest, digestOf, type Ecdsa } from './ecdsa.ts'
import { digestNamed } from './key-info.ts'
import { parseSignedTrc, type SignedTrc } from './signed-trc.ts'
import { checkTrc, encodeTrc, type Trc, type TrcContent } from './trc.ts'
import { judgeUpdate, newVotersOf } from './trc-update.ts'

export type TrcChanges = Partial<Omit<TrcContent, 'id' | 'votes' | 'noTrustReset'>>

/** What comes after `predecessor`: the next serial number, and all as before but the changes and the votes. */
export function updateOf(predecessor: Trc, votes: readonly number[], changes: TrcChanges): TrcContent {
  const { der: _der, ...before } = predecessor
  return { ...before, ...changes, id: { ...before.id, serial: before.id.serial + 1n }, votes }
}

/** The certificates that must sign, each once, or in words why the TRC may not follow its predecessor. */
export function requiredSigners(trc: TrcContent, predecessor: TrcContent | undefined): readonly Certificate[] | string {
  if (predecessor === undefined) return newVotersOf(trc, undefined)
  const update = judgeUpdate(trc, predecessor)
  return typeof update === 'string' ? update : [...new Set([...update.newVoters, ...update.rootAcknowledgments, ...update.votes])]
}

/** The TRC with a signature of each signer; that it is valid by itself (`checkTrc`) is an invariant. */
export function signTrc(content: TrcContent, signers: readonly CmsSigner[], ecdsa: Ecdsa): SignedTrc {
  const fault = checkTrc(content)
  assert(fault === undefined, `a TRC of ours is valid: ${fault}`)
  const payload = encodeTrc(content)
  return assemble(
    payload,
    signers.map(s => signContent(payload, s, ecdsa)),
    signers.map(s => digestOf[s.key.curve]),
  )
}

/** The same payload with the signatures of all parts; `undefined` when the payloads differ. */
export function combineTrcs(parts: readonly SignedTrc[]): SignedTrc | undefined {
  const [first] = parts
  if (first === undefined || parts.some(p => !samePayload(p, first))) return undefined
  const infos = parts.flatMap(p => p.signers)
  const digests = infos.flatMap(info => digestNamed(info.digestAlgorithm) ?? [])
  return assemble(
    first.trc.der,
    infos.map(info => info.der),
    digests,
  )
}

const samePayload = (a: SignedTrc, b: SignedTrc): boolean => bytesEqual(a.trc.der, b.trc.der)

function assemble(payload: Bytes, infos: readonly Bytes[], digests: readonly Digest[]): SignedTrc {
  const signed = parseSignedTrc(encodeSignedData(payload, [], infos, [...new Set(digests)]))
  assert(!isMalformed(signed), 'a TRC of ours can be read')
  return signed
}
