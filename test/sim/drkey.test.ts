/** DRKeys in a whole network: who proves what to whom, and what happens when an epoch ends. */
import { expect, test } from 'vitest'
import { minEpochS } from '#crypto/drkey-epoch.ts'
import type { HostEvent } from '#host/host.ts'
import { type PingOptions, ping } from '#host/ping.ts'
import type { PingResult } from '#host/result.ts'
import { addressOf, createNetwork, type Network, type NetworkOptions, requireHost } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { findUpperLayer, optionDataAt, optionsAt } from '#wire/extensions.ts'
import { parseSpao, readSpi } from '#wire/spao.ts'

const { topology } = loadTopo(`
ASes:
  "1-ff00:0:1": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:2": {cert_issuer: "1-ff00:0:1", hosts: [two]}
  "1-ff00:0:3": {cert_issuer: "1-ff00:0:1", hosts: [three, third]}
links:
  - {a: "1-ff00:0:1-A#1", b: "1-ff00:0:2-A#1", linkAtoB: CHILD, delay: 2ms}
  - {a: "1-ff00:0:1-B#2", b: "1-ff00:0:3-A#1", linkAtoB: CHILD, delay: 3ms}
`)
const epochNs = minEpochS * 1e9
/** An epoch begins with the run. */
const runEpochS = minEpochS * 5_000_000

function start(untilNs: number, options: Partial<NetworkOptions> = {}) {
  const events: HostEvent[] = []
  const observeHost = (event: HostEvent): void => void events.push(event)
  const network = createNetwork(topology, { seed: 1, epochS: runEpochS, drkeyEpochS: minEpochS, observeHost, ...options })
  network.run(untilNs)
  return { network, events }
}

function pinged(network: Network, options: Partial<PingOptions> = {}, from = 'two', to = 'three') {
  const errors: string[] = []
  const plan: PingOptions = {
    destination: addressOf(requireHost(network, to)),
    count: 1,
    intervalNs: 1e8,
    timeoutNs: 1e9,
    authenticate: true,
    onError: text => errors.push(text),
    ...options,
  }
  const operation = network.onHost(requireHost(network, from), (host, now, out) => ping(host, plan, now, out))
  network.runUntil(() => operation.outcome !== undefined, network.loop.now + 200e9)
  const { outcome } = operation
  return { errors, result: outcome?.kind === 'done' ? outcome.result : undefined, failed: outcome?.kind === 'failed' ? outcome.reason : '' }
}
const counts = (result: PingResult | undefined): unknown => result && [result.statistics.sent, result.statistics.received]

/** The authenticators of what crosses the link, both ways. */
function overhear(network: Network, link: number) {
  const heard: { readonly t: number; readonly timestampSn: number; readonly spi: string }[] = []
  const tap = (b: Bytes, t: number): Bytes => {
    const upper = findUpperLayer(b)
    if (isMalformed(upper) || upper.endToEnd === undefined) return b
    for (const o of optionsAt(b, upper.endToEnd)) {
      const { spi, timestampSn } = parseSpao(b, optionDataAt(b, o), upper.at)
      heard.push({ t, timestampSn, spi: `${readSpi(spi).type} ${readSpi(spi).direction}` })
    }
    return b
  }
  for (const direction of network.directions[link]!) direction.taps.push(tap)
  return heard
}

test('requests and replies are authenticated with one key, which the other AS issues', () => {
  const { network } = start(12e9)
  const heard = overhear(network, 0)
  const { result } = pinged(network, { count: 3 })
  expect(counts(result)).toEqual([3, 3])
  expect(heard.map(h => h.spi)).toEqual(Array(3).fill(['hostHost receiver', 'hostHost sender']).flat())
  const issued = Object.fromEntries(network.services.map(({ as, service }) => [as.isdAs, service.counters.keyIssued]))
  // AS 3 gives a level-1 key to AS 2 and a host-host key to its own host, AS 2 a host-host key to its host.
  expect(issued).toEqual({ '1-ff00:0:1': 0, '1-ff00:0:2': 1, '1-ff00:0:3': 2 })
})

test('inside an AS too', () => {
  const { network } = start(12e9)
  expect(counts(pinged(network, {}, 'three', 'third').result)).toEqual([1, 1])
})

test('a bit that flips on the way is refused by name, by who asks and by who is asked', () => {
  for (const [side, host] of [
    [0, 'two'],
    [1, 'three'],
  ] as const) {
    const { network, events } = start(12e9)
    network.directions[0]![side].taps.push(b => {
      const upper = findUpperLayer(b)
      // The message with its checksum made right again: the last data byte and the checksum both lose what makes up for each other.
      if (!isMalformed(upper) && upper.endToEnd !== undefined) {
        b[b.length - 1]! ^= 1
        const word = (b[upper.at + 2]! << 8) | b[upper.at + 3]!
        const repaired = (b[b.length - 1]! & 1) === 1 ? word - 1 : word + 1
        b[upper.at + 2] = repaired >> 8
        b[upper.at + 3] = repaired & 0xff
      }
      return b
    })
    expect(counts(pinged(network).result)).toEqual([1, 0])
    const drops = events.filter(e => e.event === 'dropped')
    expect(drops.map(e => `${e.host}: ${e.detail}`)).toEqual([`${host}: the packet authenticator is wrong`])
  }
})

test('a reply that proves nothing is dropped, and not received', () => {
  const { network, events } = start(12e9)
  Object.assign(requireHost(network, 'three').host, { authenticator: undefined })
  expect(counts(pinged(network).result)).toEqual([1, 0])
  const two = requireHost(network, 'two').host
  expect(two.counters).toMatchObject({ dropped: 1, received: 0 })
  expect(events.filter(e => e.event === 'dropped').map(e => e.detail)).toEqual(['a reply without packet authenticator'])
})

test('a host whose network has no DRKeys says so, and one without a key from the other AS', () => {
  const { network } = start(12e9, { drkeyEpochS: undefined as never })
  expect(pinged(network).failed).toBe('this host has no DRKeys')
  const other = start(12e9).network
  for (const s of other.services) if (s.as.isdAs === '1-ff00:0:3') other.stopService(s)
  expect(pinged(other).failed).toBe('the control service has no DRKey for it (refused)')
})

test('no ping is lost when an epoch ends; the next key is there before', () => {
  const { network } = start(epochNs - 80e9)
  const heard = overhear(network, 0)
  const { result } = pinged(network, { count: 1600 })
  expect(counts(result)).toEqual([1600, 1600])
  const isOld = (h: (typeof heard)[number]): boolean => h.timestampSn > epochNs / 2
  const lastOld = heard.filter(isOld).at(-1)!
  const firstNew = heard.find(h => !isOld(h))!
  expect(lastOld.t).toBeLessThan(epochNs + 0.1e9)
  expect(firstNew.t).toBeGreaterThan(epochNs)
  expect(Number(result!.statistics.max_rtt)).toBeLessThan(20)
})

test('with no control service when the epoch ends, pings live on the grace period, and only on that', () => {
  const lost = (downNs: number, count: number): number => {
    const { network } = start(epochNs - 80e9)
    pinged(network)
    for (const s of network.services) network.stopService(s)
    network.loop.at(epochNs + downNs, () => {
      for (const s of network.services) network.startService(s)
    })
    network.run(epochNs - 2e9)
    const { statistics } = pinged(network, { count }).result!
    return statistics.sent - statistics.received
  }
  expect(lost(20e9, 65)).toBe(0)
  expect(lost(20e9, 80)).toBeGreaterThan(0)
})

test('a router proves an error is its own; what pretends to be one is not believed', () => {
  const { network, events } = start(12e9)
  pinged(network)
  network.setLink(1, false)
  network.run(network.loop.now + 1e9)
  pinged(network, { count: 2 })
  expect(events.filter(e => e.event === 'interfaceDown').map(e => e.detail)).toContain('1-ff00:0:1#2')
  expect(events.filter(e => e.event === 'dropped')).toEqual([])
})

test('an error without authenticator, or with the stand-in key, is not believed', () => {
  const { network, events } = start(12e9)
  pinged(network)
  // As if the routers of AS 1 still had the stand-in key, or signed nothing.
  for (const r of network.routers)
    if (r.as.isdAs === '1-ff00:0:1')
      Object.assign(r.router.state, { scmpKeys: { epochLengthS: minEpochS, keyFor: () => new Uint8Array(16) } })
  network.setLink(1, false)
  network.run(network.loop.now + 1e9)
  pinged(network)
  for (const r of network.routers) Object.assign(r.router.state, { scmpAuthentication: false })
  pinged(network)
  expect(events.filter(e => e.event === 'interfaceDown')).toEqual([])
  expect(events.filter(e => e.event === 'dropped').map(e => e.detail)).toEqual([
    'the packet authenticator is wrong',
    'an SCMP error without packet authenticator',
  ])
})
