import { expect, test } from 'vitest'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import type { Network, NetworkOptions } from '#sim/network.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { createSimulatedTrust } from '#sim/trust.ts'
import { exampleTopology, parseTopoNetwork, startExample } from './examples.ts'

const secondNs = 1_000_000_000
const text = `
ASes: {"1-1": {core: true}, "1-2": {}, "2-1": {core: true}}
links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD}, {a: "1-1#3", b: "2-1#4", linkAtoB: CORE}]`

function beaconing(trust: NonNullable<NetworkOptions['trust']>, seed = 1, seconds = 12): Network {
  const network = parseTopoNetwork(text, { seed, trust })
  network.run(seconds * secondNs)
  return network
}
const sum = (n: Network, counter: 'accepted' | 'rejected' | 'chainLearnt' | 'trcLearnt' | 'renewed'): number =>
  n.services.reduce((total, s) => total + s.service.counters[counter], 0)

test('modelled: nobody has keys', () => {
  expect(createSimulatedTrust(exampleTopology('two'), 1, 0)).toBeUndefined()
  expect(createSimulatedTrust(exampleTopology('two'), 1, 0, { signer: 'modelled' })).toBeUndefined()
  const network = startExample('two')
  expect(network.authority).toBeUndefined()
  expect(network.services[0]!.service.state.trust).toBeUndefined()
})

test('reproducible: beacons are signed and verified, and equal runs have equal bytes', () => {
  const [a, b, other] = [1, 1, 2].map(seed => beaconing({ signer: 'reproducible' }, seed)) as [Network, Network, Network]
  expect(sum(a, 'accepted')).toBeGreaterThan(5)
  expect(sum(a, 'rejected')).toBe(0)
  expect(sum(a, 'chainLearnt')).toBeGreaterThan(2)
  expect(b.loop.digest.value()).toBe(a.loop.digest.value())
  expect(other.loop.digest.value()).not.toBe(a.loop.digest.value())
  // Who verifies makes no difference.
  expect(beaconing({ signer: 'reproducible', ecdsa: platformEcdsa }).loop.digest.value()).toBe(a.loop.digest.value())
})

test('real: the platform signs, and no run is like another', () => {
  const real = { signer: 'real', ecdsa: platformEcdsa } as const
  const [a, b] = [beaconing(real), beaconing(real)]
  expect([sum(a, 'rejected'), sum(b, 'rejected')]).toEqual([0, 0])
  expect(sum(a, 'accepted')).toBe(sum(b, 'accepted'))
  expect(a.loop.digest.value()).not.toBe(b.loop.digest.value())
  expect(() => beaconing({ signer: 'real' })).toThrow('real signatures need')
})

test('services that begin with the TRC of their own ISD take the other from who sends its beacons', () => {
  const network = beaconing({ signer: 'real', ecdsa: platformEcdsa, trcs: 'own' })
  expect(sum(network, 'trcLearnt')).toBe(2)
  expect(sum(network, 'rejected')).toBe(0)
  expect(network.services[0]!.service.state.isCore('2-1')).toBe(true)
})

test('a service that comes back has the chains it renewed, whether its store is kept or lost', () => {
  const network = beaconing({ signer: 'real', ecdsa: platformEcdsa, lives: { asS: 3600 + 1000 }, settings: { renewIntervalNs: secondNs } })
  expect(sum(network, 'renewed')).toBe(3)
  const child = network.services[1]!
  for (const fate of ['kept', 'lost'] as const) {
    network.stopService(child)
    network.startService(child, fate)
    network.run(network.loop.now + 11 * secondNs)
    expect(child.service.state.trust!.credentials.length).toBe(2)
    // With its store it knows its parent's chain, without it asks again.
    expect(child.service.counters.chainLearnt).toBe(fate === 'kept' ? 0 : 1)
    expect(child.service.counters.rejected).toBe(0)
    expect(child.service.counters.accepted).toBeGreaterThan(0)
  }
})

test('a scenario says who signs, and its result too', () => {
  const scenario = (signatures: string) =>
    readScenario(`{name: n, duration: 1s, warmup: 1s, ${signatures} topology: {${text.trim().split('\n').join(', ')}}}`, 'f.yaml', () => '')
  expect(runScenario(scenario('')).signatures).toBe('modelled')
  expect(runScenario(scenario('signatures: reproducible,'), { ecdsa: platformEcdsa }).signatures).toBe('reproducible')
  expect(() => scenario('signatures: forged,')).toThrow('signatures')
})
