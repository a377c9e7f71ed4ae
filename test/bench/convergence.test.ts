import { expect, test } from 'vitest'
import { generatedTopology, hasConverged, measureConvergence } from '#bench/convergence.ts'
import { createNetwork } from '#sim/network.ts'
import { nsPerS } from '#wire/actor.ts'

test('a network has converged when every segment that is up from somewhere is down there', () => {
  const network = createNetwork(generatedTopology(12), { seed: 1 })
  expect(hasConverged(network)).toBe(false)
  network.run(60 * nsPerS)
  expect(hasConverged(network)).toBe(true)
  const [core, leaf] = [true, false].map(isCore => network.services.find(s => s.service.state.as.core === isCore)!.service.state)
  const downs = core!.downs.byEnd.get(leaf!.isdAs)!
  core!.downs.byEnd.delete(leaf!.isdAs)
  expect(hasConverged(network)).toBe(false)
  core!.downs.byEnd.set(leaf!.isdAs, downs)
  leaf!.ups.byEnd.clear()
  expect(hasConverged(network)).toBe(false)
})

test('its cost is told', () => {
  const figures = measureConvergence(10)
  expect(figures.map(f => f.name)).toContain('10 ASes: CPU for each')
  for (const { name, value } of figures) expect(value, name).toBeGreaterThan(0)
})
