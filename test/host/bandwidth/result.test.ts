import { expect, test } from 'vitest'
import { bandwidthText } from '#host/bandwidth/result.ts'

const flow = {
  ...{ attempted_bps: 80_000, achieved_bps: 79_200, sent: 100, received: 99, loss_rate: 1 },
  interarrival_time: { min: 1, avg: 2.5, max: 3, mdev: 0.25 },
}

test('as scion-bwtestclient says it', () => {
  const path = { fingerprint: '', hops: null, sequence: '', local_ip: '', next_hop: '' }
  expect(bandwidthText({ path, cs: flow, sc: { ...flow, loss_rate: 0 } })).toBe(
    `S->C results
Attempted bandwidth: 80000 bps / 0.080 Mbps
Achieved bandwidth: 79200 bps / 0.079 Mbps
Loss rate: 0.0%
Interarrival time min/avg/max/mdev = 1.000/2.500/3.000/0.250 ms

C->S results
Attempted bandwidth: 80000 bps / 0.080 Mbps
Achieved bandwidth: 79200 bps / 0.079 Mbps
Loss rate: 1.0%
Interarrival time min/avg/max/mdev = 1.000/2.500/3.000/0.250 ms`,
  )
})
