/** Routers with one thing wrong are found, and what shows it is small. */
import { describe, expect, test } from 'vitest'
import { type Campaign, runCampaign } from '#conformance/fuzz/campaign.ts'
import type { KnownDifference } from '#conformance/fuzz/judge/known.ts'
import { isNoise } from '#conformance/fuzz/make/recipe.ts'
import { withoutRule } from '#router/rules.ts'
import { pathAt } from '#wire/header.ts'
import { type Mutant, mutantTarget, sites } from './mutant.ts'

/** STUN is answered outside of the rules that mutants change. */
const noStun: KnownDifference = {
  id: 'stun',
  reason: 'not decided by rules',
  fatal: true,
  applies: s => s.decisions[0]!.reason === undefined && s.decisions[0]!.rule === 'parse',
}

const run = (mutant: Mutant, count: number, more = {}): Promise<Campaign> =>
  runCampaign({
    sites,
    seed: 5,
    from: 0,
    count,
    known: [noStun],
    maxFindings: 1,
    start: async site => mutantTarget(site, mutant),
    nowMs: Date.now,
    ...more,
  })

const hopsOf = ({ findings: [finding] }: Campaign): number => {
  const { packet } = finding!.sample.recipe
  return isNoise(packet) || packet.path.kind !== 'scion' ? 0 : packet.path.segments.reduce((n, s) => n + s.hops.length, 0)
}

test('a router like ours shows no difference', async () => {
  const { findings, tally } = await run({}, 4_000)
  expect(findings.map(f => f.signature)).toEqual([])
  expect(tally.sent).toBeGreaterThan(3_800)
  expect([tally.lost, tally.failures]).toEqual([0, 0])
})

describe('a rule left out is found, with a small packet', () => {
  test.each([
    'macIsValid',
    'hopNotExpired',
    'lengthMatches',
    'segIdFoldedAtEgress',
    'transitFromSibling',
    'crossOver',
    'egressAlertAnswered',
    'oneHopMacIsValid',
    'epicFieldIsValid',
  ])('%s', async name => {
    const campaign = await run({ rules: withoutRule(name) }, 4_000)
    expect(campaign.findings).toHaveLength(1)
    expect(hopsOf(campaign)).toBeLessThanOrEqual(8)
    expect(campaign.findings[0]!.sample.recipe.mutations.length).toBeLessThanOrEqual(1)
  })
})

test('one field changed on the way is named', async () => {
  const leaves: Mutant['leaves'] = bytes => {
    bytes[pathAt(bytes) + 1]! |= 4
    return bytes
  }
  const { findings } = await run(
    { leaves: (bytes, input) => (bytes.length > 60 && bytes[8] === 1 && input.port !== 0 ? leaves(bytes, input) : bytes) },
    500,
  )
  expect(findings[0]!.differences.map(d => d.field)).toEqual(['path.meta.RSV'])
})

test('what is lost now and then is no difference', async () => {
  let n = 0
  const { findings, tally } = await run({ leaves: bytes => (++n % 40 === 0 ? undefined : bytes) }, 2_000)
  expect(findings.map(f => f.signature)).toEqual([])
  expect(tally.lost).toBeGreaterThan(10)
})

test('the packet that ends the router is found among many, and the rest still checked', async () => {
  let started = 0
  const start = async (site: (typeof sites)[number]) => {
    started++
    return mutantTarget(site, { dies: ({ bytes }) => bytes.length % 97 === 0 })
  }
  const { findings, tally } = await run({}, 1_000, { start, maxFindings: 100 })
  expect(findings.map(f => f.differences)).toContainEqual([{ field: 'router', expected: 'goes on', actual: 'it ended with exit code 2' }])
  for (const { sample } of findings) expect(sample.bytes.length % 97).toBe(0)
  expect(tally.failures).toBe(started - sites.length)
})

test('known differences are counted; fatal ones are not sent', async () => {
  const known: KnownDifference[] = [
    { id: 'length', reason: 'for the test', applies: s => s.decisions[0]!.rule === 'lengthMatches' },
    { id: 'expired', reason: 'for the test', fatal: true, applies: s => s.decisions[0]!.rule === 'hopNotExpired' },
    noStun,
  ]
  const { findings, tally } = await run({ rules: withoutRule('lengthMatches') }, 1_000, { known })
  expect(findings.map(f => f.signature)).toEqual([])
  expect(tally.known.get('length')).toBeGreaterThan(0)
  expect(tally.known.get('expired')).toBeGreaterThan(0)
  expect(tally.rules.has('hopNotExpired')).toBe(false)
})

test('from an index on, as before', async () => {
  const whole = await run({ rules: withoutRule('macIsValid') }, 1_000)
  const again = await run({ rules: withoutRule('macIsValid') }, 1, { from: whole.findings[0]!.index })
  expect(again.findings[0]!.signature).toBe(whole.findings[0]!.signature)
  expect(again.tally.sent).toBe(1)
})
