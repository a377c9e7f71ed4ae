/**
 * The same until convergence where every AS entry is really signed and verified. In a simulation all services share a memo of verdicts by
 * default, so that a signature is verified once, however many receive it; "each AS for itself" is what a real network of these ASes does.
 * A chain is verified once for all in either case.
 */
import { type Ecdsa, softwareEcdsa } from '#crypto/ecdsa.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { converge, sumOf } from './convergence.ts'
import type { Figure } from './section.ts'

export interface SignedCase {
  readonly ases: number
  /** the platform's ECDSA, or ours in software */
  readonly signer: 'real' | 'reproducible'
  readonly shareVerdicts: boolean
}

export const signedCases: readonly SignedCase[] = [
  { ases: 10, signer: 'reproducible', shareVerdicts: true },
  { ases: 10, signer: 'real', shareVerdicts: true },
  { ases: 100, signer: 'real', shareVerdicts: true },
  { ases: 100, signer: 'real', shareVerdicts: false },
]

export function measureSigned({ ases, signer, shareVerdicts }: SignedCase): Figure[] {
  let verified = 0
  const platform = signer === 'real' ? platformEcdsa : softwareEcdsa
  const ecdsa: Ecdsa = {
    sign: platform.sign,
    verify(...signature) {
      verified++
      return platform.verify(...signature)
    },
  }
  const { network, making, converging } = converge(ases, { trust: { signer, ecdsa, settings: { shareVerdicts } } })
  const signed = sumOf(network, 'originated') + sumOf(network, 'propagated') + sumOf(network, 'ended')
  const prefix = `${ases} ASes, ${signer} signatures, ${shareVerdicts ? 'each verified once' : 'each AS for itself'}`
  const figure = (name: string, value: number, unit: string): Figure => ({ name: `${prefix}: ${name}`, value, unit })
  return [
    figure('making the network and its PKI, CPU', making * 1000, 'ms'),
    figure('CPU until every AS has a way to every other', converging * 1000, 'ms'),
    figure('signed until then', signed, 'entries'),
    figure('verified until then', verified, 'signatures'),
  ]
}
