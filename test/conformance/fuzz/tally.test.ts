import { expect, test } from 'vitest'
import { createSampler } from '#conformance/fuzz/judge/sample.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { countSample, createTally, missedReasons, outOfReach } from '#conformance/fuzz/tally.ts'
import { dropReasons } from '#router/drops.ts'
import { sites } from './mutant.ts'

test('each sample is counted once in each view', () => {
  const tally = createTally()
  expect(missedReasons(tally)).toEqual(dropReasons.filter(r => !outOfReach.includes(r)))
  const samplers = new Map(sites.map(site => [site, createSampler(site)]))
  for (let i = 0; i < 500; i++) {
    const { site, recipe } = generate(sites, 1, i)
    countSample(tally, samplers.get(site)!.sample(recipe, Date.UTC(2026, 0, 1, 12)))
  }
  const sum = (map: ReadonlyMap<string, number>): number => [...map.values()].reduce((a, b) => a + b)
  expect([tally.sent, sum(tally.verdicts), sum(tally.rules), sum(tally.pathTypes)]).toEqual([500, 500, 500, 500])
  expect([...tally.pathTypes.keys()].sort()).toEqual(['empty', 'epic', 'one-hop', 'scion', 'unknown', 'unreadable'])
  expect(missedReasons(tally).length).toBeLessThan(10)
})
