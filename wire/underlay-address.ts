/** Socket addresses of the underlay, "10.0.0.1:30041" or "[fd00::1]:30041", and their parts. Text is split at configuration time, not per packet. */
import type { UnderlayAddress } from './actor.ts'
import type { Bytes } from './bytes.ts'
import { UserError } from './error.ts'
import { formatIp, ipText, parseIp } from './ip.ts'

export interface Socket {
  /** canonical IP text; an IPv6 zone is kept */
  readonly ip: string
  readonly port: number
}

const example = 'expected IP:port, like 10.0.0.1:30041 or [fd00::1]:30041'

/** Host and port at the last colon; a host with colons must stand in brackets, no other bracket may occur. Throws `UserError`. */
export function splitHostPort(text: string): { readonly host: string; readonly port: string } {
  const colon = text.lastIndexOf(':')
  if (colon < 0) throw new UserError(`"${text}" has no port`, example)
  const bracketed = text.startsWith('[')
  const close = text.indexOf(']')
  if (bracketed && close + 1 !== colon) throw new UserError(`"${text}": expected ]: between host and port`, example)
  const host = bracketed ? text.slice(1, close) : text.slice(0, colon)
  if (!bracketed && host.includes(':')) throw new UserError(`"${text}": a host with colons needs brackets`, example)
  const port = text.slice(colon + 1)
  if (/[[\]]/.test(host + port)) throw new UserError(`"${text}": unexpected bracket`, example)
  return { host, port }
}

export const joinHostPort = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

/** Decimal 0..65535; throws `UserError`. */
export function parsePort(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 0xffff) return Number(text)
  throw new UserError(`"${text}" is not a port`, 'expected a decimal number from 0 to 65535')
}

/** Throws `UserError` when the text is no IP:port. */
export function parseUnderlay(text: string): Socket {
  const { host, port } = splitHostPort(text)
  const ip = parseIp(host)
  if (ip === undefined) throw new UserError(`"${host}" is not an IP address`, example)
  return { ip: ipText(ip), port: parsePort(port) }
}

export const formatUnderlay = (ip: Bytes, port: number): UnderlayAddress => joinHostPort(formatIp(ip), port)
