import { expect, test } from 'vitest'
import { jsonReport } from '#conformance/run/report/json.ts'
import { allKinds, failed, summaryOf } from '../outcomes.ts'

test('counts and cases', () => {
  const { cases, ...head } = JSON.parse(jsonReport(summaryOf(allKinds)))
  expect(head).toMatchObject({ format: 'hopproof-conformance/1', suite: '2026.1', selected: 5, passed: 1, failed: 1, durationMs: 1234 })
  expect(cases.map((c: { result: string }) => c.result)).toEqual(['passed', 'failed', 'known', 'surprise', 'unsupported'])
  expect(cases[1]).toEqual({
    id: failed.case.id,
    title: failed.case.title,
    clause: failed.case.clause,
    level: 'must',
    configuration: 'multi',
    result: 'failed',
    differences: failed.differences,
    durationMs: 1.25,
  })
})
