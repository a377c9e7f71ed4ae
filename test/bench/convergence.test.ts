import { expect, test } from 'vitest'
import { generatedTopology, hasConverged, measureConvergence } from '#bench/convergence.ts'
import type { SegmentStore } from '#control/lookup/segment-store.ts'
import { combine } from '#control/path/combine.ts'
import type { Segments } from '#control/path/graph.ts'
import type { ServiceState } from '#control/state.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { nsPerS } from '#wire/actor.ts'

const allOf = ({ byEnd }: SegmentStore) => [...byEnd.values()].flatMap(ways => [...ways.values()])
const statesOf = (network: Network): ServiceState[] => network.services.map(({ service }) => service.state)

/** What a lookup finds: the ups of one, the downs to the other, all core segments. */
function segmentsFor(states: readonly ServiceState[], src: ServiceState, dst: ServiceState): Segments {
  const downs = states.flatMap(s => [...(s.downs.byEnd.get(dst.isdAs)?.values() ?? [])])
  return { ups: allOf(src.ups), cores: states.flatMap(s => allOf(s.cores)), downs }
}

function pairsWithoutWay(network: Network): string[] {
  const states = statesOf(network)
  return states.flatMap(src =>
    states
      .filter(dst => dst !== src && combine(src.isdAs, dst.isdAs, segmentsFor(states, src, dst)).length === 0)
      .map(dst => `${src.isdAs} to ${dst.isdAs}`),
  )
}

test('a network has converged when every AS finds a way to every other', () => {
  const network = createNetwork(generatedTopology(41), { seed: 1 })
  expect(statesOf(network).filter(s => s.as.core).length).toBeGreaterThan(1)
  expect(hasConverged(network)).toBe(false)
  network.run(8 * nsPerS)
  expect(pairsWithoutWay(network).length).toBeGreaterThan(0)
  expect(network.runUntil(() => hasConverged(network), 120 * nsPerS, nsPerS)).toBe(true)
  expect(pairsWithoutWay(network)).toEqual([])
})

test('it has not when a core segment, a down segment or all up segments are missing', () => {
  const network = createNetwork(generatedTopology(41), { seed: 1 })
  network.run(60 * nsPerS)
  const [core, other] = statesOf(network).filter(s => s.as.core)
  const leaf = statesOf(network).find(s => !s.as.core && core!.downs.byEnd.has(s.isdAs))!
  const holdsWithout = (store: SegmentStore, end: ServiceState): boolean => {
    const ways = store.byEnd.get(end.isdAs)!
    store.byEnd.delete(end.isdAs)
    const holds = hasConverged(network)
    store.byEnd.set(end.isdAs, ways)
    return holds
  }
  expect(hasConverged(network)).toBe(true)
  expect([holdsWithout(core!.cores, other!), holdsWithout(core!.downs, leaf)]).toEqual([false, false])
  expect(hasConverged(network)).toBe(true)
  leaf.ups.byEnd.clear()
  expect(hasConverged(network)).toBe(false)
})

test('its cost is told', () => {
  const figures = measureConvergence(10)
  expect(figures.map(f => f.name)).toContain('10 ASes: CPU until then')
  for (const { name, value } of figures) expect(value, name).toBeGreaterThanOrEqual(0)
})
