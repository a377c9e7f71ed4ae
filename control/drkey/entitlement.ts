/** Which host may have which key.   control/drkey/grpc/drkey_service.go validate…Req */
import { bytesEqual } from '#wire/bytes.ts'
import type { RawHost } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import type { Asked } from '../transport/replies.ts'
import type { HostKeyRequest } from './messages.ts'

const sameHost = (a: RawHost, b: RawHost | undefined): boolean => b !== undefined && a.type === b.type && bytesEqual(a.bytes, b.bytes)

/**
 * Only the host that uses a key gets it: of AS-host keys the host of the subject, of host-AS keys that of the issuer, of host-host keys either.
 * Routers and other infrastructure do not ask, they derive.
 */
export function isEntitled({ type, src, srcHost, dst, dstHost }: HostKeyRequest, isdAs: IsdAs, host: RawHost): boolean {
  const isSource = src === isdAs && sameHost(host, srcHost)
  const isDestination = dst === isdAs && sameHost(host, dstHost)
  return (type !== 'asHost' && isSource) || (type !== 'hostAs' && isDestination)
}

/**
 * The host that asked, from inside `isdAs`: the one the underlay knows, which is where the answer goes; a SCION header can name any.
 *
 * Divergence: keys of levels 2 and 3 travel in the clear inside an AS. DRKey's document wants a secure channel there; the reference's control
 * service answers over plain TCP.
 */
export function askingHost({ packet, from }: Pick<Asked, 'packet' | 'from'>, isdAs: IsdAs): RawHost | undefined {
  if (packet.pathType !== 'empty' || packet.src.isdAs !== isdAs) return undefined
  const host = parseHost(parseUnderlay(from).ip)
  return sameHost(host, packet.src.host) ? host : undefined
}
