/** What hosts do in a run, and its record: pings, traceroutes, UDP traffic. */
import type { Path } from '#control/path/path.ts'
import { parseSequence } from '#control/path/sequence.ts'
import type { PathChoice } from '#host/choice.ts'
import { hopRecords } from '#host/choice.ts'
import { toMillis } from '#host/duration.ts'
import type { Outcome } from '#host/operation.ts'
import { ping } from '#host/ping.ts'
import type { PathOptions } from '#host/resolve.ts'
import { hopsText } from '#host/result.ts'
import { traceroute } from '#host/traceroute.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import { addressOf, type HostNode, type Network, requireHost } from './network.ts'
import { sendTraffic, startReceiver } from './traffic.ts'

interface Flow extends Pick<PathChoice, 'prefer' | 'acl' | 'policy' | 'epic'> {
  readonly name: string
  /** host name or ISD-AS */
  readonly from: string
  readonly to: string
  /** only paths of this way, as `ping --sequence` takes it */
  readonly sequence?: string
  /** hidden paths too */
  readonly hidden?: boolean
}
export interface PingPlan extends Flow {
  readonly kind: 'ping'
  readonly count: number
  readonly intervalNs: number
  readonly timeoutNs: number
  /** bytes */
  readonly payload: number
  /** with packet authenticators, as `ping --spao` */
  readonly authenticate?: boolean
}
export interface TraceroutePlan extends Flow {
  readonly kind: 'traceroute'
  readonly timeoutNs: number
}
export interface UdpPlan extends Flow {
  readonly kind: 'udp'
  readonly rateBps: number
  /** bytes of data in a packet */
  readonly size: number
  readonly durationNs: number
}
export type FlowPlan = PingPlan | TraceroutePlan | UdpPlan

/** A stretch of packets over the same way. */
export interface PathUsed {
  /** nanoseconds when the first of them left */
  readonly fromNs: number
  readonly packets: number
  /** "1-ff00:0:111 41>1 1-ff00:0:110" */
  readonly way: string
  /** fail-over, nanoseconds: from the last answer (of UDP, arrival) before the move to this way, to the first after it */
  readonly gapNs?: number
}

export interface FlowRecord {
  readonly name: string
  readonly kind: FlowPlan['kind']
  readonly from: string
  readonly to: string
  /** nanoseconds */
  readonly startNs: number
  readonly endNs: number | undefined
  readonly sent: number
  /** replies; of UDP, packets that arrived */
  readonly received: number
  /** milliseconds there and back; of UDP, one way. None when nothing was received. */
  readonly delay: { readonly min: number; readonly avg: number; readonly max: number } | undefined
  /** the longest time between two answers or, of UDP, arrivals, nanoseconds */
  readonly longestGapNs: number | undefined
  readonly paths: readonly PathUsed[]
  /** errors that came back, with their numbers */
  readonly errors: ReadonlyMap<string, number>
  /** why it could not begin, or the traceroute not end */
  readonly failed: string | undefined
}

export interface RunningFlow {
  readonly record: FlowRecord
  readonly done: boolean
}

/** How long after the last packet was sent UDP is waited for. */
const lateNs = 2 * nsPerS
/** A flow that changes its way without end must not fill the memory. */
const maxRemembered = 1000

/** Throws `UserError` for a host or sequence there is not. */
export function startFlow(network: Network, plan: FlowPlan): RunningFlow {
  const from = requireHost(network, plan.from)
  const destination = addressOf(requireHost(network, plan.to))
  const draft = createDraft(network.loop.now)
  const { prefer, acl, policy, epic } = plan
  const choice: PathOptions = {
    ...(plan.hidden && { hidden: true }),
    ...(prefer && { prefer }),
    ...(acl && { acl }),
    ...(policy && { policy }),
    ...(epic && { epic }),
    ...(plan.sequence && { sequence: parseSequence(plan.sequence) }),
  }
  network.onHost(from, (_, now, out) => start(network, plan, { from, destination, choice }, draft, now, out))
  return {
    get record() {
      return recordOf(plan, draft)
    },
    get done() {
      return draft.endNs !== undefined
    },
  }
}

interface Ends {
  readonly from: HostNode
  readonly destination: ScionAddress
  readonly choice: PathOptions
}

interface Draft {
  readonly startNs: number
  endNs: number | undefined
  sent: number
  received: number
  sumNs: number
  minNs: number
  maxNs: number
  /** when the last answer came */
  answeredNs: number | undefined
  longestGapNs: number | undefined
  last: Path | undefined
  readonly paths: { fromNs: number; packets: number; way: string; gapNs?: number }[]
  readonly errors: Map<string, number>
  failed: string | undefined
}

const createDraft = (startNs: number): Draft => ({
  startNs,
  endNs: undefined,
  sent: 0,
  received: 0,
  sumNs: 0,
  minNs: Infinity,
  maxNs: 0,
  answeredNs: undefined,
  longestGapNs: undefined,
  last: undefined,
  paths: [],
  errors: new Map(),
  failed: undefined,
})

function noteSent(d: Draft, path: Path, now: number): void {
  d.sent++
  const same = d.last === path || d.last?.fingerprint === path.fingerprint
  d.last = path
  if (same) d.paths.at(-1)!.packets++
  else if (d.paths.length < maxRemembered) d.paths.push({ fromNs: now, packets: 1, way: hopsText(hopRecords(path)) })
}

function noteReceived(d: Draft, delayNs: number, now: number): void {
  if (d.answeredNs !== undefined) {
    const gapNs = now - d.answeredNs
    d.longestGapNs = Math.max(d.longestGapNs ?? 0, gapNs)
    const path = d.paths.at(-1)
    if (d.paths.length > 1 && path !== undefined) path.gapNs ??= gapNs
  }
  d.answeredNs = now
  d.received++
  d.sumNs += delayNs
  d.minNs = Math.min(d.minNs, delayNs)
  d.maxNs = Math.max(d.maxNs, delayNs)
}

function noteError(d: Draft, text: string): void {
  if (d.errors.has(text) || d.errors.size < maxRemembered) d.errors.set(text, (d.errors.get(text) ?? 0) + 1)
}

function noteEnd(d: Draft, outcome: Outcome<unknown>, now: number): void {
  d.endNs = now
  if (outcome.kind === 'failed') d.failed = outcome.reason
}

function start(network: Network, plan: FlowPlan, ends: Ends, d: Draft, now: number, out: Outbox): void {
  const options = {
    destination: ends.destination,
    ...ends.choice,
    onError: (text: string) => noteError(d, text),
    onEnd: (outcome: Outcome<unknown>, at: number) => noteEnd(d, outcome, at),
    onSend: (path: Path, at: number) => noteSent(d, path, at),
  }
  const { host } = ends.from
  if (plan.kind === 'ping') startPing(plan, ends, options, d, now, out)
  else if (plan.kind === 'udp') startUdp(network, plan, ends, options, d, now, out)
  else traceroute(host, { ...options, timeoutNs: plan.timeoutNs, onHop: (update, at) => noteHop(d, update.times, at) }, now, out)
}

interface Listeners {
  readonly destination: ScionAddress
  readonly onError: (text: string) => void
  readonly onEnd: (outcome: Outcome<unknown>, at: number) => void
  readonly onSend: (path: Path, at: number) => void
}

function startPing(plan: PingPlan, { from }: Ends, options: Listeners, d: Draft, now: number, out: Outbox): void {
  const { count, intervalNs, timeoutNs, authenticate } = plan
  const more = { count, intervalNs, timeoutNs, authenticate: authenticate === true, size: { payload: plan.payload }, mayChangePath: true }
  const onReply = ({ round_trip_time }: { round_trip_time: number }, at: number): void =>
    noteReceived(d, Math.round(round_trip_time * 1e6), at)
  ping(from.host, { ...options, ...more, onReply }, now, out)
}

function noteHop(d: Draft, times: readonly (number | 'lost')[], now: number): void {
  for (const time of times) {
    d.sent++
    if (time !== 'lost') noteReceived(d, Math.round(time * 1e6), now)
  }
}

function startUdp(network: Network, plan: UdpPlan, { from }: Ends, options: Listeners, d: Draft, now: number, out: Outbox): void {
  const target = requireHost(network, plan.to).host
  const port = startReceiver(target, (delayNs, at) => noteReceived(d, delayNs, at))
  if (port === undefined) {
    noteEnd(d, { kind: 'failed', reason: 'the receiver has no free port' }, now)
    return
  }
  const onEnd = (outcome: Outcome<unknown>, at: number): void =>
    network.loop.at(at + lateNs, later => {
      target.ports.close(port)
      noteEnd(d, outcome, later)
    })
  sendTraffic(from.host, port, { ...options, onEnd, rateBps: plan.rateBps, size: plan.size, durationNs: plan.durationNs }, now, out)
}

function recordOf(plan: FlowPlan, d: Draft): FlowRecord {
  const delay = d.received === 0 ? undefined : { min: toMillis(d.minNs), avg: toMillis(d.sumNs / d.received), max: toMillis(d.maxNs) }
  const { name, kind, from, to } = plan
  const { startNs, endNs, sent, received, longestGapNs, paths, errors, failed } = d
  return { name, kind, from, to, startNs, endNs, sent, received, delay, longestGapNs, paths, errors, failed }
}
