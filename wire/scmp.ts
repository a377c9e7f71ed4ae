/**
 * SCMP, the messages about packets.   draft-dekater-scion-controlplane {#scmp}; slayers/scmp.go, scmp_msg.go, scmp_typecode.go
 *
 *   Type 8 | Code 8 | Checksum 16 | block of the type | quote of the packet in question, or data
 *   1 DestinationUnreachable    4   0 32
 *   2 PacketTooBig              4   0 16 | MTU 16
 *   4 ParameterProblem          4   0 16 | Pointer 16
 *   5 ExternalInterfaceDown    16   ISD-AS 64 | interface id 64
 *   6 InternalConnectivityDown 24   ISD-AS 64 | ingress 64 | egress 64
 *   128, 129 Echo               4   Identifier 16 | SequenceNumber 16
 *   130, 131 Traceroute        20   Identifier 16 | SequenceNumber 16 | ISD-AS 64 | interface id 64
 */
import { type Bytes, getU16, getU64, type Malformed, need, setU16, setU64 } from './bytes.ts'
import { getIsdAs, type IsdAs, setIsdAs } from './isdas.ts'
import { scmpTypes } from './scmp-names.ts'

export const scmpHeaderLength = 4
/** An SCMP error never makes a packet longer than this, bytes: it must get through everywhere. */
export const maxScmpPacketLength = 1232

const blockLengths: Readonly<Record<number, number>> = {
  [scmpTypes.destinationUnreachable]: 4,
  [scmpTypes.packetTooBig]: 4,
  [scmpTypes.parameterProblem]: 4,
  [scmpTypes.externalInterfaceDown]: 16,
  [scmpTypes.internalConnectivityDown]: 24,
  [scmpTypes.echoRequest]: 4,
  [scmpTypes.echoReply]: 4,
  [scmpTypes.tracerouteRequest]: 20,
  [scmpTypes.tracerouteReply]: 20,
}

/** Bytes between the SCMP header and the quote or data, 0 for a type we do not know. */
export const scmpBlockLength = (type: number): number => blockLengths[type] ?? 0

export function checkScmp(b: Bytes, at: number): Malformed | undefined {
  const short = need(b, at, scmpHeaderLength, 'SCMP header')
  if (short !== undefined) return short
  return need(b, at, scmpHeaderLength + scmpBlockLength(b[at]!), `SCMP message of type ${b[at]}`)
}

export const scmpType = (b: Bytes, at: number): number => b[at]!
export const scmpCode = (b: Bytes, at: number): number => b[at + 1]!
export const scmpChecksum = (b: Bytes, at: number): number => getU16(b, at + 2)
/** Errors are never answered; the rest is informational. */
export const isScmpError = (type: number): boolean => type < 128

/** Where the quote or data begins. */
export const scmpDataAt = (b: Bytes, at: number): number => at + scmpHeaderLength + scmpBlockLength(b[at]!)

interface Quoting {
  /** the packet in question from its SCION header on, cut to fit */
  readonly quote: Bytes
}

interface Query {
  readonly code: number
  readonly identifier: number
  readonly sequence: number
}

interface Traceroute extends Query {
  readonly isdAs: IsdAs
  /** 64 bits on the wire, 16 in use */
  readonly ifId: bigint
}

/** A message as a value. Interface ids are 64 bits wide here, unlike in hop fields. */
export type Scmp =
  | ({ readonly kind: 'destinationUnreachable'; readonly code: number } & Quoting)
  | ({ readonly kind: 'packetTooBig'; readonly code: number; readonly mtu: number } & Quoting)
  | ({ readonly kind: 'parameterProblem'; readonly code: number; readonly pointer: number } & Quoting)
  | ({ readonly kind: 'externalInterfaceDown'; readonly code: number; readonly isdAs: IsdAs; readonly ifId: bigint } & Quoting)
  | ({
      readonly kind: 'internalConnectivityDown'
      readonly code: number
      readonly isdAs: IsdAs
      readonly ingress: bigint
      readonly egress: bigint
    } & Quoting)
  | ({ readonly kind: 'echoRequest' | 'echoReply'; readonly data: Bytes } & Query)
  | ({ readonly kind: 'tracerouteRequest' | 'tracerouteReply'; readonly data: Bytes } & Traceroute)
  | { readonly kind: 'unknown'; readonly type: number; readonly code: number; readonly data: Bytes }

const parseQuery = (b: Bytes, at: number): Query => ({ code: b[at + 1]!, identifier: getU16(b, at + 4), sequence: getU16(b, at + 6) })

/** The message that ends where the bytes end. Precondition: `checkScmp` passed. Reserved bits are not kept. */
export function parseScmp(b: Bytes, at: number): Scmp {
  const code = scmpCode(b, at)
  const quote = b.slice(scmpDataAt(b, at))
  switch (scmpType(b, at)) {
    case scmpTypes.destinationUnreachable:
      return { kind: 'destinationUnreachable', code, quote }
    case scmpTypes.packetTooBig:
      return { kind: 'packetTooBig', code, mtu: getU16(b, at + 6), quote }
    case scmpTypes.parameterProblem:
      return { kind: 'parameterProblem', code, pointer: getU16(b, at + 6), quote }
    case scmpTypes.externalInterfaceDown:
      return { kind: 'externalInterfaceDown', code, isdAs: getIsdAs(b, at + 4), ifId: getU64(b, at + 12), quote }
    case scmpTypes.internalConnectivityDown: {
      const [ingress, egress] = [getU64(b, at + 12), getU64(b, at + 20)]
      return { kind: 'internalConnectivityDown', code, isdAs: getIsdAs(b, at + 4), ingress, egress, quote }
    }
    case scmpTypes.echoRequest:
      return { kind: 'echoRequest', ...parseQuery(b, at), data: quote }
    case scmpTypes.echoReply:
      return { kind: 'echoReply', ...parseQuery(b, at), data: quote }
    case scmpTypes.tracerouteRequest:
      return { kind: 'tracerouteRequest', ...parseQuery(b, at), isdAs: getIsdAs(b, at + 8), ifId: getU64(b, at + 16), data: quote }
    case scmpTypes.tracerouteReply:
      return { kind: 'tracerouteReply', ...parseQuery(b, at), isdAs: getIsdAs(b, at + 8), ifId: getU64(b, at + 16), data: quote }
    default:
      return { kind: 'unknown', type: scmpType(b, at), code, data: quote }
  }
}

/** The message's bytes, the checksum still zero: `setUpperLayerChecksum` fills it in the finished packet. */
export function buildScmp(scmp: Scmp): Bytes {
  const type = scmp.kind === 'unknown' ? scmp.type : scmpTypes[scmp.kind]
  const data = 'quote' in scmp ? scmp.quote : scmp.data
  const head = scmpHeaderLength + scmpBlockLength(type)
  const b = new Uint8Array(head + data.length)
  b[0] = type
  b[1] = scmp.code
  writeBlock(b, scmp)
  b.set(data, head)
  return b
}

function writeBlock(b: Bytes, scmp: Scmp): void {
  switch (scmp.kind) {
    case 'packetTooBig':
      setU16(b, 6, scmp.mtu)
      break
    case 'parameterProblem':
      setU16(b, 6, scmp.pointer)
      break
    case 'externalInterfaceDown':
      setIsdAs(b, 4, scmp.isdAs)
      setU64(b, 12, scmp.ifId)
      break
    case 'internalConnectivityDown':
      setIsdAs(b, 4, scmp.isdAs)
      setU64(b, 12, scmp.ingress)
      setU64(b, 20, scmp.egress)
      break
    case 'tracerouteRequest':
    case 'tracerouteReply':
      writeQuery(b, scmp)
      setIsdAs(b, 8, scmp.isdAs)
      setU64(b, 16, scmp.ifId)
      break
    case 'echoRequest':
    case 'echoReply':
      writeQuery(b, scmp)
      break
  }
}

function writeQuery(b: Bytes, query: Query): void {
  setU16(b, 4, query.identifier)
  setU16(b, 6, query.sequence)
}
