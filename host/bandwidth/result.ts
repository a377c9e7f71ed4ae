/** What a bandwidth test finds out, and how scion-bwtestclient says it. Times are milliseconds with three decimals. */
import type { PathRecord } from '../result.ts'

export interface FlowResult {
  readonly attempted_bps: number
  readonly achieved_bps: number
  /** packets */
  readonly sent: number
  readonly received: number
  /** percent, one decimal */
  readonly loss_rate: number
  readonly interarrival_time: { readonly min: number; readonly avg: number; readonly max: number; readonly mdev: number }
}

export interface BandwidthResult {
  readonly path: PathRecord
  /** from the client to the server */
  readonly cs: FlowResult
  /** from the server to the client */
  readonly sc: FlowResult
}

/** Both directions, for people. */
export const bandwidthText = ({ cs, sc }: BandwidthResult): string => `${flowText('S->C', sc)}\n\n${flowText('C->S', cs)}`

function flowText(name: string, { attempted_bps, achieved_bps, loss_rate, interarrival_time: t }: FlowResult): string {
  const times = [t.min, t.avg, t.max, t.mdev].map(ms => ms.toFixed(3)).join('/')
  return [
    `${name} results`,
    `Attempted bandwidth: ${rateText(attempted_bps)}`,
    `Achieved bandwidth: ${rateText(achieved_bps)}`,
    `Loss rate: ${loss_rate.toFixed(1)}%`,
    `Interarrival time min/avg/max/mdev = ${times} ms`,
  ].join('\n')
}

const rateText = (bps: number): string => `${bps} bps / ${(bps / 1e6).toFixed(3)} Mbps`
