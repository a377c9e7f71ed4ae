/** What came of a case. */
import type { Output } from '../dut/dut.ts'
import type { Difference } from '../outcome.ts'
import type { ExpandedStep } from '../suite/expand.ts'
import type { SuiteCase } from '../suite/read.ts'

/** A step as it was run, for whoever looks into a failure. */
export interface Evidence {
  /** unix nanoseconds */
  readonly atNs: bigint
  readonly step: ExpandedStep
  readonly outputs: readonly Output[]
}

/** `known`: failed, as expected; `surprise`: passed, though expected to fail; `unsupported`: it cannot be run here. */
export type CaseResult = 'passed' | 'failed' | 'known' | 'surprise' | 'unsupported'

export interface CaseOutcome {
  readonly case: SuiteCase
  readonly result: CaseResult
  readonly differences: readonly Difference[]
  /** why unsupported, why known; what became of the router */
  readonly reason?: string
  readonly evidence: readonly Evidence[]
  readonly durationMs: number
}

/** An answer of "no" to "does it conform?". */
export const isBad = ({ result }: Pick<CaseOutcome, 'result'>): boolean => result === 'failed' || result === 'surprise'
