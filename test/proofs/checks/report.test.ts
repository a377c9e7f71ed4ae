import { expect, test } from 'vitest'
import type { Judged } from '#proofs/checks/judge.ts'
import { formatCheck, formatJson, formatSummary } from '#proofs/checks/report.ts'
import { tlcCheck } from './fakes.ts'

const check = tlcCheck({ code: ['router/rules.ts'] })
const finding = { verdict: 'holds', count: 14_299, seconds: 4.04, tool: 'TLC', detail: '' }
const ok: Judged = { check, status: 'ok', finding, detail: '' }
const skipped: Judged = { check, status: 'skipped', detail: 'its tool is not here' }

test('a check on two lines, with what went wrong under it', () => {
  expect(formatCheck(ok, 5)).toBe(`ok       a      tlc       holds                          14,299    4.0 s\n         T1: it is so (small)`)
  const failed: Judged = { ...ok, status: 'failed', detail: 'expected violated: Inv\nfound holds' }
  expect(formatCheck(failed, 5)).toMatch(/^FAILED .*\n.*\n {9}expected violated: Inv\n {9}found holds$/)
  expect(formatCheck(skipped, 5)).toMatch(/^SKIPPED {2}a +tlc +holds\n/)
})

test('what is skipped is said aloud, with the count and how to get the tool', () => {
  expect(formatSummary([ok, skipped], 61.2, { tlc: 'get it', apalache: 'build it' })).toBe(
    'SKIPPED 1 checks that need tlc, which is not here: get it\n1 ok, 0 failed, 0 stale, 0 differs, 1 skipped of 2 checks in 61 s',
  )
})

test('for programs', () => {
  expect(JSON.parse(formatJson([ok, skipped], 1))).toMatchObject({
    seconds: 1,
    checks: [
      { id: 'a', status: 'ok', verdict: 'holds', count: 14_299 },
      { id: 'a', status: 'skipped', detail: 'its tool is not here' },
    ],
  })
})
