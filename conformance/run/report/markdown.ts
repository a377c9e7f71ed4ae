/** A run as Markdown: for a summary page, a pull request, a note. */
import type { CaseOutcome } from '../case-outcome.ts'
import { badOutcomes, describeCounts, explainOutcome, type Summary } from './summary.ts'

/** failures shown in full */
const maxShown = 50

export function markdownReport(summary: Summary): string {
  const { suite, dut, outcomes, selected, durationMs } = summary
  const bad = badOutcomes(outcomes)
  const known = outcomes.filter(o => o.result === 'known')
  const unsupported = outcomes.filter(o => o.result === 'unsupported')
  return [
    `## Conformance ${suite}: ${describeCounts(outcomes)}`,
    `\`${dut}\`, ${(durationMs / 1000).toFixed(1)} s${outcomes.length < selected ? `, ended after ${outcomes.length} of ${selected} cases` : ''}`,
    table(outcomes),
    ...section('Failures', bad.slice(0, maxShown).map(failure)),
    ...(bad.length > maxShown ? [`And ${bad.length - maxShown} more.`] : []),
    ...section('Known failures', [known.map(reasonLine).join('\n')]),
    ...section('Not supported here', [unsupported.map(reasonLine).join('\n')]),
  ]
    .join('\n\n')
    .concat('\n')
}

const section = (title: string, parts: readonly string[]): string[] => (parts.join('') === '' ? [] : [`### ${title}`, ...parts])

/** A row for each area: the first two words of the ids. */
function table(outcomes: readonly CaseOutcome[]): string {
  const areas = [...new Set(outcomes.map(areaOf))].sort()
  const rows = areas.map(area => {
    const own = outcomes.filter(o => areaOf(o) === area)
    const count = (...results: readonly string[]): number => own.filter(o => results.includes(o.result)).length
    return `| ${area} | ${own.length} | ${count('passed')} | ${count('failed', 'surprise') || ''} | ${count('known', 'unsupported') || ''} |`
  })
  return ['| area | cases | passed | failed | known, skipped |', '|---|--:|--:|--:|--:|', ...rows].join('\n')
}

const areaOf = ({ case: c }: CaseOutcome): string => c.id.split('.').slice(0, 2).join('.')

const failure = (outcome: CaseOutcome): string => {
  const { case: c } = outcome
  const why = explainOutcome(outcome).map(line => `    ${line}`)
  return [`**${c.id}** ${c.title} (${c.level}, ${c.clause})`, '', ...why].join('\n')
}

const reasonLine = ({ case: c, reason = '' }: CaseOutcome): string => `- \`${c.id}\` ${reason.replace(/\n/g, ' ')}`
