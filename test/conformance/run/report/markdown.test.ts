import { expect, test } from 'vitest'
import { markdownReport } from '#conformance/run/report/markdown.ts'
import { allKinds, failed, summaryOf } from '../outcomes.ts'

test('counts, a table by area, failures in full, known ones with their reason', () => {
  const text = markdownReport({ ...summaryOf(allKinds), selected: 9 })
  expect(text).toContain('## Conformance 2026.1: 1 passed, 1 failed, 1 passed by surprise')
  expect(text).toContain('`router --config {toml}`, 1.2 s, ended after 5 of 9 cases')
  expect(text).toContain('| dp.alert | 2 | 0 | 1 | 1 |')
  expect(text).toContain(`**${failed.case.id}** ${failed.case.title} (must, ${failed.case.clause})\n\n    scmp.Code: expected`)
  expect(text).toContain('### Known failures\n\n- `dp.alert.ingress.along.01` it never does\n')
  expect(text).toContain('### Not supported here\n\n- `dp.one-hop.in.01` no # here\n')
})

test('only what there is', () => {
  const text = markdownReport(summaryOf(allKinds.slice(0, 1)))
  expect(text).not.toContain('###')
  expect(markdownReport(summaryOf(Array.from({ length: 60 }, () => failed)))).toContain('And 10 more.')
})
