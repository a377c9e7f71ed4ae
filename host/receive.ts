/** What a host does with a datagram: answers requests, believes errors about its own packets, hands the rest to whoever listens. */
import type { Datagram, Outbox } from '#wire/actor.ts'
import { getU16, isMalformed } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { isScmpError, parseScmp, scmpDataAt, scmpType } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import { udpDstPort } from '#wire/udp.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import type { Authentication, Judgement } from './authentication.ts'
import type { Host } from './host.ts'
import { endpointText, type HostPacket, readPacket, readQuote, sameEndpoint } from './packet.ts'
import { answerRequest, endhostPort, isRequest } from './responder.ts'

export function receive(host: Host, d: Datagram, now: number, out: Outbox): void {
  const p = readPacket(d.bytes)
  if (!isMalformed(p) && passOn(host, d, p, out)) return
  const refusal = isMalformed(p) ? p.malformed : checkArrival(host, d, p)
  if (refusal !== undefined || isMalformed(p)) host.note('dropped', refusal ?? '', now)
  else if (host.authenticator === undefined || p.protocol !== protocols.scmp) deliver(host, d, p, now, out)
  else
    host.authenticator.judge(p, now, out, (judgement, at, outJudged) => {
      const unbelieved = refusalOf(p, judgement)
      if (unbelieved !== undefined) host.note('dropped', unbelieved, at)
      else deliver(host, d, { ...p, authentic: judgement === 'authentic' }, at, outJudged)
    })
}

/** Is it for us, and for somebody here? Asked before anything costly is. */
function checkArrival(host: Host, d: Datagram, p: HostPacket): string | undefined {
  if (!sameEndpoint(p.destination, host.endpoint)) return `it is for ${endpointText(p.destination)}`
  if (isRequest(p)) return d.port === endhostPort ? undefined : `a request belongs to port ${endhostPort}`
  const port = portOf(p)
  const isHeard = port !== undefined && host.ports.handlerOf(port) !== undefined && (d.port === endhostPort || d.port === port)
  return isHeard ? undefined : `no one listens on port ${port}`
}

/** To another program's port, by way of the end host port. */
function passOn(host: Host, d: Datagram, p: HostPacket, out: Outbox): boolean {
  if (!host.passesOn || d.port !== endhostPort || isRequest(p) || !sameEndpoint(p.destination, host.endpoint)) return false
  const port = portOf(p)
  if (port === undefined || port === 0 || port === endhostPort || host.ports.handlerOf(port) !== undefined) return false
  host.sendPacket(endhostPort, joinHostPort(formatHost(host.endpoint.host), port), d.bytes, out)
  return true
}

/** A host that can check authenticators believes no SCMP error without one, and nothing with a wrong one. */
function refusalOf({ bytes, at }: HostPacket, judgement: Judgement): string | undefined {
  if (judgement === 'authentic') return undefined
  if (judgement !== 'absent') return judgement.refused
  return isScmpError(scmpType(bytes, at)) ? 'an SCMP error without packet authenticator' : undefined
}

function deliver(host: Host, d: Datagram, p: HostPacket, now: number, out: Outbox): void {
  const refusal = isRequest(p) ? answer(host, d, p, now, out) : handOver(host, d, p, now, out)
  if (refusal === undefined) host.note('received', '', now)
  else host.note('dropped', refusal, now)
}

function handOver(host: Host, d: Datagram, p: HostPacket, now: number, out: Outbox): string | undefined {
  learnDown(host, p, now)
  // The port may have been closed while a key was asked for.
  return host.ports.handlerOf(portOf(p)!)?.(p, d.from, now, out)
}

/** An authentic request gets an authentic reply, or, without a key for it, none. */
function answer(host: Host, d: Datagram, p: HostPacket, now: number, out: Outbox): undefined {
  const send = (authentication: Authentication | undefined, at: number, outSend: Outbox): void => {
    host.sendPacket(endhostPort, d.from, answerRequest(p, authentication), outSend)
    host.note('answered', endpointText(p.source), at)
  }
  if (!p.authentic) send(undefined, now, out)
  else
    host.authenticator?.reply(p.source, now, out, (made, at, outMade) => {
      if ('key' in made) send(made, at, outMade)
    })
}

/** SCMP 5 and 6 take an interface out; only an error about a packet of ours is believed. */
function learnDown(host: Host, p: HostPacket, now: number): void {
  if (p.protocol !== protocols.scmp || !isScmpError(scmpType(p.bytes, p.at))) return
  const scmp = parseScmp(p.bytes, p.at)
  if (scmp.kind !== 'externalInterfaceDown' && scmp.kind !== 'internalConnectivityDown') return
  const quote = readQuote(scmp.quote)
  if (quote === undefined || !sameEndpoint(quote.source, host.endpoint)) return
  // Who proves who he is proves too that the interface is not his.
  if (p.authentic && scmp.isdAs !== p.source.isdAs) return
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
