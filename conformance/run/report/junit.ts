/** A run as JUnit XML, which every CI reads. A suite is a configuration of the router. */
import type { CaseOutcome } from '../case-outcome.ts'
import { countResults, explainOutcome, type Summary } from './summary.ts'

export function junitReport({ suite, outcomes, durationMs }: Summary): string {
  const names = [...new Set(outcomes.map(o => o.case.configuration))]
  const suites = names.map(name =>
    testsuite(
      name,
      outcomes.filter(o => o.case.configuration === name),
    ),
  )
  const head = `<testsuites name="${escaped(`hopproof conform ${suite}`)}" ${attributes(outcomes, durationMs)}>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`
}

function testsuite(name: string, outcomes: readonly CaseOutcome[]): string {
  const durationMs = outcomes.reduce((sum, o) => sum + o.durationMs, 0)
  return `  <testsuite name="${escaped(name)}" ${attributes(outcomes, durationMs)}>\n${outcomes.map(testcase).join('')}  </testsuite>\n`
}

function attributes(outcomes: readonly CaseOutcome[], durationMs: number): string {
  const { failed, surprise, known, unsupported } = countResults(outcomes)
  return `tests="${outcomes.length}" failures="${failed + surprise}" errors="0" skipped="${known + unsupported}" time="${seconds(durationMs)}"`
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

function testcase(outcome: CaseOutcome): string {
  const { case: c, result, durationMs } = outcome
  const open = `    <testcase classname="${escaped(c.id.split('.').slice(0, 2).join('.'))}" name="${escaped(`${c.id} ${c.title}`)}" time="${seconds(durationMs)}"`
  if (result === 'passed') return `${open}/>\n`
  const why = explainOutcome(outcome)
  const [first = result] = why
  if (result === 'known' || result === 'unsupported')
    return `${open}><skipped message="${escaped(result === 'known' ? `known failure: ${first}` : first)}"/></testcase>\n`
  const text = [`${c.level} ${c.clause}`, ...why].join('\n')
  return `${open}><failure message="${escaped(first)}" type="${result}">${escaped(text)}</failure></testcase>\n`
}

/** XML has no way to say most control characters. */
const escaped = (text: string): string =>
  [...text]
    .map(c => (c < ' ' && c !== '\n' && c !== '\t' ? '\ufffd' : c))
    .join('')
    .replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
