import { expect, test } from 'vitest'
import { shrink, simplerOnes } from '#conformance/fuzz/keep/shrink.ts'
import { createAssembler } from '#conformance/fuzz/make/assemble.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { isNoise, type Recipe } from '#conformance/fuzz/make/recipe.ts'
import { sites } from '../mutant.ts'

test('simpler ones can all be made, and are simpler', () => {
  const assemblers = new Map(sites.map(site => [site, createAssembler(site)]))
  const weight = (r: Recipe): number => JSON.stringify(r).length
  for (let i = 0; i < 300; i++) {
    const { site, recipe } = generate(sites, 6, i)
    for (const simpler of simplerOnes(recipe)) {
      assemblers.get(site)!.assemble(simpler, Date.UTC(2026, 0, 1, 12))
      // A plain host or hop may be spelled a little longer than an odd one.
      expect(weight(simpler)).toBeLessThanOrEqual(weight(recipe) + 60)
    }
  }
})

const hopsOf = ({ packet }: Recipe): number =>
  isNoise(packet) || packet.path.kind !== 'scion' ? 0 : packet.path.segments.reduce((n, s) => n + s.hops.length, 0)

test('what does not matter goes, what matters stays', async () => {
  const found = Array.from({ length: 400 }, (_, i) => generate(sites, 6, i).recipe).filter(r => hopsOf(r) > 6 && r.mutations.length > 1)
  expect(found.length).toBeGreaterThan(5)
  for (const recipe of found) {
    const kept = recipe.mutations[1]!
    const smallest = await shrink(recipe, async r => r.mutations.includes(kept) && hopsOf(r) >= 3)
    expect(smallest.mutations).toEqual([kept])
    expect(hopsOf(smallest)).toBe(3)
    expect(smallest.packet).toMatchObject({ extensions: [], trafficClass: 0, payload: { kind: 'udp' } })
  }
})

test('it ends, whatever is said', async () => {
  const { recipe } = generate(sites, 6, 1)
  await expect(shrink(recipe, async () => true)).resolves.toBeDefined()
  let n = 0
  await shrink(recipe, async () => n++ % 2 === 0)
  await expect(shrink(recipe, async () => false)).resolves.toBe(recipe)
})
