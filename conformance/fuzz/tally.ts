/** What a campaign has reached so far: how many packets of each fate, and which reasons never. */
import { type DropReason, dropReasons } from '#router/drops.ts'
import type { Sample } from './judge/sample.ts'

export interface Tally {
  /** packets sent, those that were left out because of a known difference not among them */
  sent: number
  /** packets with an output where nobody listens: only that nothing else came is checked */
  unheard: number
  /** packets for which either of two answers was right, because of the time */
  timely: number
  /** differed once and not again: lost datagrams */
  lost: number
  /** times the router ended or hung */
  failures: number
  readonly verdicts: Map<string, number>
  readonly reasons: Map<string, number>
  readonly rules: Map<string, number>
  readonly pathTypes: Map<string, number>
  /** known difference -> packets */
  readonly known: Map<string, number>
}

export const createTally = (): Tally => ({
  sent: 0,
  unheard: 0,
  timely: 0,
  lost: 0,
  failures: 0,
  verdicts: new Map(),
  reasons: new Map(),
  rules: new Map(),
  pathTypes: new Map(),
  known: new Map(),
})

export const countIn = (map: Map<string, number>, key: string): unknown => map.set(key, (map.get(key) ?? 0) + 1)

const pathTypeNames = ['empty', 'scion', 'one-hop', 'epic']

export function countSample(tally: Tally, { bytes, decisions, unheard }: Sample): void {
  tally.sent++
  if (unheard) tally.unheard++
  if (decisions.length > 1) tally.timely++
  const { verdict, reason, rule } = decisions[0]!
  countIn(tally.verdicts, verdict)
  countIn(tally.rules, rule)
  if (reason !== undefined) countIn(tally.reasons, reason)
  countIn(
    tally.pathTypes,
    rule === 'parse' && reason !== 'pathTypeUnsupported' && reason !== 'bfdNotRunning'
      ? 'unreadable'
      : (pathTypeNames[bytes[8]!] ?? 'unknown'),
  )
}

/** Reasons for which a link must be down or a BFD session run: neither is the case here, and no packet can change it. */
export const outOfReach: readonly DropReason[] = ['externalDown', 'siblingDown', 'bfdMalformed', 'bfdUnsupported', 'bfdImplausible']

/** Drop reasons that no packet met. */
export const missedReasons = (tally: Tally): DropReason[] => dropReasons.filter(r => !tally.reasons.has(r) && !outOfReach.includes(r))
