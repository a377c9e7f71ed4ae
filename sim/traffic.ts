/** UDP at a constant rate, one way: what a sender sends over the paths it has, and what of it arrives when. */
import type { Path } from '#control/path/path.ts'
import type { Host } from '#host/host.ts'
import type { Operation } from '#host/operation.ts'
import type { HostPacket } from '#host/packet.ts'
import { renewPath } from '#host/resolve.ts'
import { describeScmp } from '#host/scmp-text.ts'
import { type Session, startSession, type ToolOptions } from '#host/session.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import { getU48, setU48 } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { parseScmp } from '#wire/scmp.ts'
import { buildUdp, udpLength } from '#wire/udp.ts'

export interface TrafficOptions extends ToolOptions<TrafficResult> {
  /** of UDP data */
  readonly rateBps: number
  /** bytes of UDP data a packet, at least 6 */
  readonly size: number
  readonly durationNs: number
  onSend?(path: Path, now: number): void
}

export interface TrafficResult {
  readonly sent: number
}

/** Data begins with the time it was sent, nanoseconds. */
const leastSize = 6
/** How often the sender looks whether its path is still the best. */
const renewalNs = nsPerS / 10

/** The port the receiver counts at, telling `onArrival` the one-way delay; `undefined` when it has none free. */
export function startReceiver(host: Host, onArrival: (delayNs: number, now: number) => void): number | undefined {
  return host.ports.open((packet, _, now) => {
    const data = packet.at + udpLength
    if (packet.protocol === protocols.udp && data + leastSize <= packet.bytes.length) onArrival(now - getU48(packet.bytes, data), now)
  })
}

/** Sends to `port` of the destination for `durationNs`, the first packet at once. */
export function sendTraffic(host: Host, port: number, options: TrafficOptions, now: number, out: Outbox): Operation<TrafficResult> {
  let sent = 0
  const tool = {
    neighborPort: port,
    ready(session: Session<TrafficResult>, at: number, outReady: Outbox): void {
      const source = createSource(session, port, options, at, () => sent++)
      session.run(source)
      source.wake(at, outReady)
    },
    packet(_: unknown, packet: HostPacket, at: number): undefined {
      if (packet.protocol === protocols.scmp) options.onError?.(describeScmp(parseScmp(packet.bytes, packet.at), packet.source), at)
    },
    result: () => ({ sent }),
  }
  return startSession(host, options, tool, now, out)
}

function createSource(session: Session<TrafficResult>, port: number, options: TrafficOptions, startedAt: number, count: () => void) {
  const size = Math.max(leastSize, options.size)
  const intervalNs = (size * 8 * nsPerS) / options.rateBps
  const packets = Math.max(1, Math.floor(options.durationNs / intervalNs))
  let sent = 0
  let renewAt = startedAt + renewalNs
  const dueAt = (): number => startedAt + Math.floor(sent * intervalNs)

  function send(now: number, out: Outbox): void {
    const data = new Uint8Array(size)
    setU48(data, 0, now)
    options.onSend?.(session.use.path, now)
    session.send(protocols.udp, buildUdp({ srcPort: session.port, dstPort: port, data }), now, out)
    sent++
    count()
  }

  return {
    wakeAt: dueAt,
    wake(now: number, out: Outbox): void {
      if (now >= renewAt) {
        renewAt = now + renewalNs
        renewPath(session.host, session.use, options, true, now, out, () => {})
      }
      if (sent === packets) session.end({ kind: 'done', result: { sent } }, now)
      else send(now, out)
    },
  }
}
