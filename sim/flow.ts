/** What hosts do in a run, and its record: pings, traceroutes, UDP traffic. */
import type { Path } from '#control/path/path.ts'
import { parseSequence } from '#control/path/sequence.ts'
import type { PathChoice } from '#host/choice.ts'
import type { Host } from '#host/host.ts'
import type { Outcome } from '#host/operation.ts'
import { type PingOptions, ping } from '#host/ping.ts'
import type { PathOptions } from '#host/resolve.ts'
import { traceroute } from '#host/traceroute.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import { createDraft, type Draft, type FlowRecord, noteEnd, noteError, noteReceived, noteSent, recordOf } from './flow-record.ts'
import { addressOf, type Network, requireHost } from './network.ts'
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

export interface RunningFlow {
  readonly record: FlowRecord
  readonly done: boolean
}

/** How long after the last packet was sent UDP is waited for. */
export const lateNs = 2 * nsPerS

/** Throws `UserError` for a host or sequence there is not. */
export function startFlow(network: Network, plan: FlowPlan): RunningFlow {
  const from = requireHost(network, plan.from)
  const to = requireHost(network, plan.to)
  const draft = createDraft(network.loop.now)
  const begin = (host: Host, more: Pick<FlowEnds, 'port' | 'onEnd'>, now: number, out: Outbox): void =>
    beginFlow(host, plan, { destination: addressOf(to), ...more }, draft, now, out)
  const onEnd = (outcome: Outcome<unknown>, at: number): void => noteEnd(draft, outcome, at)
  network.onHost(from, (host, now, out) =>
    plan.kind === 'udp'
      ? receiveFirst(network, to.host, draft, now, more => begin(host, more, now, out))
      : begin(host, { onEnd }, now, out),
  )
  return {
    get record() {
      return recordOf(plan, draft)
    },
    get done() {
      return draft.endNs !== undefined
    },
  }
}

function receiveFirst(network: Network, target: Host, d: Draft, now: number, then: (more: Pick<FlowEnds, 'port' | 'onEnd'>) => void): void {
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
  then({ port, onEnd })
}

export interface FlowEnds {
  readonly destination: ScionAddress
  /** where UDP is received */
  readonly port?: number
  /** told once, when the last answer has come or, of UDP, when the last packet has left */
  onEnd(outcome: Outcome<unknown>, now: number): void
}

/** Begins the flow on a host of either world; the draft fills. Throws `UserError` for a sequence there cannot be. */
export function beginFlow(host: Host, plan: FlowPlan, ends: FlowEnds, d: Draft, now: number, out: Outbox): void {
  const options = {
    ...pathsOf(plan),
    destination: ends.destination,
    onError: (text: string) => noteError(d, text),
    onEnd: ends.onEnd,
    onSend: (path: Path, at: number) => noteSent(d, path, at),
  }
  if (plan.kind === 'ping') startPing(host, plan, options, d, now, out)
  else if (plan.kind === 'udp') sendTraffic(host, ends.port!, { ...options, ...trafficOf(plan) }, now, out)
  else traceroute(host, { ...options, timeoutNs: plan.timeoutNs, onHop: (update, at) => noteHop(d, update.times, at) }, now, out)
}

const trafficOf = ({ rateBps, size, durationNs }: UdpPlan) => ({ rateBps, size, durationNs })

const pathsOf = ({ hidden, prefer, acl, policy, epic, sequence }: FlowPlan): PathOptions => ({
  ...(hidden && { hidden: true }),
  ...(prefer && { prefer }),
  ...(acl && { acl }),
  ...(policy && { policy }),
  ...(epic && { epic }),
  ...(sequence && { sequence: parseSequence(sequence) }),
})

type Listeners = Pick<PingOptions, 'destination' | 'onError' | 'onEnd' | 'onSend'>

function startPing(host: Host, plan: PingPlan, options: Listeners, d: Draft, now: number, out: Outbox): void {
  const { count, intervalNs, timeoutNs, authenticate } = plan
  const more = { count, intervalNs, timeoutNs, authenticate: authenticate === true, size: { payload: plan.payload }, mayChangePath: true }
  const onReply = ({ round_trip_time }: { round_trip_time: number }, at: number): void =>
    noteReceived(d, Math.round(round_trip_time * 1e6), at)
  ping(host, { ...options, ...more, onReply }, now, out)
}

function noteHop(d: Draft, times: readonly (number | 'lost')[], now: number): void {
  for (const time of times) {
    d.sent++
    if (time !== 'lost') noteReceived(d, Math.round(time * 1e6), now)
  }
}
