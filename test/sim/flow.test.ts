import { expect, test } from 'vitest'
import { parseAcl } from '#control/path/acl.ts'
import { type FlowPlan, startFlow } from '#sim/flow.ts'
import type { FlowRecord } from '#sim/flow-record.ts'
import type { Network } from '#sim/network.ts'
import { pathType, pathTypes } from '#wire/header.ts'
import { startExample } from './examples.ts'

type Unnamed<P> = P extends unknown ? Omit<P, 'name'> : never

function flow(network: Network, plan: Unnamed<FlowPlan>, act: () => void = () => {}): FlowRecord {
  const running = startFlow(network, { name: 'f', ...plan } as FlowPlan)
  act()
  network.runUntil(() => running.done, network.loop.now + 60e9)
  return running.record
}
const ping = { kind: 'ping', from: 'alice', to: 'server', count: 20, intervalNs: 1e8, timeoutNs: 1e9, payload: 0 } as const

test('a ping: sent, received, delays, the way', () => {
  const record = flow(startExample('diamond'), ping)
  expect(record).toMatchObject({ name: 'f', kind: 'ping', from: 'alice', to: 'server', sent: 20, received: 20, failed: undefined })
  expect(record.delay).toEqual({ min: 14.6, avg: 14.6, max: 14.6 })
  expect(record.paths).toMatchObject([{ packets: 20, way: '1-ff00:0:113 1>2 1-ff00:0:111 1>1 1-ff00:0:110' }])
  expect(record.endNs! - record.startNs).toBeGreaterThan(2e9)
})

test('a ping that moves: both ways with their packets, errors counted', () => {
  const network = startExample('diamond')
  const record = flow(network, { ...ping, count: 50 }, () => {
    network.loop.at(network.loop.now + 1.05e9, () => network.setLink(0, false))
  })
  expect(record.paths.map(p => p.way.includes('112'))).toEqual([false, true])
  expect(record.paths.reduce((n, p) => n + p.packets, 0)).toBe(50)
  expect([...record.errors]).toEqual([['external interface is down {interface=1; isd_as=1-ff00:0:111}', 1]])
  expect(record.received).toBeLessThan(50)
  // Fail-over: no answers until the link was known to be down.
  const [before, after] = record.paths.map(p => p.gapNs)
  expect([before, after]).toEqual([undefined, record.longestGapNs])
  expect([after! > 600e6, after! < 850e6]).toEqual([true, true])
})

test('a way chosen by sequence; one that leads nowhere fails', () => {
  expect(flow(startExample('diamond'), { ...ping, sequence: '0 1-ff00:0:112 0' }).paths[0]!.way).toContain('112')
  expect(flow(startExample('diamond'), { ...ping, sequence: '0 0 0 0' })).toMatchObject({
    sent: 0,
    received: 0,
    delay: undefined,
    failed: expect.stringContaining('no path'),
  })
})

test('a way chosen by access list, by policy, or over EPIC', () => {
  const network = startExample('diamond', { control: { epic: true } })
  const acl = parseAcl(['- 1-ff00:0:111', '+'])
  for (const choice of [{ acl }, { policy: { acl } }]) expect(flow(network, { ...ping, ...choice }).paths[0]!.way).toContain('112')
  let sealed = 0
  const [there] = network.directions[2]!.toReversed()
  there!.taps.push(b => {
    if (pathType(b) === pathTypes.epic) sealed++
    return b
  })
  expect(flow(network, { ...ping, count: 3, epic: true }).received).toBe(3)
  expect(sealed).toBe(3)
  expect(flow(startExample('diamond'), { ...ping, epic: true }).failed).toContain('no EPIC paths')
})

test('a traceroute counts its probes', () => {
  expect(flow(startExample('diamond'), { kind: 'traceroute', from: 'alice', to: 'server', timeoutNs: 1e9 })).toMatchObject({
    sent: 12,
    received: 12,
  })
})

test('UDP: what arrives within two seconds counts, then the port is free again', () => {
  const network = startExample('diamond')
  const record = flow(network, { kind: 'udp', from: 'alice', to: 'server', rateBps: 8e5, size: 100, durationNs: 1e9 })
  expect(record).toMatchObject({ sent: 1000, received: 1000, delay: { min: 7.3, max: 7.3 } })
  const { ports } = network.findHost('server')!.host
  expect(Array.from({ length: 1800 }, (_, i) => ports.handlerOf(31000 + i)).every(h => h === undefined)).toBe(true)
})

test('a host there is not is an error of the user', () => {
  expect(() => startFlow(startExample('diamond'), { name: 'f', ...ping, to: 'nobody' })).toThrow(/there is no host "nobody"/)
})
