/** Our router over real sockets does what it does in process. */
import { expect, test } from 'vitest'
import { runCampaign } from '#conformance/fuzz/campaign.ts'
import { missedReasons } from '#conformance/fuzz/tally.ts'
import { createSites, startTarget } from '#conformance/fuzz/target.ts'
import { ourRouter } from '../dut/network.ts'

const packets = 20_000

test(`${packets} packets through our router, over loopback`, async () => {
  const { tally, findings } = await runCampaign({
    sites: await createSites(),
    seed: Math.floor(Math.random() * 2 ** 31),
    from: 0,
    count: packets,
    known: [],
    maxFindings: 3,
    start: site => startTarget(ourRouter, site),
    nowMs: Date.now,
  })
  expect(findings.map(f => [f.signature, f.index, JSON.stringify(f.sample.recipe)])).toEqual([])
  expect(tally.sent).toBe(packets)
  expect(tally.failures).toBe(0)
  expect(missedReasons(tally)).toEqual([])
})
