/** Rule 12: the packet is for this AS.   router/dataplane.go resolveInbound, resolveLocalDst */
import { getU16, getU32 } from '#wire/bytes.ts'
import { dstHostAt, dstHostType, hostTypes } from '#wire/header.ts'
import type { DropReason } from '../drops.ts'
import { ipv4Socket, ipv6Socket, isMappedIpv4, isUnspecified } from '../host.ts'
import type { Packet } from '../packet.ts'
import { deliveryPort } from '../port.ts'
import type { Rule } from '../rule.ts'
import type { RouterState } from '../state.ts'
import { refuse, type Verdict } from '../verdict.ts'
import { dstIsLocal } from './arrival.ts'

export const deliveredIfLocal: Rule = {
  name: 'deliveredIfLocal',
  clause: '#process-router-ingress',
  apply: (p, r) => (dstIsLocal(p, r) ? deliver(p, r) : undefined),
}

type Refuse = (reason: DropReason) => Verdict

/** The verdict for the destination host of the packet, whatever its path; `no`: `refuse`, or `drop` where failures are silent. */
export function deliver(p: Packet, r: RouterState, no: Refuse = refuse): Verdict {
  switch (dstHostType(p.bytes)) {
    case hostTypes.ipv4:
      return toIpv4(p, r, no)
    case hostTypes.ipv6:
      return toIpv6(p, r, no)
    case hostTypes.svc:
      return toService(p, r, no)
    default:
      return no('destinationHost')
  }
}

const maxDeliveries = 65_536

function remember(r: RouterState, key: string | number, to: string): Verdict {
  if (r.deliveries.size >= maxDeliveries) r.deliveries.clear()
  const verdict: Verdict = { kind: 'deliver', to }
  r.deliveries.set(key, verdict)
  return verdict
}

function toIpv4(p: Packet, r: RouterState, no: Refuse): Verdict {
  const b = p.bytes
  const port = deliveryPort(b, p.protocol, p.payload)
  if (port === undefined) return no('noPort')
  if (isUnspecified(b, dstHostAt, 4)) return no('destinationHost')
  const key = getU32(b, dstHostAt) * 0x1_0000 + port
  return r.deliveries.get(key) ?? remember(r, key, ipv4Socket(b, dstHostAt, port))
}

function toIpv6(p: Packet, r: RouterState, no: Refuse): Verdict {
  const port = deliveryPort(p.bytes, p.protocol, p.payload)
  if (port === undefined) return no('noPort')
  if (isMappedIpv4(p.bytes, dstHostAt) || isUnspecified(p.bytes, dstHostAt, 16)) return no('destinationHost')
  const to = ipv6Socket(p.bytes, dstHostAt, port)
  return r.deliveries.get(to) ?? remember(r, to, to)
}

const multicastBit = 0x8000

/** Any of the service's backends, by chance; the multicast bit is ignored. {#service-addresses} */
function toService(p: Packet, r: RouterState, no: Refuse): Verdict {
  const backends = r.services.get(getU16(p.bytes, dstHostAt) & ~multicastBit)
  if (backends === undefined || backends.length === 0) return no('noService')
  const to = backends[r.random() % backends.length]!.address
  return r.deliveries.get(to) ?? remember(r, to, to)
}
