/** Flows of scenarios on a host of its own: what `sim/flow.ts` makes of them in the simulator, reported as JSON with times of the wall clock. */
import type { Outcome } from '#host/operation.ts'
import { beginFlow, type FlowPlan } from '#sim/flow.ts'
import { createDraft, type FlowRecord, noteEnd, noteReceived, recordOf } from '#sim/flow-record.ts'
import { startReceiver } from '#sim/traffic.ts'
import { nsPerS } from '#wire/actor.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import type { RunningHost } from './host.ts'

/** Times: unix nanoseconds, near enough. */
export interface FlowReport extends Omit<FlowRecord, 'errors'> {
  readonly errors: Readonly<Record<string, number>>
}

/** What came in at a UDP port. Delays are by the receiver's clock, whose epoch the sender's may not be. */
export interface Received {
  readonly received: number
  readonly delay: FlowRecord['delay']
  readonly longestGapNs: FlowRecord['longestGapNs']
  /** unix seconds */
  readonly epochS: number
}

/** `port`: of UDP, where it is received. `done` is called once. Throws `UserError`. */
export function runFlow(
  { host, run }: RunningHost,
  plan: FlowPlan,
  ends: { readonly destination: ScionAddress; readonly port?: number },
  done: (report: FlowReport & { readonly epochS: number }) => void,
): void {
  run((now, out) => {
    const draft = createDraft(now)
    const onEnd = (outcome: Outcome<unknown>, at: number): void => {
      noteEnd(draft, outcome, at)
      done({ ...reportOf(recordOf(plan, draft), host.clock.epochS), epochS: host.clock.epochS })
    }
    beginFlow(host, plan, { ...ends, onEnd }, draft, now, out)
  })
}

function reportOf(record: FlowRecord, epochS: number): FlowReport {
  const unix = (ns: number): number => epochS * nsPerS + ns
  return {
    ...record,
    startNs: unix(record.startNs),
    endNs: record.endNs && unix(record.endNs),
    paths: record.paths.map(p => ({ ...p, fromNs: unix(p.fromNs) })),
    errors: Object.fromEntries(record.errors),
  }
}

/** Receives until `end`; `undefined` when no port is free. */
export function receiveFlow({ host, run }: RunningHost): { readonly port: number; end(): Received } | undefined {
  const draft = createDraft(0)
  const port = run(() => startReceiver(host, (delayNs, now) => noteReceived(draft, delayNs, now)))
  if (port === undefined) return undefined
  return {
    port,
    end() {
      run(() => host.ports.close(port))
      const { received, delay, longestGapNs } = recordOf({ name: '', kind: 'udp', from: '', to: '' }, draft)
      return { received, delay, longestGapNs, epochS: host.clock.epochS }
    },
  }
}
