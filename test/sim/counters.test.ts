import { expect, test } from 'vitest'
import { attack } from '#sim/attack.ts'
import { createCounters } from '#sim/counters.ts'
import { startExample } from './examples.ts'

test('packets by verdict, refusals by router and reason, in the order of names', () => {
  const network = startExample('tiny')
  const counters = createCounters()
  expect(counters.drops()).toEqual([])
  const stop = network.observe(counters.observer)
  attack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 3, packets: 3 })
  attack(network, { kind: 'expiredHop', from: 'alice', to: 'bob', packets: 2 })
  stop()
  expect(counters.drops()).toEqual([
    { isdAs: '1-ff00:0:111', router: 'br1-ff00_0_111-1', reason: 'hopExpired', count: 2 },
    { isdAs: '1-ff00:0:112', router: 'br1-ff00_0_112-1', reason: 'macMismatch', count: 3 },
  ])
  expect(counters.verdicts.answer).toBe(5)
  expect(counters.verdicts.forward).toBeGreaterThan(3)
})

test('silent drops count too; reasons stand in the order of their table, whatever came first', () => {
  const network = startExample('tiny')
  const counters = createCounters()
  network.observe(counters.observer)
  const { router } = network.routers.find(r => r.as.isdAs === '1-ff00:0:112')!
  attack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 3 })
  router.process(router.state.links.internal, '127.0.0.1:9', new Uint8Array(3), 0)
  expect(counters.drops().map(d => [d.reason, d.count])).toEqual([
    ['notScion', 1],
    ['macMismatch', 1],
  ])
  expect(counters.verdicts.drop).toBe(1)
})
