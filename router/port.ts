/**
 * The underlay port a packet for a local host is delivered to.   router/underlayproviders/udpip (resolve), draft {#dispatched-ports}
 *
 * Divergence: topology.json's dispatched_ports has no effect in the reference's router (nothing calls SetDispatchPorts); neither here.
 */
import { type Bytes, getU16 } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import type { InternalLink } from './links.ts'
import { createPacket, loadPacket, readLayers } from './packet.ts'

/** Where requests and everything without a port goes: the end host's SCMP responder. */
export const endhostPort = 30041

const echoRequest = 128
const echoReply = 129
const tracerouteRequest = 130
const tracerouteReply = 131
const firstInfoType = 128
const echoLength = 8
const tracerouteLength = 24

/** 0..65535, or `undefined` when the payload is too short or names none. */
export function deliveryPort(b: Bytes, protocol: number, at: number): number | undefined {
  const length = b.length - at
  switch (protocol) {
    case protocols.udp:
      return length < 8 ? undefined : getU16(b, at + 2)
    case protocols.tcp:
      return length < 20 ? undefined : getU16(b, at + 2)
    case protocols.scmp:
      return length < 4 ? undefined : scmpPort(b, at)
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
      return length < echoLength ? undefined : getU16(b, at + 4)
    case tracerouteReply:
      return length < tracerouteLength ? undefined : getU16(b, at + 4)
    default:
      return b[at]! < firstInfoType ? errorPort(b, at) : undefined
  }
}

/** Bytes between the SCMP header and the quote, by error type; other types cannot be delivered. */
const errorBlock: Readonly<Record<number, number>> = { 1: 4, 2: 4, 4: 4, 5: 16, 6: 24 }

/** An SCMP error goes to whoever sent the quoted packet: its UDP source port, or the identifier of its echo or traceroute request. */
function errorPort(b: Bytes, at: number): number | undefined {
  const block = errorBlock[b[at]!]
  if (block === undefined || at + 4 + block >= b.length) return undefined
  return quotedPort(b.subarray(at + 4 + block))
}

function quotedPort(q: Bytes): number | undefined {
  const quoted = createPacket(nowhere)
  loadPacket(quoted, q, nowhere, '', 0)
  if (readLayers(quoted) !== undefined) return undefined
  const { protocol, payload: at } = quoted
  if (protocol === protocols.udp && at + 8 <= q.length) return getU16(q, at) || undefined
  if (protocol !== protocols.scmp || at + 4 > q.length) return undefined
  const needed = q[at] === echoRequest ? echoLength : q[at] === tracerouteRequest ? tracerouteLength : Infinity
  return at + needed <= q.length ? getU16(q, at + 4) : undefined
}

/** A quote did not arrive anywhere. */
const nowhere: InternalLink = { kind: 'internal', ifId: 0, address: '' }
