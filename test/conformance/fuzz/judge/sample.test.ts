import { expect, test } from 'vitest'
import { createSampler } from '#conformance/fuzz/judge/sample.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { ears } from '#conformance/fuzz/site.ts'
import { sites } from '../mutant.ts'

test('what goes to where nobody listens is expected to be silent, and said so', () => {
  const samplers = new Map(sites.map(site => [site, createSampler(site)]))
  let unheard = 0
  for (let i = 0; i < 4_000; i++) {
    const { site, recipe } = generate(sites, 1, i)
    const sample = samplers.get(site)!.sample(recipe, Date.UTC(2026, 0, 1, 12))
    expect(sample.door).toBe(site.doors[recipe.door])
    if (sample.unheard) unheard++
    for (const { output } of sample.decisions) if (output !== undefined) expect(ears(site)).toEqual(expect.arrayContaining([...output.to]))
  }
  expect(unheard).toBeGreaterThan(0)
  expect(unheard).toBeLessThan(100)
})
