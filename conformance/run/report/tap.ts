/** TAP 14: a line a case as it ends, and why where it failed. */
import { stringify } from 'yaml'
import type { CaseOutcome } from '../case-outcome.ts'
import { describeCounts, type Summary } from './summary.ts'

export const tapHead = (count: number): string => `TAP version 14\n1..${count}\n`

/** `number`: from 1. */
export function tapLine(outcome: CaseOutcome, number: number): string {
  const { case: c, result } = outcome
  const ok = result === 'passed' || result === 'unsupported' ? 'ok' : 'not ok'
  const line = `${ok} ${number} - ${c.id} ${escaped(c.title)}${directive(outcome)}\n`
  return result === 'failed' || result === 'surprise' ? line + diagnostics(outcome) : line
}

const escaped = (text: string): string => text.replace(/[\\#]/g, '\\$&').replace(/\n/g, ' ')

function directive({ result, reason = '' }: CaseOutcome): string {
  if (result === 'unsupported') return ` # SKIP ${escaped(reason)}`
  return result === 'known' ? ` # TODO ${escaped(reason)}` : ''
}

function diagnostics({ case: c, reason, differences }: CaseOutcome): string {
  const yaml = stringify({ ...(reason !== undefined && { reason }), clause: c.clause, level: c.level, differences }, { lineWidth: 0 })
  return `  ---\n${yaml.trimEnd().replace(/^/gm, '  ')}\n  ...\n`
}

export const tapEnd = ({ outcomes, durationMs, suite }: Summary): string =>
  `# suite ${suite}: ${describeCounts(outcomes)} in ${(durationMs / 1000).toFixed(1)} s\n`
