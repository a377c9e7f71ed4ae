import { describe, expect, test } from 'vitest'
import { algorithms } from '#control/beacon/algorithms/named.ts'
import type { ControlEventName, Rejection } from '#control/events.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { exampleTopology } from './examples.ts'

const topology = exampleTopology('demo16')
const run = (algorithm: (typeof algorithms)[number]): Network => {
  const network = createNetwork(topology, { seed: 1, control: { algorithm, bestSetSize: 5 } })
  network.run(60e9)
  return network
}
const sum = ({ services }: Network, counter: ControlEventName | Rejection): number =>
  services.reduce((n, s) => n + s.service.counters[counter], 0)
/** Segments that ASes registered for themselves. */
const segments = ({ services }: Network): number =>
  services.flatMap(s => [...s.service.state.ups.byEnd.values(), ...s.service.state.cores.byEnd.values()]).reduce((n, m) => n + m.size, 0)

const networks = new Map(algorithms.map(a => [a.name, run(a)]))

describe.each([...networks])('%s', (_, network) => {
  test('finds every AS a way to the core, and every core AS one to each other', () => {
    const cores = topology.ases.filter(as => as.core).length
    for (const { as, service } of network.services)
      expect(as.core ? service.state.cores.byEnd.size : service.state.ups.byEnd.size, as.isdAs).toBeGreaterThanOrEqual(
        as.core ? cores - 1 : 1,
      )
  })

  test('does nothing that has to be refused', () => {
    for (const wrong of ['Failed', 'Foreign', 'Interface', 'Loop', 'Repeats'] as const)
      expect(sum(network, `algorithm${wrong}`), wrong).toBe(0)
  })
})

test('diversity finds nine tenths of the segments with a fifth of the beacons', () => {
  const [reference, diverse] = [networks.get('reference')!, networks.get('diversity')!]
  expect(segments(diverse)).toBeGreaterThan(0.9 * segments(reference))
  expect(sum(diverse, 'propagated')).toBeLessThan(0.2 * sum(reference, 'propagated'))
})
