/** The reference's router does what ours does, but for what is known. */
import { expect, test } from 'vitest'
import { runCampaign } from '#conformance/fuzz/campaign.ts'
import { knownDifferences } from '#conformance/fuzz/judge/known.ts'
import { missedReasons } from '#conformance/fuzz/tally.ts'
import { createSites, startTarget } from '#conformance/fuzz/target.ts'
import { describeWith, scionProgram } from '../../availability.ts'

const packets = 50_000

describeWith([scionProgram('router')], "conform fuzz and the reference's router", router => {
  test(`${packets} packets: no difference that is not known`, async () => {
    const { tally, findings } = await runCampaign({
      sites: await createSites(),
      seed: Math.floor(Math.random() * 2 ** 31),
      from: 0,
      count: packets,
      known: knownDifferences,
      maxFindings: 3,
      start: site => startTarget(`"${router}" --config {toml}`, site),
      nowMs: Date.now,
    })
    expect(findings.map(f => [f.signature, f.index, JSON.stringify(f.sample.recipe)])).toEqual([])
    expect(tally.failures).toBe(0)
    expect(missedReasons(tally)).toEqual([])
    // They are still there: the list has none that is gone. One-hop paths of another length are too rare to be met every time.
    const common = knownDifferences.map(k => k.id).filter(id => id !== 'long-one-hop')
    expect(common.filter(id => !tally.known.has(id))).toEqual([])
  })
})
