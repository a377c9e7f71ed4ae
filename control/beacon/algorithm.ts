/**
 * The plug-in interface for those who study beaconing: an algorithm decides which beacons leave by which interface, and which are registered.
 * README.md says how to write one; algorithms/ has three. What an algorithm returns is checked, so that a wrong one harms nobody else.
 */
import type { Interface } from '#topology/model.ts'
import type { Random } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { contains, type Segment } from '../segment/segment.ts'
import { type BeaconPolicy, checkLoop, hopsOf, type Usage } from './policy.ts'
import { chooseBest } from './select.ts'

/** A beacon in the store. The same object as long as this way is stored; `beacon` is the newest that came along it. */
export interface Candidate {
  readonly beacon: Segment
  /** interface it came in by */
  readonly ingress: number
  /** unix seconds until which its hop fields are valid */
  readonly expiryS: number
  /** the last time it was sent, by egress interface */
  readonly sent: ReadonlyMap<number, Sent>
}

export interface Sent {
  /** nanoseconds since the run's start */
  readonly atNs: number
  /** of the beacon that was sent: unix seconds until which its hop fields are valid */
  readonly expiryS: number
}

/** Send this beacon by this interface. */
export interface Sending<C extends Candidate = Candidate> {
  readonly candidate: C
  readonly egress: number
}

export interface BeaconingContext {
  readonly isdAs: IsdAs
  readonly core: boolean
  /** what the candidates are for */
  readonly usage: Usage
  /** the operator's wishes for this usage: set sizes, filter, life of hop fields */
  readonly policy: BeaconPolicy
  /** the interfaces a beacon may leave by, each with neighbour, link type and MTU: core links of a core AS, child links of any other */
  readonly egresses: readonly Interface[]
  /** all interfaces by id; the same object as long as the service runs, so it can be the key of a `WeakMap` for what an algorithm remembers */
  readonly interfaces: ReadonlyMap<number, Interface>
  /** nanoseconds since the run's start */
  readonly nowNs: number
  /** unix seconds */
  readonly nowS: number
  /** what was sent is worth sending again after this time, nanoseconds; see `isDue` */
  readonly resendIntervalNs: number
  readonly random: Random
}

export interface BeaconingAlgorithm {
  readonly name: string
  /**
   * Called at every propagation interval: in a core AS once for each origin, with the beacons it began, in any other AS once with all.
   * Candidates have passed the filter, are alive, shortest first, at most `policy.candidateSetSize`. The array is the same object again
   * while the same ways are stored.
   */
  propagate(candidates: readonly Candidate[], context: BeaconingContext): readonly Sending[]
  /** Which candidates become segments; `context.usage` says of which type. Default: as the reference chooses. */
  register?(candidates: readonly Candidate[], context: BeaconingContext): readonly Candidate[]
}

/** Whether the candidate was not sent by this interface within the resend interval. */
export const isDue = (candidate: Candidate, egress: number, { nowNs, resendIntervalNs }: BeaconingContext): boolean =>
  nowNs - (candidate.sent.get(egress)?.atNs ?? -Infinity) >= resendIntervalNs

/**
 * Whether the beacon may go to the AS behind the interface: it has not been there, nor in its ISD before, if the policy minds.
 * Divergence: the reference forgets the AS the beacon is at, and lets an ISD be left by that AS alone and entered again.
 */
export const isNewTo = ({ beacon }: Candidate, { neighbor }: Interface, { policy, isdAs }: BeaconingContext): boolean =>
  !contains(beacon, neighbor) && (policy.filter.allowIsdLoop || checkLoop([...hopsOf(beacon), isdAs, neighbor], false) === undefined)

/** Each of the candidates by each egress where it is new and due. */
export function everywhere(candidates: readonly Candidate[], context: BeaconingContext): Sending[] {
  const sendings: Sending[] = []
  for (const candidate of candidates)
    for (const i of context.egresses)
      if (isDue(candidate, i.ifId, context) && isNewTo(candidate, i, context)) sendings.push({ candidate, egress: i.ifId })
  return sendings
}

/** Told of what an algorithm did wrong. */
export type Refuse = (rejection: Rejection, detail: string) => void

/** What the algorithm wants sent, without what must not be. `sent` of the one given before must be up to date when the next is asked for. */
export function* sendingsBy<C extends Candidate>(
  algorithm: BeaconingAlgorithm,
  candidates: readonly C[],
  context: BeaconingContext,
  refuse: Refuse,
): Generator<Sending<C>> {
  const known: ReadonlySet<Candidate> = new Set(candidates)
  for (const sending of attempt(algorithm, () => algorithm.propagate(candidates, context), refuse)) {
    const wrong = checkSending(sending, known, context)
    if (wrong === undefined) yield sending as Sending<C>
    else refuse(wrong, algorithm.name)
  }
}

function checkSending(sending: Sending | undefined, known: ReadonlySet<Candidate>, context: BeaconingContext): Rejection | undefined {
  if (sending === undefined || !known.has(sending.candidate)) return 'algorithmForeign'
  const egress = context.egresses.find(i => i.ifId === sending.egress)
  if (egress === undefined) return 'algorithmInterface'
  if (!isNewTo(sending.candidate, egress, context)) return 'algorithmLoop'
  return sending.candidate.sent.get(egress.ifId)?.atNs === context.nowNs ? 'algorithmRepeats' : undefined
}

/** What the algorithm wants registered, without what must not be. */
export function registrationsBy<C extends Candidate>(
  algorithm: BeaconingAlgorithm,
  candidates: readonly C[],
  context: BeaconingContext,
  refuse: Refuse,
): readonly C[] {
  if (algorithm.register === undefined) return chooseBest(candidates, context)
  const known: ReadonlySet<Candidate> = new Set(candidates)
  const wanted = new Set(attempt(algorithm, () => algorithm.register!(candidates, context), refuse))
  return [...wanted].filter((c): c is C => {
    if (!known.has(c)) refuse('algorithmForeign', algorithm.name)
    return known.has(c)
  })
}

/** The algorithm may be anybody's code: whatever it throws or returns, beaconing goes on. */
function attempt<T>(algorithm: BeaconingAlgorithm, run: () => readonly T[], refuse: Refuse): readonly T[] {
  try {
    const result = run()
    if (Array.isArray(result)) return result
    refuse('algorithmFailed', `${algorithm.name}: no array`)
  } catch (error) {
    refuse('algorithmFailed', `${algorithm.name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return []
}
