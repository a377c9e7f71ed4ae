import { expect, test } from 'vitest'
import { sendTraffic, startReceiver, type TrafficOptions } from '#sim/traffic.ts'
import { startExample } from './examples.ts'

function traffic(more: Partial<TrafficOptions> = {}) {
  const network = startExample('tiny')
  const [alice, bob] = ['alice', 'bob'].map(name => network.findHost(name)!)
  const delays: number[] = []
  const sentAt: number[] = []
  const port = startReceiver(bob!.host, delayNs => delays.push(delayNs))!
  const operation = network.onHost(alice!, (host, now, out) =>
    sendTraffic(
      host,
      port,
      {
        destination: { isdAs: bob!.as.isdAs, host: bob!.as.hosts[0]!.address },
        rateBps: 1e6,
        size: 125,
        durationNs: 1e9,
        onSend: (_, at) => sentAt.push(at),
        ...more,
      },
      now,
      out,
    ),
  )
  network.run(network.loop.now + 5e9)
  return { delays, sentAt, outcome: operation.outcome }
}

test('so many packets at equal distances, and each arrives with its one-way delay', () => {
  const { delays, sentAt, outcome } = traffic()
  expect(outcome).toEqual({ kind: 'done', result: { sent: 1000 } })
  expect(delays.length).toBe(1000)
  // 5 ms and 8 ms of links, four times 100 us inside ASes, and the time at 500 Mbit/s.
  expect(new Set(delays).size).toBe(1)
  expect(delays[0]).toBeGreaterThan(13.3e6)
  expect(delays[0]).toBeLessThan(13.5e6)
  const gaps = sentAt.slice(1).map((t, i) => t - sentAt[i]!)
  expect(new Set(gaps)).toEqual(new Set([1e6]))
})

test('at least one packet, and no smaller than its time stamp', () => {
  expect(traffic({ size: 1, durationNs: 1 }).delays.length).toBe(1)
})

test('without a path it fails with the reason', () => {
  const { outcome } = traffic({ destination: { isdAs: '1-ff00:0:99', host: '10.0.0.1' } })
  expect(outcome).toMatchObject({ kind: 'failed' })
})
