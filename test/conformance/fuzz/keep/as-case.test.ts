import { expect, test } from 'vitest'
import { createOracle } from '#conformance/fuzz/judge/oracle.ts'
import { createSampler } from '#conformance/fuzz/judge/sample.ts'
import { asStep, clauseOf, configurationOf } from '#conformance/fuzz/keep/as-case.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import { isNoise, type Recipe } from '#conformance/fuzz/make/recipe.ts'
import { expandStep } from '#conformance/suite/expand.ts'
import { sites } from '../mutant.ts'

const nowMs = Date.UTC(2026, 0, 1, 12)

/** As shrinking leaves it: hop fields of others look like ours. */
function tidied(recipe: Recipe): Recipe {
  const { packet } = recipe
  if (isNoise(packet) || packet.path.kind !== 'scion') return recipe
  const segments = packet.path.segments.map(s => ({ ...s, hops: s.hops.map(h => ({ ...h, mac: 'own' as const })) }))
  return { ...recipe, packet: { ...packet, path: { ...packet.path, segments } } }
}

const samplers = new Map(sites.map(site => [site, createSampler(site)]))
const samples = Array.from({ length: 1_500 }, (_, i) => generate(sites, 14, i)).map(({ site, recipe }) =>
  samplers.get(site)!.sample(tidied(recipe), nowMs),
)

test('nearly every packet can be said, and a case means the same at any time', () => {
  let said = 0
  for (const sample of samples) {
    const { site, door, decisions } = sample
    const step = asStep(sample)
    if (step === undefined || decisions.length > 1) continue
    said++
    const laterNs = BigInt(nowMs + 5_400_000) * 1_000_000n
    const setting = { name: site.name, spec: configurationOf(site, ''), as: site.as, net: 0 }
    const { input, output } = expandStep({ ...step, out: step.out! }, setting, { nowNs: laterNs })
    expect([input!.port, input!.from]).toEqual([door.port, door.from])
    const [later] = createOracle(site).expect(door, input!.bytes, Number(laterNs / 1_000_000n))
    expect([later!.rule, later!.reason, later!.verdict]).toEqual([decisions[0]!.rule, decisions[0]!.reason, decisions[0]!.verdict])
    expect(output?.to).toEqual(later!.output?.to)
    const wrong = later!.output?.bytes.findIndex((b, i) => ((b ^ output!.bytes[i]!) & output!.mask[i]!) !== 0)
    expect(wrong ?? -1).toBe(-1)
  }
  expect(said).toBeGreaterThan(samples.length * 0.8)
})

test('each has a clause', () => {
  for (const sample of samples) expect(clauseOf(sample)).toMatch(/^(draft-dekater-scion-dataplane|docs\.scion\.org\/)/)
})
