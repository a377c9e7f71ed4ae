/** A run as a whole: what all reports tell of. */
import { type CaseOutcome, type CaseResult, isBad } from '../case-outcome.ts'

export interface Summary {
  readonly suite: string
  /** the command of the device under test */
  readonly dut: string
  readonly outcomes: readonly CaseOutcome[]
  /** cases selected; less were run when the run ended early */
  readonly selected: number
  readonly durationMs: number
}

export function countResults(outcomes: readonly CaseOutcome[]): Record<CaseResult, number> {
  const counts = { passed: 0, failed: 0, known: 0, surprise: 0, unsupported: 0 }
  for (const { result } of outcomes) counts[result]++
  return counts
}

/** "249 passed, 1 failed, 2 failed as known" */
export function describeCounts(outcomes: readonly CaseOutcome[]): string {
  const { passed, failed, known, surprise, unsupported } = countResults(outcomes)
  const rest = [
    [surprise, 'passed by surprise'],
    [known, 'failed as known'],
    [unsupported, 'not supported here'],
  ] as const
  return [`${passed} passed`, `${failed} failed`, ...rest.filter(([n]) => n > 0).map(([n, text]) => `${n} ${text}`)].join(', ')
}

export const badOutcomes = (outcomes: readonly CaseOutcome[]): CaseOutcome[] => outcomes.filter(isBad)

/** Why, in lines: the reason, then each difference. */
export const explainOutcome = ({ reason, differences }: CaseOutcome): string[] => [
  ...(reason === undefined ? [] : reason.split('\n')),
  ...differences.map(d => `${d.field}: expected ${d.expected}, got ${d.actual}`),
]
