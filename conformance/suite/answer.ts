/**
 * The SCMP message a case expects: what it says and the path it takes are written in the case; its ends, its sum and its authenticator follow
 * from the packet answered.   draft-dekater-scion-controlplane {#scmp}; router/dataplane.go prepareSCMP
 */
import { authenticate, authenticatorExtension } from '#crypto/spao.ts'
import type { AsTopology } from '#topology/model.ts'
import { type Bytes, concatBytes, setU16 } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { UserError } from '#wire/error.ts'
import { buildPacket as assemble, flowId, parseHeader, pathTypes, protocols, trafficClass } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildPath } from '#wire/path.ts'
import { maxScmpPacketLength, scmpBlockLength, scmpHeaderLength } from '#wire/scmp.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { findField } from './field-names.ts'
import type { AnswerSpec } from './format.ts'
import type { PacketContext } from './packet.ts'
import { readPath } from './path-notation.ts'
import { setScmpPlace, sinceMidnightNs, zeroKey } from './payload.ts'

export interface Answered {
  readonly as: AsTopology
  readonly routerId: string
  readonly scmpAuthentication: boolean
}

/** What stands in the answer. */
export interface AnswerParts {
  readonly answer: AnswerSpec
  readonly path: readonly string[]
  /** the packet as it came */
  readonly input: Bytes
  /** the packet quoted: as it stands when it is refused */
  readonly quoted: Bytes
  /** bytes of it that are quoted; default: all */
  readonly quoteLength: number | undefined
}

const reply = 131
/** DRKey of protocol SCMP, AS to host, sender side. */
const scmpSpi = 1

/** Throws `UserError`. */
export function buildAnswer(parts: AnswerParts, { as, routerId, scmpAuthentication }: Answered, context: PacketContext): Bytes {
  const { answer, input, path } = parts
  const asked = parseHeader(input)
  const authenticated = answer.authenticated ?? (scmpAuthentication && answer.type !== reply)
  const own = as.routers.find(r => r.id === routerId)!.internalAddress
  const quote = answer.type === reply ? new Uint8Array(0) : parts.quoted.subarray(0, parts.quoteLength)
  const message = concatBytes(answerHead(parts, as), quote)
  const extension = authenticated ? authenticatorExtension(protocols.scmp, scmpSpi, sinceMidnightNs(context.nowNs)) : new Uint8Array(0)
  const header = {
    trafficClass: trafficClass(input),
    flowId: flowId(input),
    nextHeader: authenticated ? protocols.endToEnd : protocols.scmp,
    pathType: pathTypes.scion,
    dstIsdAs: asked.srcIsdAs,
    srcIsdAs: as.isdAs,
    dstHost: asked.srcHost,
    srcHost: parseHost(parseUnderlay(own).ip),
  }
  const packet = assemble(header, buildPath(readPath(path, context).path), concatBytes(extension, message))
  const at = packet.length - message.length
  setUpperLayerChecksum(packet, protocols.scmp, at)
  if (authenticated) authenticate(zeroKey, packet, protocols.scmp, at)
  if (packet.length > maxScmpPacketLength)
    throw new UserError(
      `the SCMP message has ${packet.length} bytes, at most ${maxScmpPacketLength}`,
      'quote.length says how much is quoted',
    )
  return packet
}

/** SCMP header and the block of the type. */
function answerHead({ answer, input, quoted }: AnswerParts, as: AsTopology): Bytes {
  const head = new Uint8Array(scmpHeaderLength + scmpBlockLength(answer.type))
  head[0] = answer.type
  head[1] = answer.code
  const { ifId = 0, ingress = 0, egress = 0, pointer } = answer
  if (answer.type === 4) setU16(head, 6, pointerTo(quoted, pointer ?? 0))
  if (answer.type === 5) setScmpPlace(head, 4, as.isdAs, ifId)
  if (answer.type === 6) setScmpPlace(head, 4, as.isdAs, ingress, egress)
  if (answer.type === reply) {
    const asked = findField(input, 'scmp.Identifier').bit / 8
    head.set(input.subarray(asked, asked + 4), 4)
    setScmpPlace(head, 8, as.isdAs, ifId)
  }
  return head
}

/** A number of bytes, or the name of what is pointed at: "path.hop[1]", "address.DstISD". */
function pointerTo(quoted: Bytes, pointer: number | string): number {
  if (typeof pointer === 'number') return pointer
  const name = /\]$/.test(pointer) ? `${pointer}.RSV` : pointer
  return findField(quoted, name).bit / 8
}
