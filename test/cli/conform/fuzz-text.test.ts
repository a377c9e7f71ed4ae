import { expect, test } from 'vitest'
import { campaignText } from '#cli/conform/fuzz-text.ts'
import { runCampaign } from '#conformance/fuzz/campaign.ts'
import { knownDifferences } from '#conformance/fuzz/judge/known.ts'
import { withoutRule } from '#router/rules.ts'
import { mutantTarget, sites } from '#test/conformance/fuzz/mutant.ts'

test('a finding is told with its packet, the rule that decided and each field; then what was reached', async () => {
  const rules = withoutRule('lengthMatches')
  const campaign = await runCampaign({
    sites,
    seed: 1,
    from: 0,
    count: 300,
    known: knownDifferences,
    maxFindings: 1,
    start: async site => mutantTarget(site, { rules }),
    nowMs: Date.now,
  })
  const { tally, findings } = campaign
  const text = campaignText({ command: 'a router', seed: 1, from: 0, count: 300, seconds: 2, campaign, files: ['found/fuzz-1-7.json'] })
  expect(findings).toHaveLength(1)
  expect(text).toContain(`difference 1: ${findings[0]!.signature}`)
  expect(text).toContain(`hopproof conform fuzz --dut 'a router' --seed 1 --from ${findings[0]!.index} -n 1`)
  expect(text).toMatch(/ours +rule \w+: /)
  for (const { field } of findings[0]!.differences) expect(text).toContain(field)
  expect(text).toContain('common @0')
  expect(text).toMatch(/refused for +\w+ \d+, /)
  expect(text).toContain('not reached')
  expect(text).toContain('known: service-source')
  expect(text).toContain('written: found/fuzz-1-7.json')
  expect(text).toMatch(new RegExp(`a router: seed 1, packets 0..299, ${tally.sent} sent in 2.0 s .*1 differences$`))
})
