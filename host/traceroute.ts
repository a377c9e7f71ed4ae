/** `traceroute`: three requests for every interface of the path, one after the other.   scion/traceroute/traceroute.go */
import type { Outbox } from '#wire/actor.ts'
import { protocols } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { parseScmp, type Scmp } from '#wire/scmp.ts'
import { type AlertPoint, alertPoints } from './alert.ts'
import { hopRecords } from './choice.ts'
import { toMillis } from './duration.ts'
import type { Host } from './host.ts'
import type { Operation } from './operation.ts'
import type { HostPacket } from './packet.ts'
import type { TracerouteUpdate } from './print-traceroute.ts'
import { quotedSequence, tracerouteRequest } from './probe.ts'
import { endhostPort } from './responder.ts'
import type { PathRecord, TracerouteHop, TracerouteResult } from './result.ts'
import { describeScmp } from './scmp-text.ts'
import { pathRecord, type Session, startSession, type ToolOptions } from './session.ts'

export interface TracerouteOptions extends ToolOptions<TracerouteResult> {
  /** how long each request waits for its reply */
  readonly timeoutNs: number
  /** The path is found; `mtu` in bytes. */
  onStart?(path: PathRecord, mtu: number, now: number): void
  /** An interface has had all its requests. */
  onHop?(update: TracerouteUpdate, now: number): void
}

const probesPerHop = 3

interface Run {
  readonly session: Session<TracerouteResult>
  readonly options: TracerouteOptions
  readonly path: PathRecord
  readonly points: readonly AlertPoint[]
  readonly updates: TracerouteUpdate[]
  /** requests sent so far: the sequence number of the last one and one */
  sent: number
  sentAt: number
  /** of the interface now probed */
  from: TracerouteUpdate['from'] | undefined
  times: (number | 'lost')[]
}

export function traceroute(host: Host, options: TracerouteOptions, now: number, out: Outbox): Operation<TracerouteResult> {
  let run: Run | undefined
  const tool = {
    neighborPort: endhostPort,
    ready(session: Session<TracerouteResult>, at: number, outReady: Outbox): void {
      if (session.use.path.interfaces.length === 0) {
        session.end({ kind: 'failed', reason: 'empty path is not allowed for traceroute' }, at)
        return
      }
      run = begin(session, options)
      options.onStart?.(run.path, session.use.path.mtu, at)
      probe(run, at, outReady)
    },
    packet(_: unknown, packet: HostPacket, at: number, outPacket: Outbox): undefined {
      if (run !== undefined) take(run, packet, at, outPacket)
    },
    result: () => resultOf(run!),
  }
  return startSession(host, options, tool, now, out)
}

function begin(session: Session<TracerouteResult>, options: TracerouteOptions): Run {
  const points = alertPoints(session.use.path.bytes)
  const run: Run = { session, options, path: pathRecord(session), points, updates: [], sent: 0, sentAt: 0, from: undefined, times: [] }
  session.run({
    wakeAt: () => run.sentAt + options.timeoutNs,
    wake(at, out) {
      run.times.push('lost')
      next(run, at, out)
    },
  })
  return run
}

function probe(run: Run, now: number, out: Outbox): void {
  const { session, points, updates } = run
  run.sentAt = now
  session.send(protocols.scmp, tracerouteRequest(session.port, run.sent++), now, out, { alert: points[updates.length]! })
}

/** The request under way is settled: on to the next one, the next interface, or the end. */
function next(run: Run, now: number, out: Outbox): void {
  const { session, options, updates, points } = run
  if (run.sent === (updates.length + 1) * probesPerHop) {
    const update = { index: updates.length, ...(run.from && { from: run.from }), times: run.times }
    updates.push(update)
    run.times = []
    run.from = undefined
    options.onHop?.(update, now)
  }
  if (updates.length === points.length) session.end({ kind: 'done', result: resultOf(run) }, now)
  else probe(run, now, out)
}

function take(run: Run, packet: HostPacket, now: number, out: Outbox): void {
  if (packet.protocol !== protocols.scmp) return
  const scmp = parseScmp(packet.bytes, packet.at)
  // A reply to a request given up already would be taken for one to the request under way.
  if (sequenceOf(scmp) !== run.sent - 1) return
  if (scmp.kind === 'tracerouteReply') {
    run.from = { isdAs: packet.source.isdAs, ip: formatHost(packet.source.host), ifId: Number(scmp.ifId) }
    run.times.push(toMillis(now - run.sentAt))
  } else run.options.onError?.(describeScmp(scmp, packet.source), now)
  next(run, now, out)
}

const sequenceOf = (scmp: Scmp): number | undefined => ('sequence' in scmp ? scmp.sequence : quotedSequence(scmp))

/** Were requests lost, or answered by errors? */
export const probesWereLost = (updates: readonly TracerouteUpdate[]): boolean =>
  updates.some(u => u.times.length < probesPerHop || u.times.includes('lost'))

const resultOf = ({ path, updates, session, options }: Run): TracerouteResult => ({
  path,
  hops: updates.map((u, i): TracerouteHop => {
    if (u.from !== undefined)
      return {
        interface_id: u.from.ifId,
        ip: u.from.ip,
        isd_as: u.from.isdAs,
        round_trip_times: u.times.map(t => (t === 'lost' ? toMillis(options.timeoutNs) : t)),
      }
    const hop = hopRecords(session.use.path)[i]!
    return { interface_id: hop.interface, ip: '', isd_as: hop.isd_as, round_trip_times: null }
  }),
})
