import { describe, expect, test } from 'vitest'
import type { Outcome } from '#host/operation.ts'
import { type PingOptions, ping } from '#host/ping.ts'
import type { PingResult } from '#host/result.ts'
import { ruleSet, withoutRule } from '#router/rules.ts'
import { createNetwork, type Network, type NetworkOptions, type RouterNode, simulatedKey } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'

/** Two ways from 3 to 1: over 2 (fast, two border routers) and directly. */
const text = `
ASes:
  "1-ff00:0:1": {core: true, voting: true, authoritative: true, issuing: true, hosts: [one]}
  "1-ff00:0:2": {cert_issuer: "1-ff00:0:1"}
  "1-ff00:0:3": {cert_issuer: "1-ff00:0:1", hosts: [three]}
links:
  - {a: "1-ff00:0:1-A#1", b: "1-ff00:0:2-A#1", linkAtoB: CHILD, delay: 2ms}
  - {a: "1-ff00:0:2-B#2", b: "1-ff00:0:3#1", linkAtoB: CHILD, delay: 3ms}
  - {a: "1-ff00:0:1-B#2", b: "1-ff00:0:3#2", linkAtoB: CHILD, delay: 30ms, loss: 0}
`
const { topology } = loadTopo(text)
const start = (options: Partial<NetworkOptions> = {}): Network => {
  const network = createNetwork(topology, { seed: 1, ...options })
  network.run(12e9)
  return network
}

function pinged(network: Network, options: Partial<PingOptions> = {}, from = 'three', to = 'one'): PingResult | string {
  const { endpoint } = network.findHost(to)!.host
  const address = topology.ases.find(a => a.isdAs === endpoint.isdAs)!.hosts[0]!.address
  const plan = { destination: { isdAs: endpoint.isdAs, host: address }, count: 1, intervalNs: 1e8, timeoutNs: 1e9, ...options }
  const operation = network.onHost(network.findHost(from)!, (host, now, out) => ping(host, plan, now, out))
  network.runUntil(() => operation.outcome !== undefined, network.loop.now + 60e9)
  const outcome = operation.outcome as Outcome<PingResult>
  return outcome.kind === 'done' ? outcome.result : outcome.reason
}
const received = (result: PingResult | string): number | string => (typeof result === 'string' ? result : result.statistics.received)
const sequence = (result: PingResult | string): string => (typeof result === 'string' ? result : result.path.sequence)

test('a whole network beacons and pings; the round trip is what links and ASes take', () => {
  const result = pinged(start())
  // The direct link: 2 x 30 ms; inside ASes 3 and 1: host to router and back.
  expect(result).toMatchObject({ statistics: { received: 1, min_rtt: 60.4 } })
})

test('the same seed gives the same run, another seed another', () => {
  const run = (seed: number): string => {
    const network = start({ seed })
    pinged(network)
    return `${network.loop.digest.value()} ${network.loop.events}`
  }
  expect(run(1)).toBe(run(1))
  expect(run(2)).not.toBe(run(1))
})

test('keys are of the seed and the AS', () => {
  const network = createNetwork(topology, { seed: 1 })
  expect(network.keyOf('1-ff00:0:2')).toEqual(simulatedKey(1, '1-ff00:0:2'))
  expect(new Set(['1-ff00:0:1', '1-ff00:0:2'].flatMap(a => [1, 2].map(s => simulatedKey(s, a as `${number}-${string}`).join()))).size).toBe(
    4,
  )
})

test('finds hosts by name and by AS', () => {
  const network = createNetwork(topology, { seed: 1 })
  expect(network.findHost('three')?.as.isdAs).toBe('1-ff00:0:3')
  expect(network.findHost('1-ff00:0:3')?.host.name).toBe('three')
  expect(network.findHost('nobody')).toBeUndefined()
})

describe('faults', () => {
  const over = (result: PingResult | string): string => (sequence(result).includes('0:2#') ? 'over 2' : sequence(result))

  test('a cut link carries nothing; once the router knows it says so and the host takes the other way', () => {
    const network = start()
    network.setLink(2, false)
    expect(received(pinged(network))).toBe(0)
    network.run(network.loop.now + 2e9)
    pinged(network)
    expect(over(pinged(network))).toBe('over 2')
    network.setLink(2, true)
    network.run(network.loop.now + 11e9)
    expect(received(pinged(network, { refresh: true }))).toBe(1)
  })

  test('a link that flaps faster than it is noticed is never told of', () => {
    const network = start()
    const router = network.routerOf(topology.links[2]!.b).router
    network.setLink(2, false)
    network.run(network.loop.now + 1e8)
    network.setLink(2, true)
    network.run(network.loop.now + 5.5e8)
    expect(router.state.links.external.every(l => l.up)).toBe(true)
  })

  test('a router that is down is noticed by neighbours and siblings, and forgotten when it is back', () => {
    const network = start()
    const [first, second] = network.routers.filter(r => r.as.isdAs === '1-ff00:0:2')
    const states = (): boolean[] => [
      second!.router.state.links.siblings[0]!.up,
      network.routerOf(topology.links[0]!.a).router.state.links.external[0]!.up,
    ]
    network.stopRouter(first!)
    network.run(network.loop.now + 1e9)
    expect(states()).toEqual([false, false])
    network.startRouter(first!)
    network.run(network.loop.now + 1e9)
    expect(states()).toEqual([true, true])
  })

  test('a router that starts anew learns which links and siblings are down', () => {
    const network = start()
    const [first, second] = network.routers.filter(r => r.as.isdAs === '1-ff00:0:2')
    network.stopRouter(first!)
    network.stopRouter(second!)
    network.setLink(0, false)
    network.run(network.loop.now + 1e9)
    network.startRouter(first!)
    network.run(network.loop.now + 1e9)
    const { links } = first!.router.state
    expect([links.external[0]!.up, links.siblings[0]!.up]).toEqual([false, false])
  })

  test('without its control service an AS gets no new paths; a new one learns them again', () => {
    const network = start()
    const service = network.services.find(s => s.as.isdAs === '1-ff00:0:3')!
    network.stopService(service)
    expect(pinged(network)).toMatch(/control service does not answer/)
    network.startService(service)
    expect(service.service.state.ups).not.toBe(undefined)
    network.run(network.loop.now + 12e9)
    expect(received(pinged(network))).toBe(1)
  })
})

test('observers see decisions while they are there', () => {
  const network = start()
  let decisions = 0
  const leave = network.observe({ decided: () => decisions++ })
  pinged(network)
  expect(decisions).toBeGreaterThanOrEqual(4)
  leave()
  decisions = 0
  pinged(network)
  expect(decisions).toBe(0)
})

test('runUntil stops at its limit', () => {
  const network = createNetwork(topology, { seed: 1 })
  expect(network.runUntil(() => false, 3e9)).toBe(false)
  expect(network.loop.now).toBe(3e9)
  expect(network.runUntil(() => network.loop.now > 3.1e9, 9e9)).toBe(true)
  expect(network.loop.now).toBe(3.2e9)
})

test('chosen routers decide by fewer rules, also after a restart', () => {
  const weak = '1-ff00:0:2'
  const network = start({ rules: isdAs => (isdAs === weak ? withoutRule('macIsValid') : ruleSet) })
  network.stopRouter(network.routers[1]!)
  network.startRouter(network.routers[1]!)
  const lacks = ({ router }: RouterNode): boolean => !router.state.rules.scion.some(rule => rule.name === 'macIsValid')
  expect(network.routers.map(lacks)).toEqual(network.routers.map(r => r.as.isdAs === weak))
})
