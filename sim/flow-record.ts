/** What became of a flow: counted while it runs, in either world. */
import type { Path } from '#control/path/path.ts'
import { hopRecords } from '#host/choice.ts'
import { toMillis } from '#host/duration.ts'
import type { Outcome } from '#host/operation.ts'
import { hopsText } from '#host/result.ts'
import type { FlowPlan } from './flow.ts'

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

/** A flow that changes its way without end must not fill the memory. */
const maxRemembered = 1000

/** A record while its flow runs. */
export interface Draft {
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

export const createDraft = (startNs: number): Draft => ({
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

export function noteSent(d: Draft, path: Path, now: number): void {
  d.sent++
  const same = d.last === path || d.last?.fingerprint === path.fingerprint
  d.last = path
  if (same) d.paths.at(-1)!.packets++
  else if (d.paths.length < maxRemembered) d.paths.push({ fromNs: now, packets: 1, way: hopsText(hopRecords(path)) })
}

export function noteReceived(d: Draft, delayNs: number, now: number): void {
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

export function noteError(d: Draft, text: string): void {
  if (d.errors.has(text) || d.errors.size < maxRemembered) d.errors.set(text, (d.errors.get(text) ?? 0) + 1)
}

export function noteEnd(d: Draft, outcome: Outcome<unknown>, now: number): void {
  d.endNs = now
  if (outcome.kind === 'failed') d.failed = outcome.reason
}

export function recordOf(plan: Pick<FlowPlan, 'name' | 'kind' | 'from' | 'to'>, d: Draft): FlowRecord {
  const delay = d.received === 0 ? undefined : { min: toMillis(d.minNs), avg: toMillis(d.sumNs / d.received), max: toMillis(d.maxNs) }
  const { name, kind, from, to } = plan
  const { startNs, endNs, sent, received, longestGapNs, paths, errors, failed } = d
  return { name, kind, from, to, startNs, endNs, sent, received, delay, longestGapNs, paths, errors, failed }
}
