/** Paths die; who sends over them must not notice. Hop fields here live 337.5 s, the shortest life there is. */
import { expect, test } from 'vitest'
import { type FlowPlan, startFlow } from '#sim/flow.ts'
import type { FlowRecord } from '#sim/flow-record.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import { nsPerS } from '#wire/actor.ts'
import { diamond } from './network.ts'

const s = nsPerS
const [alice, bob] = ['1-ff00:0:1', '1-ff00:0:2'] as const
function shortLived(beaconsEveryNs: number): Network {
  const [originationIntervalNs, propagationIntervalNs, registrationIntervalNs] = [beaconsEveryNs, 10 * s, 10 * s]
  const control = { expTime: 0, originationIntervalNs, propagationIntervalNs, registrationIntervalNs }
  const network = createNetwork(loadTopo(diamond).topology, { seed: 1, control })
  network.run(60 * s)
  return network
}

function flow(network: Network, plan: Omit<FlowPlan, 'name' | 'from' | 'to'>): FlowRecord {
  const running = startFlow(network, { name: 'f', from: alice, to: bob, ...plan } as FlowPlan)
  network.runUntil(() => running.done, network.loop.now + 4000 * s)
  return running.record
}

const udp = { kind: 'udp', rateBps: 800, size: 100, durationNs: 1400 * s } as const

test('a steady flow over four lifetimes loses nothing', () => {
  const record = flow(shortLived(30 * s), udp)
  expect(record).toMatchObject({ sent: 1400, received: 1400, failed: undefined })
})

test('nor one that sends less often than paths live', () => {
  const ping = { kind: 'ping', count: 4, intervalNs: 400 * s, timeoutNs: s, payload: 0 } as const
  expect(flow(shortLived(30 * s), ping)).toMatchObject({ sent: 4, received: 4 })
})

test('nor one on the only way its sequence allows, where beacons come just once in half a life', () => {
  const record = flow(shortLived(150 * s), { ...udp, sequence: '0 1-ff00:0:b 1-ff00:0:a 0' } as typeof udp)
  expect(record.paths).toMatchObject([{ packets: 1400 }])
  expect(record.received).toBe(1400)
})

test('with the control service of its AS gone it goes on as long as its paths live, and no longer', () => {
  const network = shortLived(30 * s)
  network.loop.at(70 * s, () => network.stopService(network.services.find(x => x.as.isdAs === alice)!))
  const { sent, received } = flow(network, { ...udp, durationNs: 600 * s } as typeof udp)
  expect(sent).toBe(600)
  expect(received).toBeGreaterThan(250)
  expect(received).toBeLessThan(340)
})
