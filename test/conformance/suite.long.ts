/** The whole suite on our own router in real time; and as processes, routers that lack a rule. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isBad } from '#conformance/run/case-outcome.ts'
import { runCases } from '#conformance/run/run.ts'
import { selectCases } from '#conformance/run/select.ts'
import { ourRouter } from './dut/network.ts'
import { suite } from './in-process.ts'

async function failuresOf(command: string, ...only: readonly string[]): Promise<string[]> {
  const failed: string[] = []
  const cases = selectCases(suite.cases, { only })
  let told = 0
  await runCases({
    suite,
    cases,
    command,
    told(outcome) {
      told++
      if (isBad(outcome)) failed.push(outcome.case.id)
      return false
    },
  })
  expect(told).toBe(cases.length)
  return failed
}

test('our router passes all of it', async () => {
  expect(suite.cases.length).toBeGreaterThan(500)
  expect(await failuresOf(ourRouter)).toEqual([])
})

const mutant = (rule: string): string => `node --import tsx ${join(import.meta.dirname, 'mutant-router.ts')} ${rule} {toml}`

describe('a router without a rule fails', () => {
  test.each([
    ['macIsValid', 'dp.mac.mismatch.from-parent.01'],
    ['transitFromSibling', 'dp.transit-source.stranger.01'],
    ['segIdFoldedAtEgress', 'dp.forward.parent-child.along.01'],
    ['bfdLengthFits', 'dp.bfd.discard.03'],
    ['bfdSupported', 'dp.bfd.discard.01'],
    ['bfdFieldsPlausible', 'dp.bfd.discard.08'],
    ['bfdHeard', 'dp.bfd.down.down.01'],
  ])('%s: %s', async (rule, id) => {
    expect(await failuresOf(mutant(rule), id, 'dp.one-hop.in.01')).toEqual([id])
  })
})
