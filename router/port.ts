/**
 * The underlay port a packet for a local host is delivered to.   router/underlayproviders/udpip (resolve), draft {#dispatched-ports}
 *
 * Divergence: topology.json's dispatched_ports has no effect in the reference's router (nothing calls SetDispatchPorts); neither here.
 */
import { type Bytes, getU16, isMalformed } from '#wire/bytes.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { pathType, pathTypes, protocols } from '#wire/header.ts'
import { isScmpError, scmpBlockLength, scmpDataAt, scmpHeaderLength } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import type { InternalLink } from './links.ts'
import { createPacket, loadPacket, readLayers } from './packet.ts'

/** Where requests and everything without a port goes: the end host's SCMP responder. */
export const endhostPort = 30041

const { echoRequest, echoReply, tracerouteRequest, tracerouteReply } = scmpTypes
const lengthOf = (type: number): number => scmpHeaderLength + scmpBlockLength(type)

/** 0..65535, or `undefined` when the payload is too short or names none. */
export function deliveryPort(b: Bytes, protocol: number, at: number): number | undefined {
  const length = b.length - at
  switch (protocol) {
    case protocols.udp:
      return length < 8 ? undefined : getU16(b, at + 2)
    case protocols.tcp:
      return length < 20 ? undefined : getU16(b, at + 2)
    case protocols.scmp:
      return length < scmpHeaderLength ? undefined : scmpPort(b, at)
    default:
      return endhostPort
  }
}

function scmpPort(b: Bytes, at: number): number | undefined {
  const length = b.length - at
  switch (b[at]) {
    case echoRequest:
    case tracerouteRequest:
      return endhostPort
    case echoReply:
    case tracerouteReply:
      return length < lengthOf(b[at]!) ? undefined : getU16(b, at + 4)
    default:
      return isScmpError(b[at]!) ? errorPort(b, at) : undefined
  }
}

/**
 * An SCMP error goes to whoever sent the quoted packet: its UDP source port, or the identifier of its echo or traceroute request. Errors of an
 * unknown type cannot be delivered.
 */
function errorPort(b: Bytes, at: number): number | undefined {
  const quote = scmpDataAt(b, at)
  return scmpBlockLength(b[at]!) === 0 || quote >= b.length ? undefined : quotedPort(b.subarray(quote))
}

/** A quote is read more strictly than a packet: its path type must be known, and the options of its extensions be whole. */
function quotedPort(q: Bytes): number | undefined {
  const quoted = createPacket(nowhere)
  loadPacket(quoted, q, nowhere, '', 0)
  if (readLayers(quoted) !== undefined || pathType(q) > pathTypes.epic) return undefined
  const upper = findUpperLayer(q)
  if (isMalformed(upper)) return undefined
  const { protocol, at } = upper
  if (protocol === protocols.udp && at + 8 <= q.length) return getU16(q, at) || undefined
  const isRequest = protocol === protocols.scmp && (q[at] === echoRequest || q[at] === tracerouteRequest)
  return isRequest && at + lengthOf(q[at]!) <= q.length ? getU16(q, at + 4) : undefined
}

/** A quote did not arrive anywhere. */
const nowhere: InternalLink = { kind: 'internal', ifId: 0, address: '', up: true }
