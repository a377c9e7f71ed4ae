import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultGenerateOptions, type GeneratorKind, generateTopology, generators } from '#topology/generate.ts'
import type { Topology } from '#topology/model.ts'
import { randomFromSeed } from '#topology/random.ts'
import { checkTopology } from '#topology/rules.ts'
import { userError } from './networks.ts'

const generate = (kind: GeneratorKind, options: Partial<typeof defaultGenerateOptions> = {}, seed = 1): Topology =>
  generateTopology(kind, { ...defaultGenerateOptions, ...options }, randomFromSeed(seed))

const shape = (topology: Topology) => topology.links.map(l => `${l.a.isdAs.slice(9)} ${l.type} ${l.b.isdAs.slice(9)}`)
const kinds = Object.keys(generators) as GeneratorKind[]

describe('recipes', () => {
  test('line', () => expect(shape(generate('line', { ases: 4 }))).toEqual(['1 child 2', '2 child 3', '3 child 4']))
  test('ring', () =>
    expect(shape(generate('ring', { ases: 4 }))).toEqual(
      ['1 core 2', '2 core 3', '3 core 4', '1 core 4'].map((t, i) => (i === 3 ? '4 core 1' : t)),
    ))
  test('star', () => expect(shape(generate('star', { ases: 4 }))).toEqual(['1 child 2', '1 child 3', '1 child 4']))
  test('tree', () =>
    expect(shape(generate('tree', { ases: 6, branching: 2 }))).toEqual(['1 child 2', '1 child 3', '2 child 4', '2 child 5', '3 child 6']))
  test('mesh', () => expect(shape(generate('mesh', { ases: 4 }))).toHaveLength(6))
})

test('every kind in every size is legal and has as many ASes as asked for', () =>
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.integer({ min: 3, max: 60 }), fc.nat(), (kind, ases, seed) => {
      const topology = generate(kind, { ases, isds: 3 }, seed)
      expect(topology.ases).toHaveLength(ases)
      expect(checkTopology(topology)).toEqual([])
    }),
    { numRuns: 100 },
  ))

test('sizes a recipe cannot give', () => {
  for (const [kind, ases] of [
    ['ring', 2],
    ['line', 64],
    ['mesh', 1001],
    ['star', 0x1_0000],
    ['tree', 0],
    ['tree', 1.5],
    ['random', Number.NaN],
  ] as const)
    expect(userError(() => generate(kind, { ases })).message).toContain(`a ${kind} has from`)
})

test('one AS is a network too', () => expect(generate('random', { ases: 1 }).links).toEqual([]))
