/** Something to say about a network: an error makes it unusable, a warning is for its author to judge. */
import type { Place } from '#wire/error.ts'

export interface Finding {
  /** name of the rule, "noProviderCycle" */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly text: string
  readonly hint?: string
  readonly place?: Place
}
