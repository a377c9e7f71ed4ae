import { expect, test } from 'vitest'
import { junitReport } from '#conformance/run/report/junit.ts'
import { allKinds, outcomeOf, summaryOf } from '../outcomes.ts'

test('a suite for each configuration; every kind of result', () => {
  const xml = junitReport(summaryOf(allKinds))
  expect(xml).toContain('<testsuites name="hopproof conform 2026.1" tests="5" failures="2" errors="0" skipped="2" time="1.234">')
  expect(xml).toContain('<testsuite name="multi" tests="5" failures="2" errors="0" skipped="2" time="0.006">')
  expect(xml).toContain('<testcase classname="dp.forward" name="dp.forward.parent-child.along.01 from a parent to a child" time="0.001"/>')
  expect(xml).toContain('<failure message="scmp.Code: expected 51 &lt;&amp;&quot;, got 52" type="failed">must draft-')
  expect(xml).toContain('<skipped message="known failure: it never does"/>')
  expect(xml).toContain('<skipped message="no # here"/>')
})

test('what XML cannot say', () => {
  const reason = `it said: ${String.fromCharCode(27)}[31m\nred`
  expect(junitReport(summaryOf([outcomeOf(allKinds[0]!.case.id, 'failed', { reason })]))).toContain('it said: \ufffd[31m\nred')
})
