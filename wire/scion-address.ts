/**
 * Full SCION addresses: "1-ff00:0:110,10.0.0.1" and, with a port, "[1-ff00:0:110,10.0.0.1]:80".
 * draft-dekater-scion-controlplane {#numbering}; pkg/addr/addr.go, pkg/snet/udpaddr.go
 */
import { UserError } from './error.ts'
import { canonicalHost, ipHost, parseSvc } from './host-address.ts'
import { ipText, parseIp } from './ip.ts'
import { type IsdAs, parseIsdAs } from './isdas.ts'
import { joinHostPort, parsePort, splitHostPort } from './underlay-address.ts'

export interface ScionAddress {
  readonly isdAs: IsdAs
  /** canonical host text: IP (its zone kept) or service */
  readonly host: string
}

export interface ScionSocket extends ScionAddress {
  readonly port: number
}

const addressHint = 'expected ISD-AS,host, like 1-ff00:0:110,10.0.0.1'
const socketHint = 'expected [ISD-AS,host]:port, like [1-ff00:0:110,10.0.0.1]:80'

/** "ISD-AS,host"; throws `UserError`. */
export function parseScionAddress(text: string): ScionAddress {
  const comma = text.indexOf(',')
  if (comma < 0) throw new UserError(`"${text}" is not a SCION address`, addressHint)
  return { isdAs: parseIsdAs(text.slice(0, comma)), host: canonicalHost(text.slice(comma + 1)) }
}

export const formatScionAddress = (a: ScionAddress): string => `${a.isdAs},${a.host}`

/** "[ISD-AS,host]:port"; the brackets may be left out where nothing inside has a colon. Throws `UserError`. */
export function parseScionSocket(text: string): ScionSocket {
  const { host, port } = splitHostPort(text)
  return { ...parseScionAddress(host), port: parsePort(port) }
}

export const formatScionSocket = (s: ScionSocket): string => `[${formatScionAddress(s)}]:${s.port}`

/**
 * What command lines take for a UDP endpoint: also the old spellings "ISD-AS,ip:port" and "ISD-AS,[ip]:port", and an address without a port
 * (port 0). The host must be an IP: services have no sockets. Names are not looked up. Throws `UserError`.
 */
export function parseUdpAddress(text: string): ScionSocket {
  const socket = socketIfAny(text) ?? parseOldUdpAddress(text)
  if (parseSvc(socket.host) !== undefined)
    throw new UserError(`"${text}": a UDP address needs an IP, not the service ${socket.host}`, socketHint)
  return { ...socket, host: unmapped(socket.host) }
}

/** The reference prints brackets only where something inside has a colon. */
export const formatUdpAddress = (s: ScionSocket): string => joinHostPort(formatScionAddress(s), s.port)

/** "::ffff:1.2.3.4" as "1.2.3.4". */
function unmapped(host: string): string {
  const ip = parseIp(host)!
  return ipText({ bytes: ipHost(ip.bytes).bytes, zone: ip.zone })
}

function socketIfAny(text: string): ScionSocket | undefined {
  try {
    return parseScionSocket(text)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

function parseOldUdpAddress(text: string): ScionSocket {
  const [, isdAs, host] = /^(\d+-[\d:A-Fa-f]+),(.+)$/.exec(text) ?? []
  if (isdAs === undefined || host === undefined) throw new UserError(`"${text}" is not a SCION UDP address`, socketHint)
  if (text.split('[').length !== text.split(']').length) throw new UserError(`"${text}": brackets do not match`, socketHint)
  const unbracketed = host.replace(/^[[\]]+|[[\]]+$/g, '')
  const bare = /[[\]]/.test(unbracketed) ? undefined : parseIp(unbracketed)
  if (bare !== undefined) return { isdAs: parseIsdAs(isdAs), host: ipText(bare), port: 0 }
  const parts = splitHostPort(host)
  const ip = parseIp(parts.host)
  if (ip === undefined) throw new UserError(`"${parts.host}" is not an IP address`, socketHint)
  return { isdAs: parseIsdAs(isdAs), host: ipText(ip), port: parsePort(parts.port) }
}
