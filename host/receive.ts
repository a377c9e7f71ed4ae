/** What a host does with a datagram: answers requests, believes errors about its own packets, hands the rest to whoever listens. */
import type { Datagram, Outbox } from '#wire/actor.ts'
import { getU16, isMalformed } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { isScmpError, parseScmp, scmpDataAt, scmpType } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import { udpDstPort } from '#wire/udp.ts'
import type { Host } from './host.ts'
import { endpointText, type HostPacket, readPacket, readQuote, sameEndpoint } from './packet.ts'
import { answerRequest, endhostPort, isRequest } from './responder.ts'

export function receive(host: Host, d: Datagram, now: number, out: Outbox): void {
  const refusal = take(host, d, now, out)
  host.note(refusal === undefined ? 'received' : 'dropped', refusal ?? '', now)
}

/** Why the packet is dropped, or nothing. */
function take(host: Host, d: Datagram, now: number, out: Outbox): string | undefined {
  const p = readPacket(d.bytes)
  if (isMalformed(p)) return p.malformed
  if (!sameEndpoint(p.destination, host.endpoint)) return `it is for ${endpointText(p.destination)}`
  if (isRequest(p)) {
    if (d.port !== endhostPort) return `a request belongs to port ${endhostPort}`
    host.sendPacket(endhostPort, d.from, answerRequest(p), out)
    host.note('answered', endpointText(p.source), now)
    return undefined
  }
  const port = portOf(p)
  const handler = port === undefined ? undefined : host.ports.handlerOf(port)
  if (handler === undefined || (d.port !== endhostPort && d.port !== port)) return `no one listens on port ${port}`
  learnDown(host, p, now)
  handler(p, d.from, now, out)
  return undefined
}

/** SCMP 5 and 6 take an interface out; only an error about a packet of ours is believed. */
function learnDown(host: Host, p: HostPacket, now: number): void {
  if (p.protocol !== protocols.scmp || !isScmpError(scmpType(p.bytes, p.at))) return
  const scmp = parseScmp(p.bytes, p.at)
  if (scmp.kind !== 'externalInterfaceDown' && scmp.kind !== 'internalConnectivityDown') return
  const quote = readQuote(scmp.quote)
  if (quote === undefined || !sameEndpoint(quote.source, host.endpoint)) return
  const ifId = Number(scmp.kind === 'externalInterfaceDown' ? scmp.ifId : scmp.egress)
  host.paths.revoke({ isdAs: scmp.isdAs, ifId }, now)
  host.note('interfaceDown', `${scmp.isdAs}#${ifId}`, now)
}

/** The port a packet is for: of its UDP header, the identifier of an SCMP reply, or the sender's port in what an SCMP error quotes. */
function portOf(p: HostPacket): number | undefined {
  if (p.protocol === protocols.udp) return udpDstPort(p.bytes, p.at)
  const type = scmpType(p.bytes, p.at)
  if (!isScmpError(type)) return type === scmpTypes.echoReply || type === scmpTypes.tracerouteReply ? getU16(p.bytes, p.at + 4) : undefined
  const quoted = p.bytes.subarray(scmpDataAt(p.bytes, p.at))
  const quote = readQuote(quoted)
  if (quote === undefined || quoted.length < quote.at + 8) return undefined
  return getU16(quoted, quote.protocol === protocols.udp ? quote.at : quote.at + 4)
}
