/** Loss and round trip times of a series of requests.   scion/cmd/scion/ping.go calculateStats */
import { toMillis } from './duration.ts'
import type { PingStatistics } from './result.ts'

/** `roundTripsNs`: of every reply, late and duplicate ones too. `mdev` is the standard deviation. */
export function pingStatistics(sent: number, roundTripsNs: readonly number[], timeNs: number): PingStatistics {
  const received = roundTripsNs.length
  const average = received === 0 ? 0 : Math.trunc(sum(roundTripsNs) / received)
  const variance = received === 0 ? 0 : sum(roundTripsNs.map(t => (t - average) ** 2)) / received
  return {
    sent,
    received,
    packet_loss: sent === 0 ? 0 : Math.max(0, 100 - Math.floor((received * 100) / sent)),
    time: toMillis(timeNs),
    min_rtt: toMillis(roundTripsNs.reduce((a, b) => Math.min(a, b), received === 0 ? 0 : Infinity)),
    avg_rtt: toMillis(average),
    max_rtt: toMillis(roundTripsNs.reduce((a, b) => Math.max(a, b), 0)),
    mdev_rtt: toMillis(Math.sqrt(variance)),
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
