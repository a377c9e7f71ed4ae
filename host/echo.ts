/** UDP echo: a server that sends back what it gets, and a client that measures it. */
import type { Outbox } from '#wire/actor.ts'
import { getU32, setU32 } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { parseScmp } from '#wire/scmp.ts'
import { buildUdp, parseUdp } from '#wire/udp.ts'
import { createExchange, type Exchange, type ExchangePlan } from './exchange.ts'
import type { Host } from './host.ts'
import type { Operation } from './operation.ts'
import { answerTo, type HostPacket, writePacket } from './packet.ts'
import { renewPath } from './resolve.ts'
import type { PathRecord, PingStatistics } from './result.ts'
import { describeScmp } from './scmp-text.ts'
import { pathRecord, type Session, startSession, type ToolOptions } from './session.ts'
import { pingStatistics } from './statistics.ts'

/** The port of the echo service of old (RFC 862). */
export const echoPort = 7

/** Starts echoing on `port`; false when the port is taken. */
export function startEchoServer(host: Host, port: number = echoPort): boolean {
  const opened = host.ports.open((packet, from, _, out) => {
    if (packet.protocol !== protocols.udp) return
    const udp = parseUdp(packet.bytes, packet.at)
    // Two echo servers would talk for ever.
    if (udp.srcPort === port) return
    const message = buildUdp({ srcPort: udp.dstPort, dstPort: udp.srcPort, data: udp.data })
    host.sendPacket(port, from, writePacket(answerTo(packet), message), out)
  }, port)
  return opened !== undefined
}

export interface EchoOptions extends ToolOptions<EchoResult>, ExchangePlan {
  /** of the server; default 7 */
  readonly port?: number
  /** bytes of data, at least 4 */
  readonly size: number
  /** choose the path anew for every request */
  readonly mayChangePath?: boolean
  onReply?(sequence: number, roundTripNs: number, now: number): void
}

export interface EchoResult {
  readonly path: PathRecord
  readonly statistics: PingStatistics
}

interface Run {
  readonly path: PathRecord
  readonly exchange: Exchange
  readonly roundTripsNs: number[]
}

export function udpEcho(host: Host, options: EchoOptions, now: number, out: Outbox): Operation<EchoResult> {
  let run: Run | undefined
  const tool = {
    neighborPort: options.port ?? echoPort,
    ready(session: Session<EchoResult>, at: number, outReady: Outbox): void {
      run = begin(session, options, at, outReady)
    },
    packet(_: unknown, packet: HostPacket, at: number): undefined {
      if (run !== undefined) take(options, run, packet, at)
    },
    result: (_: unknown, at: number) => resultOf(run!, at),
  }
  return startSession(host, options, tool, now, out)
}

function begin(session: Session<EchoResult>, options: EchoOptions, now: number, out: Outbox): Run {
  const send = (sequence: number, at: number, outSend: Outbox): void => {
    const data = new Uint8Array(Math.max(sequenceLength, options.size))
    setU32(data, 0, sequence)
    session.send(protocols.udp, buildUdp({ srcPort: session.port, dstPort: options.port ?? echoPort, data }), at, outSend)
  }
  const renewAndSend = (sequence: number, at: number, outSend: Outbox): void =>
    renewPath(session.host, session.use, options, options.mayChangePath ?? false, at, outSend, (sendAt, o) => send(sequence, sendAt, o))
  const exchange = createExchange(options, now, renewAndSend, at => session.end({ kind: 'done', result: resultOf(run, at) }, at))
  const run: Run = { path: pathRecord(session), exchange, roundTripsNs: [] }
  session.run(exchange)
  exchange.wake(now, out)
  return run
}

/** Data begins with the request's number. */
const sequenceLength = 4

function take(options: EchoOptions, run: Run, packet: HostPacket, now: number): void {
  const { exchange } = run
  if (exchange.complete) return
  if (packet.protocol === protocols.udp) takeReply(options, run, packet, now)
  else {
    exchange.refusal()
    options.onError?.(describeScmp(parseScmp(packet.bytes, packet.at), packet.source), now)
  }
  exchange.endIfComplete(now)
}

function takeReply(options: EchoOptions, run: Run, packet: HostPacket, now: number): void {
  const { data } = parseUdp(packet.bytes, packet.at)
  const sequence = data.length < sequenceLength ? -1 : getU32(data, 0)
  const answer = run.exchange.reply(sequence, now)
  if (answer === undefined) return
  run.roundTripsNs.push(answer.roundTripNs)
  options.onReply?.(sequence, answer.roundTripNs, now)
}

const resultOf = ({ path, exchange, roundTripsNs }: Run, now: number): EchoResult => ({
  path,
  statistics: pingStatistics(exchange.sent, roundTripsNs, now - exchange.startedAt),
})
