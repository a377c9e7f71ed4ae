/** Replays recorded parsing and formatting of ISDs, ASes, ISD-ASes, services, hosts and UDP addresses (control/addr.json). */
import { fromHex, toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { hostTypes, type RawHost } from '#wire/header.ts'
import {
  canonicalHost,
  formatHost,
  formatSvc,
  formatSvcBase,
  ipHost,
  isHostType,
  parseHost,
  parseSvc,
  svcHost,
  svcMulticast,
} from '#wire/host-address.ts'
import {
  asOf,
  formatAs,
  formatIsdAs,
  type IsdAs,
  type IsdAsStyle,
  isAsNumber,
  isdOf,
  isWildcard,
  parseAs,
  parseIsd,
  parseIsdAs,
  parseStyledIsdAs,
} from '#wire/isdas.ts'
import {
  formatScionAddress,
  formatScionSocket,
  formatUdpAddress,
  parseScionAddress,
  parseScionSocket,
  parseUdpAddress,
  type ScionAddress,
} from '#wire/scion-address.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'
import { differMembers, type Members } from './members.ts'

interface Case {
  readonly fn: string
  readonly in: string
  readonly ok: boolean
  readonly marshal_error?: string
  readonly ip_len?: number
}

/** Members of a result by their names in the file; `undefined` = refused. */
type Result = Members | undefined

const styles: Readonly<Record<string, IsdAsStyle>> = {
  default: { prefixes: false, separator: ':' },
  file: { prefixes: false, separator: '_' },
  prefix: { prefixes: true, separator: ':' },
  prefix_file: { prefixes: true, separator: '_' },
}

const isdAsValue = (isdAs: IsdAs): bigint => (BigInt(isdOf(isdAs)) << 48n) | BigInt(asOf(isdAs))

const hostMembers = (text: string, host: RawHost): Members => ({
  type: host.type === hostTypes.svc ? 'SVC' : 'IP',
  string: text,
  packed_type: host.type,
  packed: toHex(host.bytes),
})

const addressMembers = (a: ScionAddress, text: string): Members => ({
  isd_as: a.isdAs,
  host: hostMembers(a.host, parseHost(a.host)),
  string: text,
})

function parsedUdpAddress(text: string): Result {
  const socket = parseUdpAddress(text)
  const [ip, zone = ''] = socket.host.split('%')
  return { isd_as: socket.isdAs, ip, zone, port: socket.port, string: formatUdpAddress(socket) }
}

const svcMembers = (svc: number): Members => ({
  value: svc,
  string: formatSvc(svc),
  base_string: formatSvcBase(svc),
  multicast: (svc & svcMulticast) !== 0,
})

/** The reference's ParseAddr takes the type nibble and the bytes; packing drops what the type does not carry. */
function unpackedHost(text: string): Result {
  const [type, bytes] = text.split(':')
  const host = { type: Number(type), bytes: fromHex(bytes!)! }
  if (!isHostType(host.type)) return undefined
  const packed = host.type === hostTypes.svc ? svcHost((host.bytes[0]! << 8) | host.bytes[1]!) : ipHost(host.bytes)
  return { ...hostMembers(formatHost(host), packed), type: host.type === hostTypes.svc ? 'SVC' : 'IP' }
}

function styledIsdAs(text: string, style: IsdAsStyle | undefined): Result {
  if (style === undefined) return undefined
  const isdAs = parseStyledIsdAs(text, style)
  return { value: isdAsValue(isdAs), string: formatIsdAs(isdAs, style) }
}

function replayFunction(fn: string, text: string): Result {
  const [name, style] = fn.split('/')
  switch (name) {
    case 'ParseISD':
      return { value: parseIsd(text), string: String(parseIsd(text)) }
    case 'ParseAS':
      return { value: parseAs(text), string: formatAs(parseAs(text)) }
    case 'ParseIA': {
      const isdAs = parseIsdAs(text)
      return { value: isdAsValue(isdAs), isd: isdOf(isdAs), as: asOf(isdAs), wildcard: isWildcard(isdAs), string: isdAs }
    }
    case 'ParseFormattedIA':
      return styledIsdAs(text, styles[style ?? ''])
    case 'ParseSVC': {
      const svc = parseSvc(text)
      return svc === undefined ? undefined : svcMembers(svc)
    }
    case 'SVC.String':
      return { ...svcMembers(Number(text)), base: Number(text) & ~svcMulticast }
    case 'AS.String':
      return isAsNumber(Number(text)) ? { string: formatAs(Number(text)), marshal_text: formatAs(Number(text)) } : undefined
    case 'ParseHost':
      return hostMembers(canonicalHost(text), parseHost(text))
    case 'ParseAddr':
      return addressMembers(parseScionAddress(text), formatScionAddress(parseScionAddress(text)))
    case 'ParseAddrPort': {
      const socket = parseScionSocket(text)
      return { ...addressMembers(socket, formatScionSocket(socket)), port: socket.port }
    }
    case 'ParseUDPAddr':
      return parsedUdpAddress(text)
    case 'slayers.ParseAddr':
      return unpackedHost(text)
    default:
      throw new UserError(`no function ${fn} to replay`)
  }
}

function resultOf(fn: string, text: string): Result {
  try {
    return replayFunction(fn, text)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** A panic of the reference and an AS number it cannot write must be refused here. */
function replayCase(c: Case): Difference[] {
  const mustAccept = c.ok && c.marshal_error === undefined
  const result = resultOf(c.fn, c.in)
  if (result === undefined || !mustAccept) return differ('ok', mustAccept, result !== undefined)
  // ip_len is how long the Go slice is that holds an IP: no fact about addresses.
  const { fn: _fn, in: _in, ok: _ok, ip_len: _ipLength, ...expected } = c
  return differMembers(expected, result)
}

export const addrVectors: VectorFormat = {
  name: 'addr',
  recognises: file => {
    const cases = (file as { cases?: readonly Case[] } | null)?.cases
    return Array.isArray(cases) && typeof cases[0]?.fn === 'string' && typeof cases[0]?.in === 'string'
  },
  *replay(file) {
    for (const [i, c] of (file as { cases: readonly Case[] }).cases.entries())
      yield outcome(`cases[${i}] ${c.fn} ${JSON.stringify(c.in)}`, replayCase(c))
  },
}
