/** Steps out of what the checkers write: the states of a TLC dump, or of an Apalache trace in ITF. */

import { plain, type TlaState } from '#proofs/engines/tla.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import { UserError } from '#wire/error.ts'
import { readStep } from './steps.ts'

export interface TracedStep {
  /** the attacker's operation that made the packet, "none" of an honest one */
  readonly op: string
  readonly step: ModelStep
}

/** The decision of each state. Throws `UserError` with file and number of a state that is none of Network.tla. */
export function* stepsOf(states: Iterable<TlaState>, file?: string): Generator<TracedStep> {
  let count = 0
  for (const state of states) yield stepOf(state, ++count, file)
  if (count === 0) throw new UserError('there is no state', 'a trace or dump of Network.tla', file === undefined ? undefined : { file })
}

function stepOf(state: TlaState, count: number, file: string | undefined): TracedStep {
  const place = file === undefined ? undefined : { file }
  const { step, op } = state
  if (step === undefined || typeof op !== 'string')
    throw new UserError(`state ${count} has no "step" and "op"`, 'a state of Network.tla; is it of another specification?', place)
  try {
    return { op, step: readStep(plain(step)) }
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`state ${count}: ${error.message}`, error.hint, place)
    throw error
  }
}
