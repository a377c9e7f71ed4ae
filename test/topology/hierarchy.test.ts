import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import type { Topology } from '#topology/model.ts'
import { randomFromSeed } from '#topology/random.ts'
import { checkTopology } from '#topology/rules.ts'
import { isdOf } from '#wire/isdas.ts'
import { userError } from './networks.ts'

const generate = (options: Partial<typeof defaultGenerateOptions>, seed = 1): Topology =>
  generateTopology('random', { ...defaultGenerateOptions, ...options }, randomFromSeed(seed))
const share = (topology: Topology, type: string) => topology.links.filter(l => l.type === type).length / topology.links.length

test('legal, connected and complete, whatever is asked for', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (ases, isds, coreShare, degree, peering, seed) => {
        fc.pre(isds <= ases)
        const topology = generate({ ases, isds, coreShare, degree, peering }, seed)
        expect(checkTopology(topology)).toEqual([])
        expect(new Set(topology.ases.map(as => isdOf(as.isdAs))).size).toBe(isds)
        expect(topology.links.length).toBeGreaterThanOrEqual(ases - 1)
      },
    ),
  ))

test('the same seed gives the same network, another seed another', () => {
  expect(generate({ ases: 50 })).toEqual(generate({ ases: 50 }))
  expect(generate({ ases: 50 }, 2)).not.toEqual(generate({ ases: 50 }))
})

test('the parameters are what comes out', () => {
  const topology = generate({ ases: 2000, isds: 5, coreShare: 0.05, degree: 4, peering: 0.5 })
  expect(topology.links.length / 2000).toBeCloseTo(2, 1)
  expect(topology.ases.filter(as => as.core).length / 2000).toBeCloseTo(0.05, 2)
  expect(share(topology, 'peer')).toBeGreaterThan(0.2)
  const cores = new Set(topology.ases.filter(as => as.core).map(as => as.isdAs))
  expect(topology.links.some(l => l.type === 'peer' && (cores.has(l.a.isdAs) || cores.has(l.b.isdAs)))).toBe(false)
  expect(share(generate({ ases: 2000, peering: 0 }), 'peer')).toBe(0)
})

test('some ASes have many links, most have few; delays differ', () => {
  const topology = generate({ ases: 3000, isds: 3 })
  const degrees = topology.ases.map(as => as.routers.reduce((sum, r) => sum + r.interfaces.length, 0)).sort((a, b) => b - a)
  expect(degrees[0]).toBeGreaterThan(20)
  expect(degrees[1500]).toBeLessThanOrEqual(3)
  expect(new Set(topology.links.map(l => l.shape.delayNs)).size).toBeGreaterThan(50)
  expect(Math.min(...topology.links.map(l => l.shape.delayNs))).toBeGreaterThan(0)
})

test('more ISDs than ASes', () => expect(userError(() => generate({ ases: 3, isds: 4 })).message).toContain('4 ISDs'))
