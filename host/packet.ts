/**
 * SCION packets as a host reads and writes them: addresses as values, the path as the bytes that go on the wire, one upper-layer message.
 */

import { authenticate, authenticatorExtension } from '#crypto/spao.ts'
import { type Bytes, bytesEqual, concatBytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { checksumIsValid, setUpperLayerChecksum } from '#wire/checksum.ts'
import { checkEpic, epicScionAt } from '#wire/epic.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import {
  buildPacket,
  checkHeader,
  headerLength,
  type PathType,
  parseHeader,
  pathAt,
  pathTypes,
  payloadLength,
  protocols,
  type RawHost,
} from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { checkOneHop, firstHopAt, oneHopAsScionPath, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import { buildPath, checkPath, currHf, currInf, infOfHf, numHops, parseHop, parseInfo, pathLength, reversePath } from '#wire/path.ts'
import { checkScmp } from '#wire/scmp.ts'
import { checkUdp } from '#wire/udp.ts'
import type { Authentication } from './authentication.ts'
import { type EpicSeal, sealEpic } from './epic.ts'

export interface Endpoint {
  readonly isdAs: IsdAs
  readonly host: RawHost
}

/** A path as bytes, without the header around it. */
export interface DataPath {
  readonly type: PathType
  readonly bytes: Bytes
}

export const emptyPath: DataPath = { type: pathTypes.empty, bytes: new Uint8Array(0) }

export interface HostPacket {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly path: DataPath
  readonly trafficClass: number
  readonly flowId: number
  /** UDP or SCMP */
  readonly protocol: number
  /** the whole packet */
  readonly bytes: Bytes
  /** where the UDP or SCMP message begins; it passed its check and its checksum is right */
  readonly at: number
  /** where an end-to-end extension stands */
  readonly endToEnd: number | undefined
  /** its packet authenticator was checked and is right */
  readonly authentic: boolean
}

/** The packet in `bytes`, or why a host does not take it. */
export function readPacket(bytes: Bytes): HostPacket | Malformed {
  const wrong = checkHeader(bytes)
  if (wrong !== undefined) return wrong
  if (payloadLength(bytes) !== bytes.length - headerLength(bytes)) return malformed('PayloadLen is not what follows the header', 6)
  const header = parseHeader(bytes)
  const path = readPath(bytes, header.pathType)
  if (isMalformed(path)) return path
  const upper = findUpperLayer(bytes)
  if (isMalformed(upper)) return upper
  const unwanted = checkMessage(bytes, upper.protocol, upper.at)
  if (unwanted !== undefined) return unwanted
  return {
    source: { isdAs: header.srcIsdAs, host: header.srcHost },
    destination: { isdAs: header.dstIsdAs, host: header.dstHost },
    path,
    trafficClass: header.trafficClass,
    flowId: header.flowId,
    bytes,
    protocol: upper.protocol,
    at: upper.at,
    endToEnd: upper.endToEnd,
    authentic: false,
  }
}

function readPath(b: Bytes, type: number): DataPath | Malformed {
  const at = pathAt(b)
  const end = headerLength(b)
  switch (type) {
    case pathTypes.empty:
      return emptyPath
    case pathTypes.scion:
      return checkPath(b, at, end) ?? checkPointers(b, at) ?? { type, bytes: b.slice(at, at + pathLength(b, at)) }
    case pathTypes.oneHop:
      return checkOneHop(b, at, end) ?? { type, bytes: b.slice(at, at + oneHopLength) }
    case pathTypes.epic:
      return (
        checkEpic(b, at, end) ??
        checkPath(b, epicScionAt(at), end) ??
        checkPointers(b, epicScionAt(at)) ?? { type, bytes: b.slice(at, epicScionAt(at) + pathLength(b, epicScionAt(at))) }
      )
    default:
      return malformed(`path type ${type} is unknown`, 8)
  }
}

// A path whose pointers point nowhere has no way back.
const checkPointers = (b: Bytes, at: number): Malformed | undefined =>
  currHf(b, at) < numHops(b, at) && infOfHf(b, at, currHf(b, at)) === currInf(b, at)
    ? undefined
    : malformed('CurrHF or CurrINF points nowhere', at)

function checkMessage(b: Bytes, protocol: number, at: number): Malformed | undefined {
  if (protocol !== protocols.udp && protocol !== protocols.scmp) return malformed(`next header ${protocol} is nothing a host takes`, 4)
  const wrong = protocol === protocols.udp ? checkUdp(b, at) : checkScmp(b, at)
  if (wrong !== undefined) return wrong
  return checksumIsValid(b, protocol, at) ? undefined : malformed('the checksum is wrong', at)
}

export interface Outgoing {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly path: DataPath
  readonly protocol: number
  readonly trafficClass?: number
  readonly flowId?: number
  /** default: none */
  readonly authentication?: Authentication
  /** of a packet over an EPIC path */
  readonly seal?: EpicSeal
}

/** A packet with its checksum and authenticator. `message`: UDP or SCMP, the checksum field zero. */
export function writePacket(o: Outgoing, message: Bytes): Bytes {
  const { authentication: a, protocol } = o
  const extension = a === undefined ? new Uint8Array(0) : authenticatorExtension(protocol, a.spi, a.timestampSn)
  const header = {
    trafficClass: o.trafficClass ?? 0,
    flowId: o.flowId ?? 1,
    nextHeader: a === undefined ? protocol : protocols.endToEnd,
    pathType: o.path.type,
    dstIsdAs: o.destination.isdAs,
    srcIsdAs: o.source.isdAs,
    dstHost: o.destination.host,
    srcHost: o.source.host,
  }
  const b = buildPacket(header, o.path.bytes, concatBytes(extension, message))
  const at = b.length - message.length
  setUpperLayerChecksum(b, protocol, at)
  // Sealed first: the authenticator is about the seal, too.
  if (o.seal !== undefined) sealEpic(b, o.seal)
  if (a !== undefined) authenticate(a.key, b, protocol, at)
  return b
}

/** Where the answer to a packet goes: addresses swapped, the path walked back. An EPIC path is answered over the SCION path in it. */
export const answerTo = (p: HostPacket): Outgoing => ({
  source: p.destination,
  destination: p.source,
  path: reverseDataPath(p.path),
  protocol: p.protocol,
  trafficClass: p.trafficClass,
  flowId: p.flowId,
})

function reverseDataPath({ type, bytes }: DataPath): DataPath {
  if (type === pathTypes.empty) return emptyPath
  const back = type === pathTypes.oneHop ? completedOneHop(bytes) : bytes.slice(type === pathTypes.epic ? epicScionAt(0) : 0)
  reversePath(back, 0)
  return { type: pathTypes.scion, bytes: back }
}

const completedOneHop = (b: Bytes): Bytes =>
  buildPath(oneHopAsScionPath(parseInfo(b, 0), parseHop(b, firstHopAt(0)), parseHop(b, secondHopAt(0))))

/** The packet an SCMP error quotes, as far as it goes: it may be cut. */
export interface Quote {
  readonly source: Endpoint
  readonly destination: IsdAs
  readonly protocol: number
  /** where the message begins */
  readonly at: number
}

/** `undefined`: cut too early to tell. */
export function readQuote(quote: Bytes): Quote | undefined {
  const upper = checkHeader(quote) === undefined ? findUpperLayer(quote) : undefined
  if (upper === undefined || isMalformed(upper)) return undefined
  const { srcIsdAs, srcHost, dstIsdAs } = parseHeader(quote)
  return { source: { isdAs: srcIsdAs, host: srcHost }, destination: dstIsdAs, protocol: upper.protocol, at: upper.at }
}

export const sameEndpoint = (a: Endpoint, b: Endpoint): boolean =>
  a.isdAs === b.isdAs && a.host.type === b.host.type && bytesEqual(a.host.bytes, b.host.bytes)

export const endpointText = (e: Endpoint): string => `${e.isdAs},${formatHost(e.host)}`
