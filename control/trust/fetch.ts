/**
 * Trust material that is missing, and what waits for it. The AS a message came from is asked for what its signatures need; the message is
 * parked, judged again when the answer came, given up when it does not come.   private/trust/fetching_provider.go
 *
 * Bounded: an AS that sends what cannot be judged fills only its own places, as budget.ts has them.
 */
import type { Outbox } from '#wire/actor.ts'
import { toHex } from '#wire/bytes.ts'
import type { Rejection } from '../events.ts'
import type { Missing } from '../segment/verify.ts'
import type { ServiceState } from '../state.ts'
import type { Answer, Request } from '../transport/exchange.ts'
import { ingressOf } from '../transport/packet.ts'
import type { Asked } from '../transport/replies.ts'
import { accountsOf, type Causer } from './budget.ts'
import { learn } from './learn.ts'
import { encodeChainQuery, encodeTrcQuery } from './material.ts'
import type { TrustState } from './state.ts'

/** Who sent what cannot be judged yet, and the ways to it. */
export interface Source extends Causer {
  readonly ways: Request['ways']
}

/** Whoever sent a question is asked back the way it came. */
export const senderOf = (asked: Asked): Source => ({
  isdAs: asked.packet.src.isdAs,
  ingress: ingressOf(asked.packet),
  get ways() {
    return [asked.back]
  },
})

/** `came`: what was missing is here now. */
export type Fetched = (came: boolean, now: number, out: Outbox) => void

/** What waits for answers. */
export interface Fetching {
  /** by source and question */
  readonly waiting: Map<string, Fetched[]>
  /** taken, by account */
  readonly places: Map<string, number>
  taken: number
}

export const createFetching = (): Fetching => ({ waiting: new Map(), places: new Map(), taken: 0 })

/** places in all */
const maxWaiting = 16_384

/** Calls `done` exactly once, later. False: there is no place for another that waits, and `done` is not called. */
export function fetchMissing(
  s: ServiceState,
  trust: TrustState,
  missing: Missing,
  source: Source,
  now: number,
  out: Outbox,
  done: Fetched,
): boolean {
  const { fetching, settings } = trust
  if (!takePlace(fetching, source, settings.maxWaitingPerAs)) return false
  // Who speaks in another's name waits for other answers than that one.
  const name = `${accountsOf(source)[0]!.name} ${nameOf(missing)}`
  const others = fetching.waiting.get(name)
  if (others !== undefined) {
    others.push(done)
    return true
  }
  fetching.waiting.set(name, [done])
  const settle = (answer: Answer, t: number, o: Outbox): void => {
    const came = 'body' in answer && learn(s, trust, missing, source, answer.body, t)
    const dones = fetching.waiting.get(name)!
    fetching.waiting.delete(name)
    leavePlaces(fetching, source, dones.length)
    for (const each of dones) each(came, t, o)
  }
  s.exchange.ask({ to: source.isdAs, ...questionOf(missing), ways: source.ways, done: settle }, now, out)
  return true
}

/** What can be said now, or what is missing to say it. */
export type Attempt<T> = { readonly result: T } | { readonly missing: Missing }

export interface Trying<T> {
  attempt(now: number): Attempt<T>
  /** As `fetchMissing`: false when nothing more can wait. */
  fetch(missing: Missing, now: number, out: Outbox, done: Fetched): boolean
  /** the result where what is missing cannot be had */
  giveUp(why: Extract<Rejection, 'trcMissing' | 'chainMissing' | 'waitingFull'>): T
  /** Called exactly once: at once, or when what was missing has come. */
  done(result: T, now: number, out: Outbox): void
}

/** Tries, fetches what is missing, and tries again. Nothing is asked for twice: what came and did not help will not help. */
export function tryUntilKnown<T>(t: Trying<T>, now: number, out: Outbox, asked: ReadonlySet<string> = new Set()): void {
  const attempt = t.attempt(now)
  if ('result' in attempt) t.done(attempt.result, now, out)
  else fetchAndTry(t, attempt.missing, now, out, asked)
}

function fetchAndTry<T>(t: Trying<T>, missing: Missing, now: number, out: Outbox, asked: ReadonlySet<string>): void {
  const name = nameOf(missing)
  const settle: Fetched = (came, at, o) => {
    if (came) tryUntilKnown(t, at, o, new Set(asked).add(name))
    else t.done(t.giveUp(missing.kind === 'trc' ? 'trcMissing' : 'chainMissing'), at, o)
  }
  if (asked.has(name)) settle(false, now, out)
  else if (!t.fetch(missing, now, out, settle)) t.done(t.giveUp('waitingFull'), now, out)
}

function takePlace(f: Fetching, who: Causer, most: number): boolean {
  const accounts = accountsOf(who)
  if (f.taken >= maxWaiting || accounts.some(({ name, shares }) => (f.places.get(name) ?? 0) >= shares * most)) return false
  for (const { name } of accounts) f.places.set(name, (f.places.get(name) ?? 0) + 1)
  f.taken++
  return true
}

function leavePlaces(f: Fetching, who: Causer, count: number): void {
  f.taken -= count
  for (const { name } of accountsOf(who)) {
    const left = f.places.get(name)! - count
    if (left === 0) f.places.delete(name)
    else f.places.set(name, left)
  }
}

/** Names what is asked for. All chains of a key are: they are few, and one answer serves whatever waits. */
export const nameOf = (m: Missing): string =>
  m.kind === 'trc' ? `ISD${m.isd}-B${m.base}-S${m.serial}` : `${m.isdAs} ${toHex(m.subjectKeyId)}`

const questionOf = (m: Missing): Pick<Request, 'kind' | 'body'> =>
  m.kind === 'trc' ? { kind: 'trc', body: encodeTrcQuery(m) } : { kind: 'chains', body: encodeChainQuery({ ...m, sinceS: 0, untilS: 0 }) }
