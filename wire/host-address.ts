/**
 * Host addresses: IPv4, IPv6, service (SVC).   draft-dekater-scion-dataplane {#address-header} {#service-addresses}; pkg/addr/host.go, svc.go
 *
 *   SVC, 4 bytes:  M 1 | service 15 | 0 16     M = multicast: all instances instead of any
 *
 * In values a host is its text: "10.0.0.1", "fd00::1", "CS", "CS_M", "<SVC:0x1234>".
 */
import { type Bytes, getU16, setU16, toHex } from './bytes.ts'
import { UserError } from './error.ts'
import { hostTypes, type RawHost } from './header.ts'
import { formatIp, ipText, isMapped, parseIp } from './ip.ts'

/** Services with a name; "Wildcard" means any control service. */
export const services = { DS: 0x0001, CS: 0x0002, Wildcard: 0x0010 } as const
export const svcMulticast = 0x8000
/** Names no service: probes use it to reach the router itself. */
export const svcNone = 0xffff

/** "CS", "CS_A" (any one, the default) or "CS_M" (all); `undefined` for anything else. */
export function parseSvc(text: string): number | undefined {
  const multicast = text.endsWith('_M')
  const name = multicast || text.endsWith('_A') ? text.slice(0, -2) : text
  if (!Object.hasOwn(services, name)) return undefined
  return services[name as keyof typeof services] | (multicast ? svcMulticast : 0)
}

const serviceName = (svc: number): string | undefined => Object.entries(services).find(([, value]) => value === svc)?.[0]
const unnamed = (svc: number): string => `<SVC:0x${svc.toString(16).padStart(4, '0')}>`

/** The service's name without its multicast mark. */
export const formatSvcBase = (svc: number): string => serviceName(svc & ~svcMulticast) ?? unnamed(svc)
export const formatSvc = (svc: number): string => formatSvcBase(svc) + ((svc & svcMulticast) === 0 ? '' : '_M')

export function svcHost(svc: number): RawHost {
  const bytes = new Uint8Array(4)
  setU16(bytes, 0, svc)
  return { type: hostTypes.svc, bytes }
}

/** A header's host from an IP's 4 or 16 bytes. An IPv4-mapped IPv6 address is packed as IPv4, as the reference does. */
export function ipHost(ip: Bytes): RawHost {
  if (ip.length === 4) return { type: hostTypes.ipv4, bytes: ip }
  return isMapped(ip) ? { type: hostTypes.ipv4, bytes: ip.slice(12) } : { type: hostTypes.ipv6, bytes: ip }
}

/** The host of a text, a zone dropped; throws `UserError`. */
export function parseHost(text: string): RawHost {
  const svc = parseSvc(text)
  if (svc !== undefined) return svcHost(svc)
  const ip = parseIp(text)
  if (ip !== undefined) return ipHost(ip.bytes)
  throw new UserError(`"${text}" is not a host address`, 'expected IPv4 (10.0.0.1), IPv6 (fd00::1) or a service (CS, DS, CS_M)')
}

/** Canonical spelling of a host that keeps what packing drops (zone, IPv4-mapped form); throws `UserError`. */
export function canonicalHost(text: string): string {
  const ip = parseIp(text)
  return ip === undefined ? formatHost(parseHost(text)) : ipText(ip)
}

/** Does this DT/DL (ST/SL) nibble name a kind of host? Others have a length and no meaning. */
export const isHostType = (type: number): boolean => type === hostTypes.ipv4 || type === hostTypes.ipv6 || type === hostTypes.svc

/** Text of any host, of a type without meaning too ("<type 5:0x0011223344556677>"); that text is not parsed back. */
export function formatHost(host: RawHost): string {
  if (host.type === hostTypes.svc) return formatSvc(getU16(host.bytes, 0))
  if (isHostType(host.type)) return formatIp(host.bytes)
  return `<type ${host.type}:0x${toHex(host.bytes)}>`
}
