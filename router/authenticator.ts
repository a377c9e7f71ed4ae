/** SCMP authentication with the packet authenticator option (SPAO).   router/dataplane.go hasValidAuth; drkeyutil/provider.go */
import { constantTimeEqual } from '#crypto/mac.ts'
import { drkeyEpochNs, spaoDataLength, spaoMac, spaoTimestampIsFresh } from '#crypto/spao.ts'
import { type Clock, nsPerS } from '#wire/actor.ts'
import { type Bytes, getU48 } from '#wire/bytes.ts'
import { sourceIsHost } from './host.ts'
import type { Packet } from './packet.ts'
import type { RouterState } from './state.ts'

/**
 * Divergence: the draft derives this key by DRKey; the reference's router uses its FakeProvider, an all-zero key, and so do we until routers have DRKey.
 */
export const scmpKey: Bytes = new Uint8Array(16)

const authenticatorOption = 2
const pad1 = 0

/** Nanoseconds since the current DRKey epoch began (midnight UTC). */
export const sinceDrkeyEpochNs = (clock: Clock, now: number): number =>
  ((clock.epochS % (drkeyEpochNs / nsPerS)) * nsPerS + now) % drkeyEpochNs

/** Where the data of the first authenticator option of the end-to-end extension begins, or -1. */
function findOption(p: Packet): number {
  const b = p.bytes
  const end = p.endToEnd + (b[p.endToEnd + 1]! + 1) * 4
  for (let at = p.endToEnd + 2; at < end; ) {
    if (b[at] === pad1) at++
    else if (at + 2 > end || at + 2 + b[at + 1]! > end) return -1
    else if (b[at] === authenticatorOption) return b[at + 1] === spaoDataLength ? at + 2 : -1
    else at += 2 + b[at + 1]!
  }
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
