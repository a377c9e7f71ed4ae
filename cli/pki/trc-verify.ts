/** A chain of TRCs, verified one after the other: the first by its anchor, each other by the one before.   scion-pki/trcs/verify.go */
import { checkSigner, findSigner } from '#crypto/cms.ts'
import type { Ecdsa } from '#crypto/ecdsa.ts'
import { type SignedTrc, verifySignedTrc } from '#crypto/signed-trc.ts'
import { isBase, type Trc } from '#crypto/trc.ts'
import { judgeUpdate } from '#crypto/trc-update.ts'
import type { Anchor } from '#emulate/files/trust-files.ts'

export interface TrcVerdict {
  readonly signed: SignedTrc
  /** why it is not to be trusted; `undefined`: it is */
  readonly fault: string | undefined
  readonly kind: 'base' | 'regular' | 'sensitive' | 'update'
}

/** In the order of serial numbers. Without anchor a base TRC is believed when its own voters have signed it. Time is not looked at. */
export function verifyTrcs(files: readonly SignedTrc[], anchor: Anchor | undefined, ecdsa: Ecdsa): TrcVerdict[] {
  const verdicts: TrcVerdict[] = []
  for (const signed of files.toSorted((a, b) => Number(a.trc.id.serial - b.trc.id.serial))) {
    const before = verdicts.at(-1)
    const fault =
      before === undefined
        ? firstFault(signed, anchor, ecdsa)
        : before.fault === undefined
          ? verifySignedTrc(signed, before.signed.trc, ecdsa)
          : 'the TRC before it is refused'
    verdicts.push({ signed, fault, kind: kindOf(signed.trc, before?.signed.trc ?? (anchor && 'trc' in anchor ? anchor.trc : undefined)) })
  }
  return verdicts
}

function firstFault(signed: SignedTrc, anchor: Anchor | undefined, ecdsa: Ecdsa): string | undefined {
  if (isBase(signed.trc.id)) return verifySignedTrc(signed, undefined, ecdsa) ?? (anchor && anchorFault(signed, anchor, ecdsa))
  if (anchor === undefined) return 'an update needs an anchor: the TRC before it'
  return 'trc' in anchor ? verifySignedTrc(signed, anchor.trc, ecdsa) : 'an update needs a TRC as anchor, not certificates'
}

/** Every signature is of a certificate of the anchor. */
function anchorFault(signed: SignedTrc, anchor: Anchor, ecdsa: Ecdsa): string | undefined {
  const trusted = 'trc' in anchor ? anchor.trc.certificates : anchor.certificates
  for (const info of signed.signers) {
    const signer = findSigner(info, trusted)
    if (signer === undefined)
      return `signed by a certificate that the anchor does not have (serial ${info.issuerAndSerial?.serial.toString(16)})`
    const fault = checkSigner(info, signed.trc.der, signer, ecdsa)
    if (fault !== undefined) return fault
  }
  return undefined
}

function kindOf(trc: Trc, predecessor: Trc | undefined): TrcVerdict['kind'] {
  if (isBase(trc.id)) return 'base'
  const update = predecessor && judgeUpdate(trc, predecessor)
  return update === undefined || typeof update === 'string' ? 'update' : update.type
}
