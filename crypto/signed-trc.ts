/** TRCs with their signatures: CMS SignedData around the payload, nothing else in it.   pkg/scrypto/cppki/signed_trc.go */
import { type Bytes, isMalformed, type Malformed } from '#wire/bytes.ts'
import { type Certificate, describeCertificate } from './certificate.ts'
import { checkSigner, findSigner, parseSignedData, type SignerInfo } from './cms.ts'
import type { Ecdsa } from './ecdsa.ts'
import { formatPem, parsePem } from './pem.ts'
import { isBase, maxTrcLength, parseTrc, type Trc } from './trc.ts'
import { judgeUpdate, newVotersOf } from './trc-update.ts'

export interface SignedTrc {
  readonly der: Bytes
  readonly trc: Trc
  readonly signers: readonly SignerInfo[]
}

export function parseSignedTrc(der: Bytes): SignedTrc | Malformed {
  const signed = parseSignedData(der, maxTrcLength)
  if (isMalformed(signed)) return signed
  const trc = parseTrc(signed.content)
  return isMalformed(trc) ? trc : { der, trc, signers: signed.signers }
}

/** A file of a TRC: PEM ("TRC"), or DER as older tools write it.   scion-pki/trcs */
export function parseTrcFile(file: Bytes): SignedTrc | Malformed {
  const blocks = parsePem(new TextDecoder('latin1').decode(file))
  if (isMalformed(blocks)) return blocks
  return parseSignedTrc(blocks.find(b => b.label === 'TRC')?.der ?? file)
}

export const formatTrcFile = (signed: SignedTrc): string => formatPem({ label: 'TRC', der: signed.der })

/**
 * Why a TRC is not to be trusted, given that its predecessor is; nothing if it is. A base TRC has no predecessor: all its voters must have signed,
 * and whether *they* are to be trusted is decided by people. Time is not looked at.
 */
export function verifySignedTrc(signed: SignedTrc, predecessor: Trc | undefined, ecdsa: Ecdsa): string | undefined {
  if (isBase(signed.trc.id))
    return predecessor === undefined
      ? verifyAll(signed, newVotersOf(signed.trc, undefined), 'voter', ecdsa)
      : 'a base TRC with a predecessor'
  if (predecessor === undefined) return 'an update without its predecessor'
  const update = judgeUpdate(signed.trc, predecessor)
  if (typeof update === 'string') return update
  return (
    verifyAll(signed, update.newVoters, 'new voter', ecdsa) ??
    verifyAll(signed, update.rootAcknowledgments, 'root acknowledgment', ecdsa) ??
    verifyAll(signed, update.votes, 'vote', ecdsa)
  )
}

/** Every one of `certificates` has signed, and no signature of theirs is wrong. Signatures of others are ignored. */
function verifyAll(signed: SignedTrc, certificates: readonly Certificate[], role: string, ecdsa: Ecdsa): string | undefined {
  const seen = new Set<Certificate>()
  for (const info of signed.signers) {
    if (info.version !== 1 && info.version !== 3) return `signer info of version ${info.version}`
    const signer = findSigner(info, certificates)
    if (signer === undefined) continue
    const fault = checkSigner(info, signed.trc.der, signer, ecdsa)
    if (fault !== undefined) return `${role} ${describeCertificate(signer)}: ${fault}`
    seen.add(signer)
  }
  const missing = certificates.find(c => !seen.has(c))
  if (missing !== undefined) return `${role} ${describeCertificate(missing)} has not signed`
  return seen.size === certificates.length ? undefined : `the same ${role} twice`
}
