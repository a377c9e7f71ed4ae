/** What a router decides about a packet: exactly one verdict for any byte string. Verdicts are shared, frozen records: deciding allocates nothing. */
import type { UnderlayAddress } from '#wire/actor.ts'
import { type DropReason, dropReasons, dropRule } from './drops.ts'
import type { ExternalLink, SiblingLink } from './links.ts'

export type Verdict =
  | { readonly kind: 'forward'; readonly link: ExternalLink }
  | { readonly kind: 'handOver'; readonly link: SiblingLink }
  | { readonly kind: 'deliver'; readonly to: UnderlayAddress }
  /** ends here: it is for the BFD session of the link it came in by */
  | { readonly kind: 'bfd'; readonly link: ExternalLink | SiblingLink }
  | Answer
  | { readonly kind: 'drop'; readonly reason: DropReason }

/** One packet goes back where this one came from. */
export type Answer =
  | { readonly kind: 'answer'; readonly with: 'error'; readonly reason: DropReason }
  | { readonly kind: 'answer'; readonly with: 'traceroute'; readonly ifId: number }
  | { readonly kind: 'answer'; readonly with: 'stun' }

const table = <V>(make: (reason: DropReason) => V): Readonly<Record<DropReason, V>> =>
  Object.freeze(Object.fromEntries(dropReasons.map(r => [r, Object.freeze(make(r))]))) as Record<DropReason, V>

const silent = table<Verdict>(reason => ({ kind: 'drop', reason }))
const refusals = table<Verdict>(reason => (dropRule(reason).scmp ? { kind: 'answer', with: 'error', reason } : silent[reason]))

/** The verdict of a rule that failed: an SCMP answer where the table names one, else a silent drop. */
export const refuse = (reason: DropReason): Verdict => refusals[reason]
/** The packet goes no further: it is dropped, or its sender is told why. */
export const isRefusal = (verdict: Verdict): boolean => verdict.kind === 'drop' || (verdict.kind === 'answer' && verdict.with === 'error')
/** No answer, whatever the table says: the packet is itself an SCMP error. */
export const drop = (reason: DropReason): Verdict => silent[reason]
