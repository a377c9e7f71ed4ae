/** What a finding means, in the light of what was expected and of what is recorded. */
import type { Check } from './check.ts'
import type { LockRecord } from './lock.ts'
import { commandOf, type Finding } from './run-check.ts'

export type Status =
  /** as expected, and as recorded */
  | 'ok'
  /** not what is expected */
  | 'failed'
  /** as expected, but no record speaks of this specification */
  | 'stale'
  /** as expected, but the record of the same specification counted other states: one of both did not look at all of it */
  | 'differs'
  /** its tool is not here; the record speaks of this specification */
  | 'skipped'

export interface Judged {
  readonly check: Check
  readonly status: Status
  /** of the specification, as it was before the check ran */
  readonly hash?: string
  readonly finding?: Finding
  /** why it is not `ok` */
  readonly detail: string
}

export const isRed = ({ status }: Judged): boolean => status === 'failed' || status === 'stale' || status === 'differs'

/** Whether the record speaks of the check as it is, of the specification as it is. */
export const isFresh = (check: Check, hash: string, record: LockRecord | undefined): boolean =>
  record !== undefined &&
  record.hash === hash &&
  record.command === commandOf(check) &&
  record.bounds === check.bounds &&
  record.verdict === check.expected

const howToRecord = 'npm run proofs -- --record'

/** `finding`: `undefined` when the tool is not here. */
export function judge(check: Check, finding: Finding | undefined, hash: string, record: LockRecord | undefined): Judged {
  const fresh = isFresh(check, hash, record)
  if (finding === undefined)
    return fresh
      ? { check, status: 'skipped', hash, detail: `its tool is not here; recorded ${record!.date} by ${record!.tool}` }
      : { check, status: 'stale', hash, detail: 'the record is of another specification, and the tool to check this one is not here' }
  const told = (status: Status, detail: string): Judged => ({ check, status, hash, finding, detail })
  if (finding.verdict !== check.expected) {
    const what = `expected ${check.expected}, found ${finding.verdict}`
    return told('failed', finding.detail === '' ? what : `${what}\n${finding.detail}`)
  }
  if (!fresh) return told('stale', `no record of this specification: ${howToRecord}`)
  // Where something is violated the search ends at once; how far it came is of no interest.
  if (check.expected === 'holds' && finding.count !== record!.count)
    return told('differs', `${finding.count} states, but ${record!.count} are recorded of the same specification`)
  return told('ok', '')
}

/** What to record of it; `undefined` of what was not run, or did not come out as expected. */
export const recordOf = ({ check, hash, finding }: Judged, date: string): LockRecord | undefined =>
  hash === undefined || finding === undefined || finding.verdict !== check.expected
    ? undefined
    : {
        hash,
        command: commandOf(check),
        tool: finding.tool,
        bounds: check.bounds,
        verdict: finding.verdict,
        count: finding.count,
        seconds: Math.round(finding.seconds * 10) / 10,
        date,
      }
