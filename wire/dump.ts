/** Packets for people: one line each, as tcpdump prints them, or a tree of layers and fields, as tshark does. */
import { bfdState, bfdStates, checkBfd } from './bfd.ts'
import { type Bytes, isMalformed, type Malformed } from './bytes.ts'
import { checkEpic, epicScionAt } from './epic.ts'
import { findUpperLayer, type UpperLayer } from './extensions.ts'
import { formatProtocol } from './fields.ts'
import {
  checkHeader,
  dstIsdAs,
  headerLength,
  type PathType,
  parseHeader,
  pathAt,
  pathType,
  pathTypes,
  protocols,
  srcIsdAs,
} from './header.ts'
import { formatHost } from './host-address.ts'
import { checkOneHop, firstHopAt, secondHopAt } from './onehop.ts'
import { checkPath, parseHop, parseInfo, parsePath } from './path.ts'
import { formatRawPath } from './path-text.ts'
import { checkScmp, parseScmp, type Scmp, scmpCode, scmpType } from './scmp.ts'
import { formatScmpType } from './scmp-names.ts'
import { checkUdp, udpDstPort, udpEnd, udpLength, udpSrcPort } from './udp.ts'
import { type FieldValue, walkedFields } from './walk.ts'

const formatMalformed = (m: Malformed): string => `malformed at byte ${m.at}: ${m.malformed}`

/**
 * "1-ff00:0:110,10.0.0.1:1280 > 1-ff00:0:112,10.0.0.2:80 UDP 1024 bytes, C- 0x0111 2026-08-19T12:00:00Z (0,1) *(41,2) (1,0)".
 * Ends in what is malformed where something is.
 */
export function dumpLine(b: Bytes): string {
  const bad = checkHeader(b)
  if (bad !== undefined) return formatMalformed(bad)
  const { srcHost, dstHost } = parseHeader(b)
  const upper = findUpperLayer(b)
  const [srcPort, dstPort] = isMalformed(upper) ? ['', ''] : formatPorts(b, upper)
  const ends = `${srcIsdAs(b)},${formatHost(srcHost)}${srcPort} > ${dstIsdAs(b)},${formatHost(dstHost)}${dstPort}`
  return `${ends} ${isMalformed(upper) ? formatMalformed(upper) : formatUpper(b, upper)}, ${formatPacketPath(b)}`
}

const formatPorts = (b: Bytes, { protocol, at }: UpperLayer): [string, string] =>
  protocol === protocols.udp && checkUdp(b, at) === undefined ? [`:${udpSrcPort(b, at)}`, `:${udpDstPort(b, at)}`] : ['', '']

function formatUpper(b: Bytes, { protocol, at }: UpperLayer): string {
  switch (protocol) {
    case protocols.udp: {
      const bad = checkUdp(b, at)
      return `UDP ${bad === undefined ? `${udpEnd(b, at) - at - udpLength} bytes` : formatMalformed(bad)}`
    }
    case protocols.scmp: {
      const bad = checkScmp(b, at)
      return `SCMP ${bad === undefined ? `${formatScmpType(scmpType(b, at), scmpCode(b, at))}${formatScmp(parseScmp(b, at))}` : formatMalformed(bad)}`
    }
    case protocols.bfd: {
      const bad = checkBfd(b, at)
      return `BFD ${bad === undefined ? stateName(bfdState(b, at)) : formatMalformed(bad)}`
    }
    default:
      return `protocol ${formatProtocol(protocol)} ${b.length - at} bytes`
  }
}

const stateName = (state: number): string => Object.entries(bfdStates).find(([, value]) => value === state)![0]

function formatScmp(scmp: Scmp): string {
  switch (scmp.kind) {
    case 'packetTooBig':
      return ` MTU ${scmp.mtu}`
    case 'parameterProblem':
      return ` pointer ${scmp.pointer}`
    case 'externalInterfaceDown':
      return ` ${scmp.isdAs}#${scmp.ifId}`
    case 'internalConnectivityDown':
      return ` ${scmp.isdAs} from ${scmp.ingress} to ${scmp.egress}`
    case 'echoRequest':
    case 'echoReply':
      return ` id ${scmp.identifier} seq ${scmp.sequence}, ${scmp.data.length} bytes`
    case 'tracerouteRequest':
      return ` id ${scmp.identifier} seq ${scmp.sequence}`
    case 'tracerouteReply':
      return ` id ${scmp.identifier} seq ${scmp.sequence} ${scmp.isdAs}#${scmp.ifId}`
    default:
      return ''
  }
}

function formatPacketPath(b: Bytes): string {
  const [at, end] = [pathAt(b), headerLength(b)]
  switch (pathType(b) as PathType) {
    case pathTypes.empty:
      return 'empty path'
    case pathTypes.scion:
      return describe(checkPath(b, at, end), () => formatRawPath(parsePath(b, at)))
    case pathTypes.oneHop:
      return describe(checkOneHop(b, at, end), () => `one-hop ${formatOneHop(b, at)}`)
    case pathTypes.epic:
      return describe(
        checkEpic(b, at, end) ?? checkPath(b, epicScionAt(at), end),
        () => `EPIC ${formatRawPath(parsePath(b, epicScionAt(at)))}`,
      )
    default:
      return `path type ${pathType(b)}`
  }
}

const describe = (bad: Malformed | undefined, text: () => string): string => (bad === undefined ? text() : formatMalformed(bad))

function formatOneHop(b: Bytes, at: number): string {
  const hops = [parseHop(b, firstHopAt(at)), parseHop(b, secondHopAt(at))]
  return formatRawPath({ currInf: 0, currHf: -1, segLens: [2], infos: [parseInfo(b, at)], hops })
}

const maxHexDigits = 64

/** Long strings of bytes show their beginning and length. */
const shorten = ({ value, text }: FieldValue): string =>
  value instanceof Uint8Array && text.length > maxHexDigits ? `${text.slice(0, maxHexDigits)}... (${value.length} bytes)` : text

/** A line for each layer with its byte offset, then one for each of its fields, indented; last what is malformed. */
export function dumpTree(b: Bytes): string {
  const { fields, malformed } = walkedFields(b)
  const lines: string[] = []
  let layer = ''
  for (const field of fields) {
    if (field.layer !== layer) lines.push(`${field.layer} @${field.bit >> 3}`)
    layer = field.layer
    lines.push(`  ${field.name}: ${shorten(field)}`)
  }
  if (malformed !== undefined) lines.push(formatMalformed(malformed))
  return lines.join('\n')
}
