/**
 * What protects level-1 keys between two ASes: who asks must be certain, and nobody else may read the answer. The reference has TLS between
 * control services for that, with AS certificates on both sides.
 */
import type { Outbox } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Done } from './waiting.ts'

/** A question whose sender is certain. */
export interface Guarded {
  readonly request: Bytes
  /** The answer as it travels. */
  protect(answer: Bytes): Bytes
}

export interface Guard {
  /** Our question as it travels, and how to read what is answered; `undefined` when the answer is not from `to` or not for us. */
  ask(
    request: Bytes,
    to: IsdAs,
    now: number,
  ): { readonly body: Bytes; read(answer: Bytes, now: number, out: Outbox, done: Done<Bytes | undefined>): void }
  /** A question said to be from `from`; `undefined` when it is not. `done` is called exactly once, at once or when missing certificates came. */
  take(body: Bytes, from: IsdAs, now: number, out: Outbox, done: Done<Guarded | undefined>): void
}

/**
 * Divergence: with modelled signatures nobody can prove who he is: an AS is believed to be the one its packet says, and level-1 keys travel in
 * the clear.
 */
export const modelledGuard: Guard = {
  ask: body => ({ body, read: (answer, now, out, done) => done(answer, now, out) }),
  take: (request, _, now, out, done) => done({ request, protect: answer => answer }, now, out),
}
