/**
 * A router story: one packet comes in, and what must come out, byte for byte. The stories are data, test/router/stories/*.yaml; their packets
 * are built here from the values of wire/, not by the router's own code.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readPath } from '#conformance/suite/path-notation.ts'
import { epicHvf, epicMacInput } from '#crypto/epic.ts'
import { createHopMac } from '#crypto/mac.ts'
import { spaoMac } from '#crypto/spao.ts'
import type { DropReason } from '#router/drops.ts'
import { type Bytes, concatBytes, fromHex, setU32 } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { epicLength, epicUnitNs, lhvfAt, phvfAt } from '#wire/epic.ts'
import { buildExtension } from '#wire/extensions.ts'
import { buildPacket, pathAt, pathTypes, protocols, type RawHost } from '#wire/header.ts'
import { parseHost, svcHost } from '#wire/host-address.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { buildPath, hopLength, infoLength, metaLength, writeHop } from '#wire/path.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'
import { buildSpao } from '#wire/spao.ts'
import { buildUdp } from '#wire/udp.ts'
import { epochS, key, local, now } from './network.ts'

/** Paths in the notation of the conformance suite; every MAC is made with the key of the stories' AS. */
const context = { mac: createHopMac(key), nowS: epochS }
const pathOf = (lines: readonly string[]) => readPath(lines, context)

/** The hop whose key makes each validation field good; left out = the field is zero. */
interface Epic {
  readonly phvf?: number
  readonly lhvf?: number
  /** seconds before arrival at which the packet says it was sent */
  readonly sentS?: number
}

export interface Story {
  readonly name: string
  /** an interface id, or the underlay source of a packet on the internal network */
  readonly in: number | string
  /** interface ids and sibling names whose link is down */
  readonly down?: readonly (number | string)[]
  /** SCMP errors are authenticated; default true */
  readonly auth?: boolean
  /** BFD sessions run on all links; default: none do, and links are up */
  readonly bfd?: true
  /** "ISD-AS,host"; a host may be "SVC 0x000f" or "type 5 <hex>" */
  readonly from: string
  readonly to: string
  readonly path?: readonly string[]
  readonly oneHop?: string
  readonly epic?: Epic
  /** "udp SRC>DST BYTES", "traceroute request|reply ID SEQ", "echo request|reply ID SEQ", "error TYPE/CODE", "bytes NEXTHDR HEX"; default a UDP packet */
  readonly payload?: string
  /** an end-to-end extension with this SPI and a MAC of the all-zero key */
  readonly spi?: number
  /** bytes of the built packet to overwrite: offset to value; in the quote too */
  readonly poke?: Readonly<Record<string, number>>
  /** instead of all of the above: the datagram as hex */
  readonly bytes?: string
  /** name of the rule that decides */
  readonly rule: string
  readonly reason?: DropReason
  /** an interface id, an underlay address on the internal network, or silence */
  readonly out: number | string
  /** the path when forwarded or delivered */
  readonly then?: readonly string[]
  /** the one-hop path when forwarded or delivered: info, first and second hop */
  readonly thenOneHop?: string
  /** "TYPE/CODE" and, for a parameter problem, what it points at: "hop 1", "info 1", "src", "dst", "0"; "131/0 IFID" for a traceroute reply */
  readonly scmp?: string
  /** the path of the SCMP message, and the path as quoted (default: as it came in) */
  readonly back?: readonly string[]
  readonly quote?: readonly string[]
  /** the reply to a traceroute request is authenticated */
  readonly authenticated?: boolean
}

const folder = new URL('./stories/', import.meta.url)

export const readStories = (file: string): Story[] => parse(readFileSync(new URL(file, folder), 'utf8')) as Story[]
/** All stories of all files. */
export const allStories = (): Story[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .flatMap(readStories)

export const silence = 'silence'
export const trafficClass = 0xb8
export const flowId = 0xdead

/** The datagram of a story. */
export const buildInput = (s: Story): Bytes => (s.bytes === undefined ? assemble(s, s.path, s.oneHop) : fromHex(s.bytes)!)

/** What leaves, or `undefined` for silence. */
export function buildExpected(s: Story): Bytes | undefined {
  if (s.out === silence) return undefined
  if (s.scmp === undefined) return assemble(s, s.then, s.thenOneHop)
  return s.scmp.startsWith('131/') ? buildReply(s) : buildScmpError(s)
}

function assemble(s: Story, lines: readonly string[] | undefined, oneHop: string | undefined): Bytes {
  const pathType = s.epic !== undefined ? pathTypes.epic : oneHop !== undefined ? pathTypes.oneHop : pathTypes.scion
  const { nextHeader, bytes } = payloadOf(s.payload ?? 'udp 40111>21000 18')
  const path = oneHop !== undefined ? oneHopBytes(oneHop) : lines === undefined ? new Uint8Array(0) : buildPath(pathOf(lines).path)
  const type = oneHop === undefined && lines === undefined ? pathTypes.empty : pathType
  const head = { trafficClass, flowId, ...endsOf(s), nextHeader: s.spi === undefined ? nextHeader : protocols.endToEnd, pathType: type }
  const extension = s.spi === undefined ? new Uint8Array(0) : spaoExtension(s.spi, nextHeader)
  const prefix = s.epic === undefined ? new Uint8Array(0) : new Uint8Array(epicLength)
  const packet = buildPacket(head, concatBytes(prefix, path), concatBytes(extension, bytes))
  if (nextHeader === protocols.scmp || nextHeader === protocols.udp) setUpperLayerChecksum(packet, nextHeader, packet.length - bytes.length)
  if (s.spi !== undefined) sign(packet, bytes.length)
  for (const [at, value] of Object.entries(s.poke ?? {})) packet[Number(at)] = value
  // The validation fields do not depend on what routers change: both ends of a story compute them over the path as it came in.
  if (s.epic !== undefined) writeEpic(packet, s.epic, s.path!)
  return packet
}

const endsOf = (s: Story) => {
  const [dst, src] = [readEnd(s.to), readEnd(s.from)]
  return { dstIsdAs: dst.isdAs, srcIsdAs: src.isdAs, dstHost: dst.host, srcHost: src.host }
}

function readEnd(text: string): { readonly isdAs: IsdAs; readonly host: RawHost } {
  const comma = text.indexOf(',')
  const host = text.slice(comma + 1)
  const isdAs = parseIsdAs(text.slice(0, comma))
  const [kind, what, hex] = host.split(' ')
  if (kind === 'SVC') return { isdAs, host: svcHost(Number(what)) }
  return { isdAs, host: kind === 'type' ? { type: Number(what), bytes: fromHex(hex!)! } : parseHost(host) }
}

function oneHopBytes(text: string): Bytes {
  const { path } = pathOf([text])
  const bytes = buildOneHop(path.infos[0]!, path.hops[0]!)
  if (path.hops[1] !== undefined) writeHop(bytes, infoLength + hopLength, path.hops[1])
  return bytes
}

const counting = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => i)

function payloadOf(text: string): { readonly nextHeader: number; readonly bytes: Bytes } {
  const [kind, a, b, c] = text.split(' ') as [string, string, string, string]
  switch (kind) {
    case 'udp': {
      const [srcPort, dstPort] = a.split('>').map(Number) as [number, number]
      return { nextHeader: protocols.udp, bytes: buildUdp({ srcPort, dstPort, data: counting(Number(b)) }) }
    }
    case 'bytes':
      return { nextHeader: Number(a), bytes: fromHex(b ?? '')! }
    default:
      return { nextHeader: protocols.scmp, bytes: buildScmp(scmpOf(kind, a, Number(b), Number(c))) }
  }
}

function scmpOf(kind: string, which: string, identifier: number, sequence: number): Scmp {
  if (kind === 'error') {
    const [type, code] = which.split('/').map(Number) as [number, number]
    return { kind: 'unknown', type, code, data: new Uint8Array(24) }
  }
  const query = { code: 0, identifier, sequence, data: new Uint8Array(0) }
  if (kind === 'echo') return { kind: which === 'request' ? 'echoRequest' : 'echoReply', ...query }
  return { kind: which === 'request' ? 'tracerouteRequest' : 'tracerouteReply', ...query, isdAs: '0-0', ifId: 0n }
}

/** Nanoseconds since midnight UTC, when the DRKey epoch began. */
const sinceMidnightNs = (epochS % 86_400) * 1_000_000_000 + now

const spaoExtension = (spi: number, next: number): Bytes =>
  buildExtension(next, [buildSpao({ spi, algorithm: 0, timestampSn: sinceMidnightNs, authenticator: new Uint8Array(16) })])

/** Fills in the MAC of the authenticator option right before the upper-layer message, the last `length` bytes. */
function sign(packet: Bytes, length: number): void {
  const at = packet.length - length
  packet.set(spaoMac(new Uint8Array(16), packet, packet.subarray(at - 28, at), packet[at - 32]!, packet.subarray(at)), at - 16)
}

function writeEpic(packet: Bytes, epic: Epic, lines: readonly string[]): void {
  const at = pathAt(packet)
  const { path, authenticators } = pathOf(lines)
  const timestampS = path.infos[0]!.timestamp
  const afterNs = (epochS - timestampS) * 1_000_000_000 + now - (epic.sentS ?? 0) * 1_000_000_000
  setU32(packet, at, Math.floor(afterNs / epicUnitNs) - 1)
  setU32(packet, at + 4, 0x0102_0304)
  const input = epicMacInput(packet, at, timestampS)
  if (epic.phvf !== undefined) packet.set(epicHvf(authenticators[epic.phvf]!, input), phvfAt(at))
  if (epic.lhvf !== undefined) packet.set(epicHvf(authenticators[epic.lhvf]!, input), lhvfAt(at))
}

const routerHost = parseHost('192.168.0.11')

/** An SCMP message from the router to the packet's source, at most 1232 bytes long. */
function scmpPacket(s: Story, authenticated: boolean, messageOf: (room: number) => Scmp): Bytes {
  const { srcIsdAs, srcHost } = endsOf(s)
  const path = buildPath(pathOf(s.back!).path)
  const extension = authenticated ? spaoExtension(1, protocols.scmp) : new Uint8Array(0)
  const before = 12 + 16 + srcHost.bytes.length + routerHost.bytes.length + path.length + extension.length
  const message = buildScmp(messageOf(1232 - before))
  const head = { trafficClass, flowId, dstIsdAs: srcIsdAs, srcIsdAs: local, dstHost: srcHost, srcHost: routerHost }
  const nextHeader = authenticated ? protocols.endToEnd : protocols.scmp
  const packet = buildPacket({ ...head, nextHeader, pathType: pathTypes.scion }, path, concatBytes(extension, message))
  setUpperLayerChecksum(packet, protocols.scmp, packet.length - message.length)
  if (authenticated) sign(packet, message.length)
  return packet
}

function buildReply(s: Story): Bytes {
  const [, identifier, sequence] = /^traceroute request (\d+) (\d+)/.exec(s.payload!)!.map(Number) as [number, number, number]
  const ifId = BigInt(s.scmp!.split(' ')[1]!)
  const reply = { kind: 'tracerouteReply', code: 0, identifier, sequence, isdAs: local, ifId, data: new Uint8Array(0) } as const
  return scmpPacket(s, s.authenticated ?? false, () => reply)
}

function buildScmpError(s: Story): Bytes {
  const quoted = assemble(s, s.quote ?? s.path, s.oneHop)
  return scmpPacket(s, s.auth ?? true, room => errorOf(s, quoted, room))
}

function errorOf(s: Story, quoted: Bytes, room: number): Scmp {
  const [code, ...what] = s.scmp!.split(' ')
  const quote = (head: number): Bytes => quoted.slice(0, room - head)
  switch (code) {
    case '1/0':
      return { kind: 'destinationUnreachable', code: 0, quote: quote(8) }
    case '5/0':
      return { kind: 'externalInterfaceDown', code: 0, isdAs: local, ifId: BigInt(what[0]!), quote: quote(20) }
    case '6/0': {
      const [ingress, egress] = what.map(BigInt) as [bigint, bigint]
      return { kind: 'internalConnectivityDown', code: 0, isdAs: local, ingress, egress, quote: quote(28) }
    }
    default:
      return { kind: 'parameterProblem', code: Number(code!.split('/')[1]), pointer: pointerOf(s, what.join(' ')), quote: quote(8) }
  }
}

function pointerOf(s: Story, what: string): number {
  const { srcHost, dstHost } = endsOf(s)
  const infos = 12 + 16 + srcHost.bytes.length + dstHost.bytes.length + metaLength
  const [kind, index] = what.split(' ')
  if (kind === 'src') return 20
  if (kind === 'dst') return 12
  if (kind === 'info') return infos + infoLength * Number(index)
  return kind === 'hop' ? infos + infoLength * s.path!.length + hopLength * Number(index) : Number(what)
}
