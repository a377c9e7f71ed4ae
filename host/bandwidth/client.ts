/** The client of a bandwidth test: both directions at once, then what the server counted. */
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { parseScmp } from '#wire/scmp.ts'
import { buildUdp, parseUdp } from '#wire/udp.ts'
import { toMillis } from '../duration.ts'
import type { Host } from '../host.ts'
import type { Operation, Task } from '../operation.ts'
import { type HostPacket, writePacket } from '../packet.ts'
import { describeScmp } from '../scmp-text.ts'
import { pathRecord, type Session, startSession, type ToolOptions } from '../session.ts'
import { arrivalsOf, dataMessage, kindOf, plainMessage, sequenceOf, startMessage, testIdOf, tokenMessage, tokenOf } from './message.ts'
import { type BandwidthPlan, rateBps } from './plan.ts'
import type { BandwidthResult, FlowResult } from './result.ts'
import { bandwidthPort } from './server.ts'
import { type Arrivals, createStream, createTally, type Stream, type Tally } from './stream.ts'

export interface BandwidthOptions extends ToolOptions<BandwidthResult> {
  /** of the server; default 40002 */
  readonly port?: number
  readonly toServer: BandwidthPlan
  readonly toClient: BandwidthPlan
}

/** Questions are repeated: so often, so long apart. */
const attempts = 6
const retryNs = 0.5 * nsPerS
/** What is still on its way at the end is waited for. */
const graceNs = nsPerS

interface Run {
  readonly session: Session<BandwidthResult>
  readonly options: BandwidthOptions
  readonly testId: number
  readonly tally: Tally
  token: Bytes | undefined
  stream: Stream | undefined
  /** when the server is asked for what it counted */
  reportAtNs: number
  /** the question that waits for its answer, and how often it was asked */
  question: { readonly data: Bytes; asked: number; againAtNs: number } | undefined
}

export function bandwidthTest(host: Host, options: BandwidthOptions, now: number, out: Outbox): Operation<BandwidthResult> {
  let run: Run | undefined
  const tool = {
    neighborPort: options.port ?? bandwidthPort,
    ready(session: Session<BandwidthResult>, at: number, outReady: Outbox): void {
      const wrong = tooLarge(session, options)
      if (wrong === undefined) run = begin(session, options, at, outReady)
      else session.end({ kind: 'failed', reason: wrong }, at)
    },
    packet: (_: unknown, packet: HostPacket, at: number, outPacket: Outbox): undefined => {
      if (run !== undefined) take(run, packet, at, outPacket)
    },
    result: () => undefined,
  }
  return startSession(host, options, tool, now, out)
}

function tooLarge({ host, use, route }: Session<BandwidthResult>, { toServer, toClient }: BandwidthOptions): string | undefined {
  const { nextHop: _, epicAuths, ...outgoing } = route()
  const seal = epicAuths && { auths: epicAuths, nowS: 0, counter: 0 }
  const overhead = writePacket({ source: host.endpoint, ...outgoing, protocol: protocols.udp, ...(seal && { seal }) }, emptyUdp()).length
  const most = use.path.mtu - overhead
  const size = Math.max(toServer.size, toClient.size)
  return size <= most ? undefined : `packets of ${size} bytes do not fit: at most ${most} on a path with MTU ${use.path.mtu}`
}

const emptyUdp = (): Bytes => buildUdp({ srcPort: 0, dstPort: 0, data: new Uint8Array(0) })

function begin(session: Session<BandwidthResult>, options: BandwidthOptions, now: number, out: Outbox): Run {
  const run: Run = {
    ...{ session, options, tally: createTally(options.toClient) },
    testId: now % 2 ** 32,
    ...{ token: undefined, stream: undefined, reportAtNs: Infinity, question: undefined },
  }
  session.run(taskOf(run))
  ask(run, plainMessage('hello', run.testId), now, out)
  return run
}

function send({ session, options }: Run, data: Bytes, now: number, out: Outbox): void {
  const udp = { srcPort: session.port, dstPort: options.port ?? bandwidthPort, data }
  session.send(protocols.udp, buildUdp(udp), now, out)
}

function ask(run: Run, data: Bytes, now: number, out: Outbox): void {
  run.question = { data, asked: 1, againAtNs: now + retryNs }
  send(run, data.slice(), now, out)
}

const taskOf = (run: Run): Task => ({
  wakeAt: () => Math.min(run.question?.againAtNs ?? Infinity, run.reportAtNs, run.stream?.wakeAt() ?? Infinity),
  wake(now, out) {
    if ((run.stream?.wakeAt() ?? Infinity) <= now) run.stream!.wake(now, out)
    if (run.reportAtNs <= now) {
      run.reportAtNs = Infinity
      ask(run, tokenMessage('ask', run.testId, run.token!), now, out)
    }
    const { question } = run
    if (question === undefined || question.againAtNs > now) return
    if (question.asked++ === attempts) run.session.end({ kind: 'failed', reason: 'the server does not answer' }, now)
    else {
      question.againAtNs = now + retryNs
      send(run, question.data.slice(), now, out)
    }
  },
})

function take(run: Run, packet: HostPacket, now: number, out: Outbox): void {
  const { options, testId } = run
  if (packet.protocol !== protocols.udp) {
    options.onError?.(describeScmp(parseScmp(packet.bytes, packet.at), packet.source), now)
    return
  }
  const { data } = parseUdp(packet.bytes, packet.at)
  const kind = kindOf(data)
  if (kind === undefined || testIdOf(data) !== testId) return
  if (kind === 'welcome' && run.token === undefined) {
    run.token = tokenOf(data)
    ask(run, startMessage(testId, run.token, options.toServer, options.toClient), now, out)
  } else if (kind === 'refused') run.session.end({ kind: 'failed', reason: 'the server refuses: it is busy, or that is too much' }, now)
  else if (kind === 'accepted' || kind === 'data') {
    // Data may overtake the word that it comes.
    if (run.token !== undefined && run.stream === undefined) stream(run, now, out)
    if (kind === 'data') run.tally.arrived(sequenceOf(data), now)
  } else if (kind === 'report' && run.stream !== undefined) run.session.end({ kind: 'done', result: resultOf(run, arrivalsOf(data)) }, now)
}

function stream(run: Run, now: number, out: Outbox): void {
  const { toServer, toClient } = run.options
  run.question = undefined
  run.stream = createStream(toServer, now, (sequence, at, o) => send(run, dataMessage(run.testId, sequence, toServer.size), at, o))
  run.reportAtNs = now + Math.max(toServer.durationNs, toClient.durationNs) + graceNs
  run.stream.wake(now, out)
}

const resultOf = ({ session, options, tally, stream: sending }: Run, server: Arrivals): BandwidthResult => ({
  path: pathRecord(session),
  cs: flow(options.toServer, sending!.sent, server),
  sc: flow(options.toClient, options.toClient.count, tally.arrivals),
})

function flow(plan: BandwidthPlan, sent: number, { packets, minNs, averageNs, maxNs, deviationNs }: Arrivals): FlowResult {
  return {
    attempted_bps: rateBps(plan),
    achieved_bps: rateBps({ ...plan, count: packets }),
    sent,
    received: packets,
    loss_rate: sent === 0 ? 0 : Math.round(Math.max(0, 1 - packets / sent) * 1000) / 10,
    interarrival_time: { min: toMillis(minNs), avg: toMillis(averageNs), max: toMillis(maxNs), mdev: toMillis(deviationNs) },
  }
}
