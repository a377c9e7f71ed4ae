/** What the checks said, for a terminal and for a program. */
import { isRed, type Judged, type Status } from './judge.ts'
import { toolOf } from './run-check.ts'

const marks: Readonly<Record<Status, string>> = { ok: 'ok', failed: 'FAILED', stale: 'STALE', differs: 'DIFFERS', skipped: 'SKIPPED' }

export const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** Two lines a check: mark, identifier, engine, verdict, states and time; under it claim and bounds, and what went wrong. */
export function formatCheck(judged: Judged, idWidth: number): string {
  const { check, status, finding, detail } = judged
  const columns = [
    marks[status].padEnd(7),
    check.id.padEnd(idWidth),
    check.engine.padEnd(8),
    (finding?.verdict ?? check.expected).padEnd(26),
    (finding === undefined || finding.count === 0 ? '' : thousands(finding.count)).padStart(9),
    (finding === undefined ? '' : `${finding.seconds.toFixed(1)} s`).padStart(7),
  ]
  const claim = `${check.theorems.join(' ')}: ${check.claim} (${check.bounds})`
  return [columns.join('  ').trimEnd(), indented(claim), ...(isRed(judged) ? [indented(detail)] : [])].join('\n')
}

const indented = (text: string): string => text.replace(/^/gm, '         ')

/** The last lines: what was skipped, aloud, then the counts and the time. */
export function formatSummary(results: readonly Judged[], seconds: number, howToGet: Readonly<Record<string, string>>): string {
  const count = (status: Status): number => results.filter(r => r.status === status).length
  const skipped = Object.entries(howToGet).flatMap(([tool, how]) => {
    const of = results.filter(r => r.finding === undefined && toolOf(r.check) === tool).length
    return of === 0 ? [] : [`SKIPPED ${of} checks that need ${tool}, which is not here: ${how}`]
  })
  const counts = (['ok', 'failed', 'stale', 'differs', 'skipped'] as const).map(status => `${count(status)} ${status}`).join(', ')
  return [...skipped, `${counts} of ${results.length} checks in ${seconds.toFixed(0)} s`].join('\n')
}

export const formatJson = (results: readonly Judged[], seconds: number): string =>
  JSON.stringify(
    {
      seconds,
      checks: results.map(
        ({ check: { id, theorems, claim, operators, engine, bounds, expected, code, tests }, status, finding, detail }) => ({
          ...{ id, theorems, claim, operators, engine, bounds, expected, code, tests, status },
          ...(finding !== undefined && {
            verdict: finding.verdict,
            count: finding.count,
            seconds: finding.seconds,
            tool: finding.tool,
          }),
          ...(detail !== '' && { detail }),
        }),
      ),
    },
    undefined,
    2,
  )
