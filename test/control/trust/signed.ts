/** Segments of the two-ISD network with real signatures. */
import { createExtender, type Extender, extend, originate } from '#control/beacon/extend.ts'
import type { Segment } from '#control/segment/segment.ts'
import { type Credential, createCredentialSigner } from '#control/trust/signer.ts'
import { createTrustStore, trustTrc } from '#control/trust/store.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { keyOf } from '../network.ts'
import { ases } from '../segments.ts'
import { authorityFor, beginS, trcsOf } from './authority.ts'

export const authority = authorityFor(ases, { ecdsa: platformEcdsa })

/** `credentials`: other than its own, for those who lie. */
export function signing(isdAs: IsdAs, credentials: readonly Credential[] = [authority.credentials.get(isdAs)!]): Extender {
  const store = createTrustStore()
  for (const trc of trcsOf(authority, isdAs)) trustTrc(store, trc)
  const signer = createCredentialSigner({ kind: 'real', isdAs, ecdsa: platformEcdsa, store, credentials })
  return createExtender(ases.get(isdAs)!, keyOf(isdAs), signer, { expTime: 63 })
}

/** From 1-1 by 1-11 to 1-111, each `add` by the extender given for it; ended there, or a beacon on its way to 1-111. */
export function signedWay(
  timestamp = beginS,
  by: Partial<Record<IsdAs, Extender>> = {},
): { readonly beacon: Segment; readonly segment: Segment } {
  const of = (isdAs: IsdAs): Extender => by[isdAs] ?? signing(isdAs)
  const first = originate(of('1-1'), { timestamp, segId: 0x4711 }, 3)!
  const beacon = extend(of('1-11'), first, 101, 2, timestamp)!
  return { beacon, segment: extend(of('1-111'), beacon, 101, 0, timestamp)! }
}
