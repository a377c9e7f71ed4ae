/** Outcomes of each kind, for the tests of what tells of them. */
import type { CaseOutcome, CaseResult } from '#conformance/run/case-outcome.ts'
import type { Summary } from '#conformance/run/report/summary.ts'
import { caseOf, expanded } from '../in-process.ts'

export function outcomeOf(id: string, result: CaseResult, more: Partial<CaseOutcome> = {}): CaseOutcome {
  return { case: caseOf(id), result, differences: [], evidence: [], durationMs: 1.25, ...more }
}

export const failing = 'dp.mac.mismatch.from-parent.01'
const [step] = expanded(caseOf(failing))

export const failed = outcomeOf(failing, 'failed', {
  differences: [{ field: 'scmp.Code', expected: '51 <&"', actual: '52' }],
  evidence: [{ atNs: 1_800_000_000_000_000_000n, step: step!, outputs: [{ port: 131, ...step!.output!, to: step!.output!.to[0]! }] }],
})

export const allKinds: readonly CaseOutcome[] = [
  outcomeOf('dp.forward.parent-child.along.01', 'passed'),
  failed,
  outcomeOf('dp.alert.ingress.along.01', 'known', { reason: 'it never does' }),
  outcomeOf('dp.alert.egress.along.01', 'surprise', { reason: 'it was expected to fail: it never does' }),
  outcomeOf('dp.one-hop.in.01', 'unsupported', { reason: 'no # here' }),
]

export const summaryOf = (outcomes: readonly CaseOutcome[]): Summary => ({
  suite: '2026.1',
  dut: 'router --config {toml}',
  outcomes,
  selected: outcomes.length,
  durationMs: 1234,
})
