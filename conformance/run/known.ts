/** Failures that are expected of an implementation, each with its reason: they are reported, but only a surprise is bad. */
import { z } from 'zod'
import { complain } from '#topology/document.ts'
import { parseLocated, readLocated } from '#topology/located.ts'
import type { SuiteCase } from '../suite/read.ts'
import type { CaseOutcome } from './case-outcome.ts'

const knownSchema = z.strictObject({
  implementation: z.string(),
  failures: z.array(
    z.strictObject({
      id: z.string(),
      reason: z.string().min(1),
      /** it may also pass: what happens is chance */
      sometimes: z.boolean().optional(),
    }),
  ),
})

export interface KnownFailure {
  readonly reason: string
  readonly sometimes: boolean
}
export type KnownFailures = ReadonlyMap<string, KnownFailure>

/** The text of a known-failures file. Throws `UserError`, also for an id that is no case. */
export function readKnownFailures(text: string, file: string, cases: readonly SuiteCase[]): KnownFailures {
  const located = readLocated(text, file)
  const { failures } = parseLocated(located, knownSchema)
  const ids = new Set(cases.map(c => c.id))
  const known = new Map<string, KnownFailure>()
  for (const [i, { id, reason, sometimes = false }] of failures.entries()) {
    const value = located.at(['failures', i, 'id'])
    if (!ids.has(id)) throw complain(value, `no case is called "${id}"`, 'see them all with: hopproof conform list')
    if (known.has(id)) throw complain(value, `"${id}" is there twice`)
    known.set(id, { reason, sometimes })
  }
  return known
}

/** The outcome in the light of what was expected. */
export function inLightOf(known: KnownFailures, outcome: CaseOutcome): CaseOutcome {
  const expected = known.get(outcome.case.id)
  if (expected === undefined || outcome.result === 'unsupported') return outcome
  if (outcome.result === 'failed') return { ...outcome, result: 'known', reason: expected.reason }
  if (expected.sometimes) return outcome
  return { ...outcome, result: 'surprise', reason: `it was expected to fail: ${expected.reason}` }
}
