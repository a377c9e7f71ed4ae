/** SCMP authentication with the packet authenticator option (SPAO).   router/dataplane.go hasValidAuth; drkeyutil/provider.go */
import { constantTimeEqual } from '#crypto/mac.ts'
import { drkeyEpochNs, spaoDataLength, spaoMac, spaoTimestampIsFresh } from '#crypto/spao.ts'
import { type Clock, nsPerS } from '#wire/actor.ts'
import { type Bytes, getU48 } from '#wire/bytes.ts'
import { checkExtension, optionDataAt, optionDataLength, optionsAt, optionType, optionTypes } from '#wire/extensions.ts'
import { sourceIsHost } from './host.ts'
import type { Packet } from './packet.ts'
import type { RouterState } from './state.ts'

/**
 * Divergence: the draft derives this key by DRKey; the reference's router uses its FakeProvider, an all-zero key, and so do we until routers have DRKey.
 */
export const scmpKey: Bytes = new Uint8Array(16)

/** Nanoseconds since the current DRKey epoch began (midnight UTC). */
export const sinceDrkeyEpochNs = (clock: Clock, now: number): number =>
  ((clock.epochS % (drkeyEpochNs / nsPerS)) * nsPerS + now) % drkeyEpochNs

/** Where the data of the first authenticator option of the end-to-end extension begins, or -1. An extension with a broken option has none. */
function findOption({ bytes: b, endToEnd }: Packet): number {
  if (checkExtension(b, endToEnd) !== undefined) return -1
  for (const at of optionsAt(b, endToEnd))
    if (optionType(b, at) === optionTypes.authenticator) return optionDataLength(b, at) === spaoDataLength ? optionDataAt(b, at) : -1
  return -1
}

/** Did the sender of this packet authenticate it with the SCMP key, just now? */
export function carriesValidAuthenticator(p: Packet, r: RouterState): boolean {
  if (p.endToEnd === 0 || !sourceIsHost(p.bytes)) return false
  const at = findOption(p)
  if (at < 0 || !spaoTimestampIsFresh(getU48(p.bytes, at + 6), sinceDrkeyEpochNs(r.clock, p.now))) return false
  const option = p.bytes.subarray(at, at + spaoDataLength)
  const mac = spaoMac(scmpKey, p.bytes, option, p.protocol, p.bytes.subarray(p.payload))
  return constantTimeEqual(mac, option.subarray(spaoDataLength - 16))
}
