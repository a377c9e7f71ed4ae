/** SCMP authentication with the packet authenticator option (SPAO).   router/dataplane.go hasValidAuth; drkeyutil/provider.go */
import { drkeyProtocols } from '#crypto/drkey.ts'
import { defaultEpochS, type Epoch, epochAt, epochMeant, sinceBeginNs } from '#crypto/drkey-epoch.ts'
import type { Issuer } from '#crypto/drkey-issuer.ts'
import { authenticate, authenticatorExtension, findAuthenticator, isAuthentic } from '#crypto/spao.ts'
import { unixSeconds } from '#wire/actor.ts'
import { type Bytes, getU48 } from '#wire/bytes.ts'
import { protocols, type RawHost, srcHostAt, srcHostLength, srcHostType, srcIsdAs } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { makeDrkeySpi } from '#wire/spao.ts'
import { sourceIsHost } from './host.ts'
import type { Packet } from './packet.ts'
import type { RouterState } from './state.ts'

/** Where a router's AS-host keys come from: its AS is their fast side, whoever the host. */
export interface ScmpKeys {
  readonly epochLengthS: number
  /** 16 bytes; `host`: of AS `isdAs` */
  keyFor(isdAs: IsdAs, host: RawHost, epoch: Epoch): Bytes
}

/**
 * Divergence: the draft derives these keys by DRKey; the reference's router uses its FakeProvider, an all-zero key, and so does ours when it
 * is not given real ones.
 */
export const standInKey: Bytes = new Uint8Array(16)
export const standInKeys: ScmpKeys = { epochLengthS: defaultEpochS, keyFor: () => standInKey }

/** Real keys, of an AS that gives its routers the secret values of SCMP. */
export const issuedKeys = (issuer: Issuer): ScmpKeys => ({
  epochLengthS: issuer.epochLengthS,
  keyFor: (isdAs, host, epoch) => issuer.asHost(drkeyProtocols.scmp, isdAs, host, epoch),
})

const sourceHost = (b: Bytes): RawHost => ({
  type: srcHostType(b),
  bytes: b.subarray(srcHostAt(b), srcHostAt(b) + srcHostLength(b)),
})

/** Did the sender of this packet authenticate it with the SCMP key, just now? */
export function carriesValidAuthenticator(p: Packet, r: RouterState): boolean {
  const b = p.bytes
  if (p.endToEnd === 0 || !sourceIsHost(b)) return false
  const at = findAuthenticator(b, p.endToEnd)
  const epoch = at < 0 ? undefined : epochMeant(getU48(b, at + 6), r.scmpKeys.epochLengthS, r.clock, p.now)
  if (epoch === undefined) return false
  return isAuthentic(r.scmpKeys.keyFor(srcIsdAs(b), sourceHost(b), epoch), b, at, p.protocol, p.payload)
}

/** What an SCMP message made now is authenticated with. */
export interface Authentication {
  readonly extension: Bytes
  /** Fills in the MAC once the packet is whole. */
  sign(packet: Bytes, at: number): void
}

/** By the key between this AS, the sender, and the host that sent `p`. */
export function authenticationFor(p: Packet, r: RouterState): Authentication {
  const epoch = epochAt(unixSeconds(r.clock, p.now), r.scmpKeys.epochLengthS)
  const spi = makeDrkeySpi(drkeyProtocols.scmp, 'asHost', 'sender')
  return {
    extension: authenticatorExtension(protocols.scmp, spi, sinceBeginNs(epoch, r.clock, p.now)),
    sign(packet, at) {
      authenticate(r.scmpKeys.keyFor(srcIsdAs(p.bytes), sourceHost(p.bytes), epoch), packet, protocols.scmp, at)
    },
  }
}
