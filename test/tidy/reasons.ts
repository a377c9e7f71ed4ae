/** Every drop reason of router/drops.ts has a case that is dropped for it: a packet decided by the real router, one for each reason. */
import type { Finding } from './repo.ts'

/** What test/router/reasons.ts exports as `reasonCases`: for each reason, decide a packet made to be dropped for it. */
export type ReasonCases = Readonly<Record<string, () => { readonly reason?: string | undefined }>>

export const reasonCasesFile = 'test/router/reasons.ts'

export const missedReasons = (reasons: readonly string[], cases: ReasonCases): Finding[] => [
  ...reasons.flatMap(reason => {
    const hit = Object.hasOwn(cases, reason) ? cases[reason]!().reason : 'nothing: it has no case'
    return hit === reason ? [] : [{ path: reasonCasesFile, text: `the case of ${reason} hits ${hit}` }]
  }),
  ...Object.keys(cases)
    .filter(reason => !reasons.includes(reason))
    .map(reason => ({ path: reasonCasesFile, text: `${reason} is no drop reason` })),
]
