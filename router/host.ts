/** Host addresses as a router sees them: bytes in a packet, underlay sockets to deliver to. */
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, getU32 } from '#wire/bytes.ts'
import { hostTypes, srcHostType } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'

/** ::ffff:a.b.c.d: an IPv4 address dressed as IPv6, never a host on the wire. */
export const isMappedIpv4 = (b: Bytes, at: number): boolean =>
  getU32(b, at) === 0 && getU32(b, at + 4) === 0 && getU32(b, at + 8) === 0xffff

export const isUnspecified = (b: Bytes, at: number, length: number): boolean => {
  for (let i = 0; i < length; i++) if (b[at + i] !== 0) return false
  return true
}

export const ipv4Socket = (b: Bytes, at: number, port: number): UnderlayAddress => `${b[at]}.${b[at + 1]}.${b[at + 2]}.${b[at + 3]}:${port}`

export const ipv6Socket = (b: Bytes, at: number, port: number): UnderlayAddress =>
  `[${formatHost({ type: hostTypes.ipv6, bytes: b.subarray(at, at + 16) })}]:${port}`

/** The source host type is one that names a host: only those can be sent authenticated SCMP. */
export const sourceIsHost = (b: Bytes): boolean => {
  const type = srcHostType(b)
  return type === hostTypes.ipv4 || type === hostTypes.ipv6 || type === hostTypes.svc
}
