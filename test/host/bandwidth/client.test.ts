import { beforeEach, expect, test } from 'vitest'
import { type BandwidthOptions, bandwidthTest } from '#host/bandwidth/client.ts'
import { startBandwidthServer } from '#host/bandwidth/server.ts'
import type { Endpoint } from '#host/packet.ts'
import { formatHost } from '#wire/host-address.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
const plan = { durationNs: 1e9, size: 500, count: 100 }
let network: TestNetwork
let errors: string[]
beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
  errors = []
})

const addressOf = ({ isdAs, host }: Endpoint) => ({ isdAs, host: formatHost(host) })
const run = (more: Partial<BandwidthOptions> = {}) => {
  const options = {
    destination: addressOf(network.host(dst).endpoint),
    toServer: plan,
    toClient: plan,
    onError: (e: string) => errors.push(e),
    ...more,
  }
  return network.finish(bandwidthTest(network.host(src), options, network.now(), network.out(src)))
}
const serve = (port?: number) => startBandwidthServer(network.host(dst), () => 5, port)

test('both directions at once, each as fast as was asked for', () => {
  expect(serve()).toBe(true)
  const outcome = run({ toClient: { durationNs: 2e9, size: 1000, count: 10 } })
  const result = outcome.kind === 'done' ? outcome.result : undefined
  expect(result?.path.hops).not.toBe(null)
  expect(result).toMatchObject({
    cs: { attempted_bps: 400_000, achieved_bps: 400_000, sent: 100, received: 100, loss_rate: 0, interarrival_time: { avg: 10 } },
    sc: { attempted_bps: 40_000, achieved_bps: 40_000, sent: 10, received: 10, loss_rate: 0, interarrival_time: { min: 200, mdev: 0 } },
  })
})

test('another port, inside the AS', () => {
  expect(startBandwidthServer(network.host(src), () => 5, 31_500)).toBe(true)
  expect(run({ destination: addressOf(network.host(src).endpoint), port: 31_500 })).toMatchObject({
    kind: 'done',
    result: { cs: { received: 100 } },
  })
})

test('what is lost is counted', () => {
  serve()
  const operation = bandwidthTest(
    network.host(src),
    { destination: addressOf(network.host(dst).endpoint), toServer: plan, toClient: plan, onError: e => errors.push(e) },
    network.now(),
    network.out(src),
  )
  network.run(network.now() + 0.5e9)
  network.setLink(src, 23, false)
  network.run(network.now() + 0.3e9)
  network.setLink(src, 23, true)
  const outcome = network.finish(operation)
  const cs = outcome.kind === 'done' ? outcome.result.cs : undefined
  expect(cs?.received).toBeLessThan(75)
  expect(cs?.received).toBeGreaterThan(60)
  expect(cs?.loss_rate).toBeCloseTo(100 - cs!.received, 1)
  expect(errors[0]).toMatch('external interface is down')
})

test('no server, one that refuses, packets that are too long', () => {
  expect(run()).toEqual({ kind: 'failed', reason: 'the server does not answer' })
  serve()
  const most = run({ toServer: { ...plan, size: 1400 } })
  expect(most).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/^packets of 1400 bytes do not fit: at most \d+ on a path with MTU 1400$/),
  })
  expect(run({ toServer: { ...plan, durationNs: 100e9 } })).toMatchObject({ kind: 'failed', reason: expect.stringContaining('refuses') })
})
