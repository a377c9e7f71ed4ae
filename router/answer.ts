/**
 * The SCMP message a router sends back: an error about a refused packet, or a traceroute reply.   router/dataplane.go prepareSCMP;
 * draft {#scmp}
 *
 * It travels the reversed path of the packet as it stands (SegID folded, pointers moved), and quotes it as it stands.
 */
import { type Bytes, concatBytes, setU16 } from '#wire/bytes.ts'
import { upperLayerChecksum } from '#wire/checksum.ts'
import {
  buildPacket,
  dstIsdAsAt,
  flowId,
  pathAt,
  pathTypes,
  protocols,
  srcHostAt,
  srcHostLength,
  srcHostType,
  srcIsdAs,
  srcIsdAsAt,
  trafficClass,
} from '#wire/header.ts'
import { setIsdAs } from '#wire/isdas.ts'
import {
  buildPath,
  clearMetaReserved,
  consDir,
  currHf,
  currInf,
  foldSegId,
  hopAt,
  incrementPath,
  infoAt,
  isCrossOver,
  numInf,
  parsePath,
  peerFlag,
  reversePath,
  segLen,
} from '#wire/path.ts'
import { maxScmpPacketLength, scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import { authenticationFor, carriesValidAuthenticator } from './authenticator.ts'
import { type DropReason, dropRule, type Pointer } from './drops.ts'
import { sourceIsHost } from './host.ts'
import type { Packet } from './packet.ts'
import type { RouterState } from './state.ts'

/** The packet to send back over the ingress link, or `undefined` when none can be made. */
export function buildError(p: Packet, r: RouterState, reason: DropReason): Bytes | undefined {
  const path = replyPath(p)
  if (path === undefined) return undefined
  clearMetaReserved(p.bytes, p.path)
  const head = errorHead(p, r, reason)
  const authenticated = r.scmpAuthentication
  if (authenticated && !sourceIsHost(p.bytes)) return undefined
  return compose(p, r, path, head, p.bytes, authenticated)
}

/** 131/0: identifier and sequence of the request, our ISD-AS and the interface the alert was for. */
export function buildTracerouteReply(p: Packet, r: RouterState, ifId: number): Bytes | undefined {
  const path = replyPath(p)
  if (path === undefined) return undefined
  const body = new Uint8Array(scmpHeaderLength + scmpBlockLength(scmpTypes.tracerouteReply))
  body[0] = scmpTypes.tracerouteReply
  body.set(p.bytes.subarray(p.payload + 4, p.payload + 8), 4)
  setIsdAs(body, 8, r.isdAs)
  setU16(body, 22, ifId)
  const authenticated = r.scmpAuthentication && carriesValidAuthenticator(p, r)
  return compose(p, r, path, body, new Uint8Array(0), authenticated)
}

/** The way back to the source, from where the packet stands. `undefined` at a path that cannot be walked back. */
function replyPath(p: Packet): Bytes | undefined {
  const path = buildPath(parsePath(p.bytes, p.path))
  reversePath(path, 0)
  // Asked of the reversed path: behind a cross-over the current segment is another one than the rules judged.
  const peering = standsAtPeering(path)
  if (peering === undefined) return undefined
  // If this router crossed over, the reversed path stands before the same crossing: step over it again.
  if (isCrossOver(path, 0) && !peering && !incrementPath(path, 0)) return undefined
  if (p.ingress.kind !== 'external') return path
  const info = infoAt(0, currInf(path, 0))
  if (consDir(path, info) && !peering) foldSegId(path, info, hopAt(path, 0, currHf(path, 0)))
  return incrementPath(path, 0) ? path : undefined
}

/** Is the current hop at the peering link of its path? `undefined` where the Peer flag is on a path that cannot be one. */
function standsAtPeering(path: Bytes): boolean | undefined {
  if (!peerFlag(path, infoAt(0, currInf(path, 0)))) return false
  if (numInf(path, 0) !== 2) return undefined
  const second = segLen(path, 0, 0)
  return currHf(path, 0) === second - 1 || currHf(path, 0) === second
}

/**
 * Byte offset from the packet's start.
 * Divergence: inside an EPIC path the reference's pointer leaves out the 16 bytes before the SCION path; so does ours, byte for byte.
 */
export const pointerOf = (p: Packet, pointer: Pointer): number => {
  switch (pointer) {
    case 'none':
      return 0
    case 'dstIsdAs':
      return dstIsdAsAt
    case 'srcIsdAs':
      return srcIsdAsAt
    case 'currentInfo':
      return p.info - epicOffset(p)
    case 'currentHop':
      return p.hop - epicOffset(p)
  }
}

const epicOffset = (p: Packet): number => p.path - pathAt(p.bytes)

/** SCMP header, checksum zero, and the block of the error's type. */
function errorHead(p: Packet, r: RouterState, reason: DropReason): Bytes {
  const scmp = dropRule(reason).scmp!
  const head = new Uint8Array(scmpHeaderLength + scmpBlockLength(scmp.type))
  head[0] = scmp.type
  head[1] = consDir(p.bytes, p.info) ? scmp.code : (scmp.codeAgainst ?? scmp.code)
  if (scmp.type === scmpTypes.parameterProblem) setU16(head, 6, pointerOf(p, scmp.pointer ?? 'none'))
  if (scmp.type < scmpTypes.externalInterfaceDown) return head
  setIsdAs(head, 4, r.isdAs)
  if (scmp.type === scmpTypes.internalConnectivityDown) setU16(head, 18, p.ingress.ifId)
  setU16(head, head.length - 2, p.egressIfId)
  return head
}

function compose(p: Packet, r: RouterState, path: Bytes, head: Bytes, quoted: Bytes, authenticated: boolean): Bytes {
  const b = p.bytes
  const host = { type: srcHostType(b), bytes: b.subarray(srcHostAt(b), srcHostAt(b) + srcHostLength(b)) }
  const authentication = authenticated ? authenticationFor(p, r) : undefined
  const extension = authentication?.extension ?? new Uint8Array(0)
  const before = 28 + host.bytes.length + r.host.bytes.length + path.length + extension.length
  const message = concatBytes(head, quoted.subarray(0, Math.max(0, maxScmpPacketLength - before - head.length)))
  const header = {
    trafficClass: trafficClass(b),
    flowId: flowId(b),
    nextHeader: authentication ? protocols.endToEnd : protocols.scmp,
    pathType: pathTypes.scion,
    dstIsdAs: srcIsdAs(b),
    srcIsdAs: r.isdAs,
    dstHost: host,
    srcHost: r.host,
  }
  const reply = buildPacket(header, path, concatBytes(extension, message))
  const at = before
  setU16(reply, at + 2, upperLayerChecksum(reply, protocols.scmp, at, message.length))
  authentication?.sign(reply, at)
  return reply
}
