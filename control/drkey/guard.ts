/**
 * What protects level-1 keys between two ASes: who asks must be certain, and nobody else may read the answer. The reference has TLS between
 * control services for that, with AS certificates on both sides.
 */
import type { Outbox } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Way } from '../transport/exchange.ts'
import type { Done } from '../transport/waiting.ts'

/** The other AS, and the ways to it. */
export interface Peer {
  readonly isdAs: IsdAs
  readonly ways: readonly Way[]
}

/** A question whose sender is certain. */
export interface Guarded {
  readonly request: Bytes
  /** The answer as it travels; `undefined` when this AS cannot prove who it is, or the question cannot be answered. */
  protect(answer: Bytes): Bytes | undefined
}

/** A question as it travels, and how to read its answer; `undefined` when that is not of the peer, or not for us. */
export interface GuardedQuestion {
  readonly body: Bytes
  read(answer: Bytes, now: number, out: Outbox, done: Done<Bytes | undefined>): void
}

export interface Guard {
  /** `undefined`: this AS cannot prove who it is. */
  ask(request: Bytes, peer: Peer, now: number): GuardedQuestion | undefined
  /** A question said to be of the peer; `undefined` when it is not. `done` is called exactly once, at once or when missing certificates came. */
  take(question: Bytes, peer: Peer, now: number, out: Outbox, done: Done<Guarded | undefined>): void
}

/**
 * Divergence: with modelled signatures nobody can prove who he is: an AS is believed to be the one its packet says, and level-1 keys travel in
 * the clear.
 */
export const modelledGuard: Guard = {
  ask: body => ({ body, read: (answer, now, out, done) => done(answer, now, out) }),
  take: (request, _, now, out, done) => done({ request, protect: answer => answer }, now, out),
}
