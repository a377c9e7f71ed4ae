/**
 * SCMP errors: somebody on the way says that a packet of ours did not get through. Anybody can say so, so nothing more is made of it than that
 * a question takes its next way sooner.
 */
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { checksumIsValid } from '#wire/checksum.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { checkHeader, headerLength, parseHeader, pathAt, pathTypes, protocols } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { checkPath } from '#wire/path.ts'
import { checkScmp, isScmpError, scmpDataAt, scmpType } from '#wire/scmp.ts'
import { checkUdp, udpLength, udpSrcPort } from '#wire/udp.ts'
import { firstQuestion } from './frame.ts'
import type { MessageKind } from './message.ts'
import { type Endpoint, hopFieldsOf } from './packet.ts'

/** The packet of a question that the error quotes; others on the way may have changed all of it but where it came from. */
export interface Undelivered {
  readonly src: Endpoint
  readonly to: IsdAs
  readonly kind: MessageKind
  readonly requestId: number
  /** of the SCION path it took; empty when it took another kind of path */
  readonly hopFields: Bytes
}

/** `undefined`: no whole SCMP error with its right checksum, or one about something else than a question. */
export function parseUndelivered(b: Bytes): Undelivered | undefined {
  const upper = checkHeader(b) === undefined ? findUpperLayer(b) : undefined
  if (upper === undefined || isMalformed(upper) || upper.protocol !== protocols.scmp || checkScmp(b, upper.at) !== undefined)
    return undefined
  if (!isScmpError(scmpType(b, upper.at)) || !checksumIsValid(b, protocols.scmp, upper.at)) return undefined
  return readQuoted(b.subarray(scmpDataAt(b, upper.at)))
}

/** The quote may be cut anywhere behind the first words of its first frame. */
function readQuoted(b: Bytes): Undelivered | undefined {
  const upper = checkHeader(b) === undefined ? findUpperLayer(b) : undefined
  if (upper === undefined || isMalformed(upper) || upper.protocol !== protocols.udp || checkUdp(b, upper.at) !== undefined) return undefined
  const { srcIsdAs, srcHost, dstIsdAs, pathType } = parseHeader(b)
  const question = firstQuestion(b.subarray(upper.at + udpLength))
  const isScion = pathType === pathTypes.scion && checkPath(b, pathAt(b), headerLength(b)) === undefined
  return (
    question && {
      ...question,
      src: { isdAs: srcIsdAs, host: srcHost, port: udpSrcPort(b, upper.at) },
      to: dstIsdAs,
      hopFields: isScion ? hopFieldsOf(b.subarray(pathAt(b), headerLength(b))) : new Uint8Array(0),
    }
  )
}
