/** `--record`: the lock as the checks just run make it. */
import type { Check } from './check.ts'
import { type Judged, recordOf } from './judge.ts'
import { type Lock, saysTheSame } from './lock.ts'

/**
 * What is as expected is recorded and thereby in order; records of checks that are gone are forgotten, those of checks not run now are kept. Where
 * a check says the same as its record of the same specification, the record stays as it was: its day too.
 */
export function record(all: readonly Check[], results: readonly Judged[], lock: Lock, now: Date) {
  const date = now.toISOString().slice(0, 10)
  const recorded = Object.fromEntries(all.flatMap(({ id }) => (lock[id] === undefined ? [] : [[id, lock[id]]])))
  const judged = results.map((result): Judged => {
    const found = recordOf(result, date)
    if (found === undefined) return result
    const { id } = result.check
    if (recorded[id] === undefined || !saysTheSame(recorded[id], found)) recorded[id] = found
    return { ...result, status: 'ok', detail: '' }
  })
  return { lock: recorded as Lock, results: judged }
}
