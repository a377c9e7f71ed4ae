import { expect, test } from 'vitest'
import { knownAs, knownDifferences } from '#conformance/fuzz/judge/known.ts'
import { createSampler } from '#conformance/fuzz/judge/sample.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { countIn } from '#conformance/fuzz/tally.ts'
import { sites } from '../mutant.ts'

test('each applies to some packets, all to few', () => {
  const samplers = new Map(sites.map(site => [site, createSampler(site)]))
  const met = new Map<string, number>()
  for (let i = 0; i < 10_000; i++) {
    const { site, recipe } = generate(sites, 1, i)
    const sample = samplers.get(site)!.sample(recipe, Date.UTC(2026, 0, 1, 12))
    for (const { id, applies } of knownDifferences) if (applies(sample)) countIn(met, id)
  }
  expect([...met.keys()].sort()).toEqual(knownDifferences.map(k => k.id).sort())
  for (const count of met.values()) expect(count).toBeLessThan(600)
})

test('a packet that is known to be sent back must be sent back', () => {
  const bounced = knownDifferences.find(k => k.id === 'alert-bounced')!
  const samplers = new Map(sites.map(site => [site, createSampler(site)]))
  const sample = Array.from({ length: 5_000 }, (_, i) => generate(sites, 1, i))
    .map(({ site, recipe }) => samplers.get(site)!.sample(recipe, Date.UTC(2026, 0, 1, 12)))
    .find(bounced.applies)!
  const { door, bytes } = sample
  const back = { from: door.from, to: door.from, bytes }
  expect(knownAs(knownDifferences, sample, [back])).toBe(bounced)
  for (const other of [[], [back, back], [{ ...back, to: '127.0.0.1:1' }], [{ ...back, bytes: bytes.subarray(1) }]])
    expect(knownAs(knownDifferences, sample, other)).toBeUndefined()
})
