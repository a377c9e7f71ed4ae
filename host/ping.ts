/** `ping`: SCMP echo requests at regular times, and what comes back.   scion/ping/ping.go, scion/cmd/scion/ping.go */
import type { Path } from '#control/path/path.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import { type Bytes, setU64 } from '#wire/bytes.ts'
import { maxPayloadLength, protocols } from '#wire/header.ts'
import { buildScmp, parseScmp } from '#wire/scmp.ts'
import type { Authentication } from './authentication.ts'
import { toMillis } from './duration.ts'
import { createExchange, type Exchange, type ExchangePlan } from './exchange.ts'
import type { Host } from './host.ts'
import type { Operation } from './operation.ts'
import { endpointText, type HostPacket, writePacket } from './packet.ts'
import { renewPath } from './resolve.ts'
import { endhostPort } from './responder.ts'
import type { PathRecord, PingReply, PingResult } from './result.ts'
import { describeScmp } from './scmp-text.ts'
import { pathRecord, type Session, startSession, type ToolOptions } from './session.ts'
import { pingStatistics } from './statistics.ts'

/** `payload`: bytes after the echo header. `packet`: bytes of the whole SCION packet. `mtu`: as large as the path carries. */
export type PingSize = { readonly payload: number } | { readonly packet: number } | 'mtu'

export interface PingOptions extends ToolOptions<PingResult>, ExchangePlan {
  /** default: no payload */
  readonly size?: PingSize
  /** choose the path anew for every request, so that the ping leaves a way that broke */
  readonly mayChangePath?: boolean
  /** prove each request and believe only replies that prove who sent them, on a host that can; default false */
  readonly authenticate?: boolean
  /** The path is found, the first request is about to leave. */
  onStart?(start: PingStart, now: number): void
  /** A request leaves over this path. */
  onSend?(path: Path, now: number): void
  onReply?(reply: PingReply, now: number): void
}

export interface PingStart {
  readonly path: PathRecord
  /** of the path, bytes */
  readonly mtu: number
  /** bytes */
  readonly payloadSize: number
  /** bytes */
  readonly packetSize: number
}

/** A request carries at least the time it was sent. */
const leastPayload = 8
const echoHeaderLength = 8

interface Run {
  readonly start: PingStart
  readonly exchange: Exchange
  readonly replies: PingReply[]
  readonly roundTripsNs: number[]
  /** the path each request went */
  readonly sentOver: Path[]
}

export function ping(host: Host, options: PingOptions, now: number, out: Outbox): Operation<PingResult> {
  let run: Run | undefined
  const tool = {
    neighborPort: endhostPort,
    ready(session: Session<PingResult>, at: number, outReady: Outbox): void {
      withAuthentication(session, options, at, outReady, (made, atMade, outMade) => {
        const start = startOf(session, options.size ?? { payload: 0 }, made)
        if (typeof start === 'string') session.end({ kind: 'failed', reason: start }, atMade)
        else run = begin(session, options, start, atMade, outMade)
      })
    },
    packet: (session: Session<PingResult>, packet: HostPacket, at: number) => run && take(session, options, run, packet, at),
    result: (_: unknown, at: number) => run && resultOf(run, at),
  }
  return startSession(host, options, tool, now, out)
}

/** `undefined`: requests go without. */
type Made = Authentication | { readonly failed: string } | undefined

/** Calls `then` once, at once unless a key has to be asked for; not when the ping has ended meanwhile. */
function withAuthentication(
  { host, destination, use }: Session<PingResult>,
  { authenticate }: PingOptions,
  now: number,
  out: Outbox,
  then: (made: Made, now: number, out: Outbox) => void,
): void {
  if (authenticate !== true) then(undefined, now, out)
  else if (host.authenticator === undefined) then({ failed: 'this host has no DRKeys' }, now, out)
  else
    host.authenticator.request(destination, now, out, (made, at, outMade) => {
      if (host.paths.inUse.has(use)) then(made, at, outMade)
    })
}

/** The sizes, or why no packet can have them. */
function startOf(session: Session<PingResult>, size: PingSize, made: Made): PingStart | string {
  if (made !== undefined && 'failed' in made) return made.failed
  const overhead = overheadOf(session, made)
  const { mtu } = session.use.path
  const payloadSize = size === 'mtu' ? mtu - overhead : 'packet' in size ? size.packet - overhead : size.payload
  if (payloadSize < 0) return `desired packet size smaller than header overhead {minimum_packet_size=${overhead}}`
  if (payloadSize + echoHeaderLength > maxPayloadLength)
    return `a payload has at most ${maxPayloadLength - echoHeaderLength} bytes, not ${payloadSize}`
  return { path: pathRecord(session), mtu, payloadSize, packetSize: overhead + payloadSize }
}

function begin(session: Session<PingResult>, options: PingOptions, start: PingStart, now: number, out: Outbox): Run {
  const data = new Uint8Array(Math.max(leastPayload, start.payloadSize))
  const send = (sequence: number, made: Authentication | undefined, at: number, outSend: Outbox): void => {
    setU64(data, 0, BigInt(session.host.clock.epochS) * BigInt(nsPerS) + BigInt(at))
    run.sentOver[sequence] = session.use.path
    options.onSend?.(session.use.path, at)
    session.send(protocols.scmp, echoRequest(session.port, sequence, data), at, outSend, { ...(made && { authentication: made }) })
  }
  const proveAndSend = (sequence: number, at: number, outSend: Outbox): void =>
    withAuthentication(session, options, at, outSend, (made, atMade, o) => {
      if (made !== undefined && 'failed' in made) options.onError?.(made.failed, atMade)
      else send(sequence, made, atMade, o)
    })
  const renewAndSend = (sequence: number, at: number, outSend: Outbox): void =>
    renewPath(session.host, session.use, options, options.mayChangePath ?? false, at, outSend, (t, o) => proveAndSend(sequence, t, o))
  const exchange = createExchange(options, now, renewAndSend, at => session.end({ kind: 'done', result: resultOf(run, at) }, at))
  const run: Run = { start, exchange, replies: [], roundTripsNs: [], sentOver: [] }
  options.onStart?.(start, now)
  session.run(exchange)
  exchange.wake(now, out)
  return run
}

const echoRequest = (port: number, sequence: number, data: Bytes): Bytes =>
  buildScmp({ kind: 'echoRequest', code: 0, identifier: port, sequence, data })

/** Bytes of a request without payload. */
function overheadOf({ host, route, port }: Session<PingResult>, authentication: Authentication | undefined): number {
  const outgoing = { source: host.endpoint, ...route(), protocol: protocols.scmp, ...(authentication && { authentication }) }
  return writePacket(outgoing, echoRequest(port, 0, new Uint8Array(0))).length
}

function take(session: Session<PingResult>, options: PingOptions, run: Run, packet: HostPacket, now: number): string | undefined {
  const { exchange } = run
  if (packet.protocol !== protocols.scmp || exchange.complete) return undefined
  if (options.authenticate === true && !packet.authentic) return 'a reply without packet authenticator'
  const scmp = parseScmp(packet.bytes, packet.at)
  if (scmp.kind === 'echoReply') takeReply(session, options, run, packet, scmp.sequence, now)
  else {
    exchange.refusal()
    options.onError?.(describeScmp(scmp, packet.source), now)
  }
  exchange.endIfComplete(now)
  return undefined
}

function takeReply(session: Session<PingResult>, options: PingOptions, run: Run, packet: HostPacket, sequence: number, now: number): void {
  const answer = run.exchange.reply(sequence, now)
  if (answer === undefined) return
  const reply: PingReply = {
    scion_packet_size: packet.bytes.length,
    source: endpointText(packet.source),
    scmp_seq: sequence,
    round_trip_time: toMillis(answer.roundTripNs),
    state: answer.state,
  }
  run.replies.push(reply)
  run.roundTripsNs.push(answer.roundTripNs)
  session.host.paths.measured(run.sentOver[sequence] ?? session.use.path, answer.roundTripNs)
  options.onReply?.(reply, now)
}

const resultOf = ({ start, exchange, replies, roundTripsNs }: Run, now: number): PingResult => ({
  path: start.path,
  payload_size: start.payloadSize,
  scion_packet_size: start.packetSize,
  replies: replies.length === 0 ? null : replies,
  statistics: pingStatistics(exchange.sent, roundTripsNs, now - exchange.startedAt),
})
