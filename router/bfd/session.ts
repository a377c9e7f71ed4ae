/**
 * One BFD session in asynchronous mode, without I/O: what was heard and what time it is come in, state and timers come out.   RFC 5880 section
 * 6.8; router/bfd/session.go, fsm.go, jitter.go of the reference
 *
 *                      down         init         up            the neighbour's state, as heard
 *   down       ->      init         up           down
 *   init       ->      init         up           up
 *   up         ->      down         up           up            silence for the detection time: down
 */
import type { BfdSettings } from '#topology/model.ts'
import type { Random } from '#wire/actor.ts'
import {
  type BfdState,
  bfdDesiredMinTx,
  bfdDetectMult,
  bfdMyDiscriminator,
  bfdRequiredMinRx,
  bfdState,
  bfdStates,
  bfdVersion,
  buildBfd,
} from '#wire/bfd.ts'
import type { Bytes } from '#wire/bytes.ts'

const { down, init, up } = bfdStates
/** We are never administratively down. */
export type SessionState = Exclude<BfdState, typeof bfdStates.adminDown>

/** RFC 5880 section 4.1: why we are not up. */
export const bfdDiagnostics = { none: 0, detectionTimeExpired: 1, neighborSignaledDown: 3 } as const

export interface BfdSession {
  /** what it was made for, as text: it goes on for a link of which the same is true */
  readonly identity: string
  readonly detectMult: number
  /** microseconds, as all that goes on the wire; what we want once the neighbour is heard */
  readonly wantedMinTxUs: number
  readonly requiredMinRxUs: number
  /** not 0 */
  readonly discriminator: number
  state: SessionState
  diagnostic: number
  /** what we say we want now: slower while nobody is there */
  desiredMinTxUs: number
  /** of the neighbour, learnt by its first packet; 0 = nobody was heard within the detection time */
  remoteDiscriminator: number
  remoteMinRxUs: number
  /** when our next packet leaves, nanoseconds */
  sendAt: number
  /** when the neighbour counts as gone unless it is heard before, nanoseconds; Infinity = it is not there */
  detectAt: number
  sent: number
  received: number
  stateChanges: number
}

const nsPerUs = 1000
/** While the session is down, not to flood a network that may be in trouble. (RFC 5880 section 6.8.3) */
const slowTxUs = 1_000_000

/** A session that is down and sends its first packet at once. `discriminator`: not 0. */
export const createSession = (identity: string, settings: Required<BfdSettings>, discriminator: number): BfdSession => ({
  identity,
  detectMult: settings.detectMult,
  wantedMinTxUs: Math.floor(settings.desiredMinTxNs / nsPerUs),
  requiredMinRxUs: Math.floor(settings.requiredMinRxNs / nsPerUs),
  discriminator,
  state: down,
  diagnostic: bfdDiagnostics.none,
  desiredMinTxUs: slowTxUs,
  remoteDiscriminator: 0,
  remoteMinRxUs: 0,
  sendAt: 0,
  detectAt: Infinity,
  sent: 0,
  received: 0,
  stateChanges: 0,
})

/**
 * By our state and the neighbour's, in the order of `bfdStates`: adminDown, down, init, up.
 * Divergence: the reference, told that its neighbour is administratively down, is so itself from then on and leaves it for no packet; as RFC 5880 section 6.8.6 says, we are down and come back with the neighbour.
 */
const afterHearing: Readonly<Record<SessionState, readonly SessionState[]>> = {
  [down]: [down, init, up, down],
  [init]: [down, init, up, up],
  [up]: [down, down, up, up],
}

/** An acceptable packet (rules/bfd.ts) at `at` was received. */
export function hear(s: BfdSession, b: Bytes, at: number, now: number, random: Random): void {
  s.received++
  s.detectAt = now + bfdDetectMult(b, at) * Math.max(s.requiredMinRxUs, bfdDesiredMinTx(b, at)) * nsPerUs
  s.remoteMinRxUs = bfdRequiredMinRx(b, at)
  if (s.remoteDiscriminator === 0) s.remoteDiscriminator = bfdMyDiscriminator(b, at)
  const wasDown = s.state === down
  change(s, afterHearing[s.state][bfdState(b, at)]!, bfdDiagnostics.neighborSignaledDown)
  if (!wasDown || s.state === down) return
  // The packet under way may be a slow second off: too late to keep the neighbour up.
  s.desiredMinTxUs = s.wantedMinTxUs
  s.sendAt = now + intervalNs(s, random)
}

/**
 * The detection time has passed in silence: what was learnt of the neighbour is forgotten.
 * Divergence: the reference remembers how often it may be sent to: one forged packet can silence it for an hour.
 */
export function expire(s: BfdSession, now: number, random: Random): void {
  s.detectAt = Infinity
  s.remoteDiscriminator = 0
  s.remoteMinRxUs = 0
  s.desiredMinTxUs = slowTxUs
  s.sendAt = Math.min(s.sendAt, now + intervalNs(s, random))
  change(s, down, bfdDiagnostics.detectionTimeExpired)
}

/** The packet that leaves now; the next is due an interval later. */
export function speak(s: BfdSession, now: number, random: Random): Bytes {
  s.sent++
  s.sendAt = now + intervalNs(s, random)
  return buildBfd({
    version: bfdVersion,
    diagnostic: s.diagnostic,
    state: s.state,
    flags: 0,
    detectMult: s.detectMult,
    myDiscriminator: s.discriminator,
    yourDiscriminator: s.remoteDiscriminator,
    desiredMinTxUs: s.desiredMinTxUs,
    requiredMinRxUs: s.requiredMinRxUs,
    requiredMinEchoRxUs: 0,
  })
}

function change(s: BfdSession, state: SessionState, whyDown: number): void {
  if (state === s.state) return
  s.state = state
  s.stateChanges++
  s.diagnostic = state === down ? whyDown : bfdDiagnostics.none
}

/** As often as both sides allow, less up to 25 % chance, so that sessions do not beat together; at least 10 % where a single lost packet counts. */
function intervalNs(s: BfdSession, random: Random): number {
  const least = s.detectMult === 1 ? 0.1 : 0
  const less = least + ((0.25 - least) * random()) / 2 ** 32
  return Math.ceil(Math.max(s.desiredMinTxUs, s.remoteMinRxUs) * nsPerUs * (1 - less))
}
