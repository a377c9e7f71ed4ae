/** Why there is no path along a way: one closed list. */
import type { Rejection } from '#control/events.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** In the order of a path's life. */
export const causes = {
  linkType: 'the types of its links forbid it',
  noBeacon: 'no beacon can come there',
  serviceDown: 'a control service is down',
  linkDown: 'a link is down',
  unsigned: 'the AS cannot sign',
  notBegun: 'no beacon was begun',
  policy: 'a beacon policy keeps it away',
  notSelected: 'the selection prefers others',
  underWay: 'the next beaconing interval has not come yet',
  lost: 'sent, but not answered',
  refused: 'the beacon or segment was refused',
  storeFull: 'a store is full of others',
  expired: 'expired, and no newer one came',
  gone: 'was there, and is not any more',
  registrationPolicy: 'a registration policy keeps it away',
  registrationLost: 'the core AS did not answer the registration',
  noAnswer: 'no answer to the host',
  notAsked: 'the core AS that knows was not asked',
  notAnswered: 'the core AS that knows did not answer',
  cached: 'an older answer is still in use',
  notCombinable: 'the segments make no such path',
  notInAnswer: 'the segments are there, but were not in the answer',
  acl: "the host's access list forbids it",
  sequence: "the host's sequence is another",
  pathPolicy: "the host's path policy forbids it",
  epic: 'no EPIC authenticators',
  revoked: 'a router has told the host that an interface is down',
  unknown: 'what is known does not say',
} as const
export type CauseKind = keyof typeof causes

export interface Cause {
  readonly kind: CauseKind
  /** where it stopped */
  readonly at: IsdAs
  /** a whole sentence: what was seen */
  readonly text: string
  /** the name of the refusal or rule */
  readonly rule?: Rejection
  /** the ways of those that were preferred, as keys of segments; the first of them */
  readonly beatenBy?: readonly string[]
}

/** "12.3 s": since the run's start. */
export const timeText = (ns: number): string => `${Number((ns / nsPerS).toFixed(1))} s`
