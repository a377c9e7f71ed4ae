/**
 * Answers to SCMP echo and traceroute requests, as every end host gives them on port 30041.   dispatcher/dispatcher.go; draft {#scmp}
 *
 * Divergence: the reference's responder copies an end-to-end extension into the answer behind a NextHdr that does not announce it, which
 * nobody can read; our answer has none.
 */
import type { Bytes } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { scmpType } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import type { Authentication } from './authentication.ts'
import { answerTo, type HostPacket, writePacket } from './packet.ts'

/** Where requests arrive, and everything that names no port. */
export const endhostPort = 30041

export const isRequest = (p: HostPacket): boolean =>
  p.protocol === protocols.scmp &&
  (scmpType(p.bytes, p.at) === scmpTypes.echoRequest || scmpType(p.bytes, p.at) === scmpTypes.tracerouteRequest)

/** The reply to a request: identifier, sequence and data as they came, addresses swapped, the path walked back; authenticated where wanted. */
export function answerRequest(p: HostPacket, authentication?: Authentication): Bytes {
  const message = p.bytes.slice(p.at)
  message[0] = scmpType(p.bytes, p.at) + 1
  message[1] = 0
  return writePacket({ ...answerTo(p), ...(authentication && { authentication }) }, message)
}
