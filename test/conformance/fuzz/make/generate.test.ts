/** The same seed gives the same packets, one by one; and they reach everything a router can decide. */
import { expect, test } from 'vitest'
import { createSampler } from '#conformance/fuzz/judge/sample.ts'
import { createAssembler } from '#conformance/fuzz/make/assemble.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { identityOf } from '#conformance/fuzz/make/identity.ts'
import { sitesOn } from '#conformance/fuzz/sites.ts'
import { countSample, createTally, missedReasons } from '#conformance/fuzz/tally.ts'
import { ruleSet } from '#router/rules.ts'
import { toHex } from '#wire/bytes.ts'
import { sites } from '../mutant.ts'

const nowMs = Date.UTC(2026, 0, 1, 12)
const assemblers = new Map(sites.map(site => [site.name, createAssembler(site)]))
const packet = (seed: number, index: number): string => {
  const { site, recipe } = generate(sites, seed, index)
  return toHex(assemblers.get(site.name)!.assemble(recipe, nowMs))
}

test('a packet depends on its seed and index alone, and on nothing before it', () => {
  const forth = Array.from({ length: 200 }, (_, i) => packet(7, i))
  const back = Array.from({ length: 200 }, (_, i) => packet(7, 199 - i)).reverse()
  expect(back).toEqual(forth)
  expect(new Set(forth).size).toBeGreaterThan(190)
  expect(Array.from({ length: 200 }, (_, i) => packet(8, i)).filter((p, i) => p === forth[i])).toEqual([])
})

test('a recipe is data, and means the same at other addresses', () => {
  const elsewhere = sitesOn({ net: '127.200.1', hearsResponder: false, ipv6Port: undefined })
  for (let i = 0; i < 200; i++) {
    const { site, recipe } = generate(sites, 3, i)
    expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe)
    const other = generate(elsewhere, 3, i)
    expect([other.site.name, other.recipe.door, other.recipe.mutations]).toEqual([site.name, recipe.door, recipe.mutations])
  }
})

test('every reason to drop and every rule that decides is met', () => {
  const tally = createTally()
  const samplers = new Map(sites.map(site => [site, createSampler(site)]))
  for (let index = 0; index < 12_000; index++) {
    const { site, recipe } = generate(sites, 11, index)
    const sample = samplers.get(site)!.sample(recipe, nowMs)
    countSample(tally, sample)
    const { output } = sample.decisions[0]!
    // What comes out tells which packet it was.
    if (output !== undefined) expect(identityOf(output.bytes)).toBe(recipe.identity)
  }
  expect(missedReasons(tally)).toEqual([])
  expect([...tally.verdicts.keys()].sort()).toEqual(['answer', 'deliver', 'drop', 'forward', 'handOver'])
  for (const verdict of ['answer', 'drop', 'forward']) expect(tally.verdicts.get(verdict)).toBeGreaterThan(2_000)
  // They never decide, or only where a link is down or a BFD session runs.
  const silent = ['epicRoleFound', 'segIdFoldedAtIngress', 'crossOver', 'segIdFoldedAtEgress', 'egressIsUp']
  const { bfd: _, ...sets } = ruleSet
  const all = Object.values(sets)
    .flat()
    .map(rule => rule.name)
  expect(all.filter(name => !silent.includes(name) && !tally.rules.has(name))).toEqual([])
})
