/**
 * Questions under way: request ids, repeats, answers in fragments. A bounded table; every question ends in exactly one answer.
 *
 * The answer is the acknowledgment. A question without one is sent again whole, over the next of its ways, and what arrived of several
 * attempts is put together: on links that lose little, telling which fragments are missing would save less than it takes. Who answers keeps
 * nothing: every kind of question may be asked twice.
 */
import { nsPerS, type Outbox, type Random } from '#wire/actor.ts'
import { type Bytes, bytesEqual } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Frame, type Parcel, packMessages } from './frame.ts'
import type { MessageKind } from './message.ts'
import type { Endpoint } from './packet.ts'
import { createReassembly } from './reassembly.ts'
import type { Undelivered } from './undelivered.ts'

/** `refused`: the other said so; `busy`: it was never asked, too many questions are under way. */
export type Answer = { readonly body: Bytes } | { readonly failed: 'timeout' | 'refused' | 'busy' }

/** How a packet gets there. Questions that take the same way at the same time share packets. */
export interface Way {
  /** bytes of SCION packet it carries */
  readonly mtu: number
  /** bytes of those that are left for data */
  readonly room: number
  /** of a SCION path: errors that quote them are about this way */
  readonly hopFields?: Bytes
  send(data: Bytes, out: Outbox): void
}

export interface Request {
  /** who must answer */
  readonly to: IsdAs
  readonly kind: MessageKind
  readonly body: Bytes
  /** at least one; each attempt takes the next */
  readonly ways: readonly Way[]
  /** Called exactly once. The body is a view into the packet when the answer came in one. */
  done(answer: Answer, now: number, out: Outbox): void
}

export interface Exchange {
  /** Sends at once. When too many questions are under way the answer is `busy`, before `ask` returns. */
  ask(request: Request, now: number, out: Outbox): void
  askAll(requests: readonly Request[], now: number, out: Outbox): void
  /** A frame of an answer that came from there: does somebody wait for it? */
  receive(from: Endpoint, frame: Frame, now: number, out: Outbox): 'taken' | 'unexpected'
  /**
   * Somebody says that a packet did not get through: if it is of a question under way, and of its present attempt, that takes its next way at
   * once, if there is another it has not tried. The last attempt waits its time whatever is said, so nobody can end a question that way.
   */
  hurry(undelivered: Undelivered, now: number, out: Outbox): 'taken' | 'unexpected'
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

export interface ExchangeSettings {
  /** until the first repeat, nanoseconds; each later wait is twice as long */
  readonly retryNs: number
  readonly attempts: number
}

/** Patience of 7.5 s in all: a question crosses the network in well below one. */
export const defaultExchange: ExchangeSettings = { retryNs: 0.5 * nsPerS, attempts: 4 }

const maxPending = 16_384

interface Pending {
  readonly request: Request
  readonly requestId: number
  attempt: number
  deadline: number
}

/** By attempt: all of one wait equally long, so each table is in order of its deadlines. */
type Waiting = readonly Map<number, Pending>[]

function find(waiting: Waiting, id: number): Pending | undefined {
  for (const table of waiting) {
    const found = table.get(id)
    if (found !== undefined) return found
  }
  return undefined
}
const countOf = (waiting: Waiting): number => waiting.reduce((n, table) => n + table.size, 0)
const earliestOf = (waiting: Waiting): number => Math.min(...waiting.map(table => table.values().next().value?.deadline ?? Infinity))

/** Those whose time has come are taken out of their tables. */
function takeDue(waiting: Waiting, now: number): Pending[] {
  const due: Pending[] = []
  for (const table of waiting)
    for (const [id, p] of table) {
      if (p.deadline > now) break
      table.delete(id)
      due.push(p)
    }
  return due
}

function open(waiting: Waiting, random: Random, request: Request): Pending {
  let requestId = random()
  while (find(waiting, requestId) !== undefined) requestId = (requestId + 1) >>> 0
  const p: Pending = { request, requestId, attempt: 0, deadline: 0 }
  waiting[0]!.set(requestId, p)
  return p
}

/** Cut for all of its ways, so that fragments of all attempts fit together. */
function parcelOf({ request, requestId }: Pending): Parcel {
  const { kind, body, ways } = request
  let mtu = Infinity
  let room = Infinity
  for (const way of ways) {
    mtu = Math.min(mtu, way.mtu)
    room = Math.min(room, way.room)
  }
  return { kind, result: undefined, requestId, mtu, body, room }
}

/** Each over the way of its attempt. */
function sendAll(due: readonly Pending[], out: Outbox): void {
  const byWay = new Map<Way, Parcel[]>()
  for (const p of due) {
    const { ways } = p.request
    const way = ways[p.attempt % ways.length]!
    const parcels = byWay.get(way)
    if (parcels === undefined) byWay.set(way, [parcelOf(p)])
    else parcels.push(parcelOf(p))
  }
  for (const [way, parcels] of byWay) for (const data of packMessages(parcels, way.room)) way.send(data, out)
}

export function createExchange(settings: ExchangeSettings, random: Random): Exchange {
  const waiting: Waiting = Array.from({ length: settings.attempts }, () => new Map())
  const answers = createReassembly()
  // The earliest deadline or earlier: a wake that finds nothing due does no harm.
  let earliest = Infinity

  function send(due: readonly Pending[], now: number, out: Outbox): void {
    for (const p of due) {
      p.deadline = now + settings.retryNs * 2 ** p.attempt
      earliest = Math.min(earliest, p.deadline)
      waiting[p.attempt]!.set(p.requestId, p)
    }
    sendAll(due, out)
  }

  function askAll(requests: readonly Request[], now: number, out: Outbox): void {
    const free = maxPending - countOf(waiting)
    send(
      requests.slice(0, free).map(request => open(waiting, random, request)),
      now,
      out,
    )
    for (const request of requests.slice(free)) request.done({ failed: 'busy' }, now, out)
  }

  return {
    ask: (request, now, out) => askAll([request], now, out),
    askAll,
    receive(from, frame, now, out) {
      const p = find(waiting, frame.requestId)
      if (p === undefined || p.request.to !== from.isdAs || p.request.kind !== frame.kind) return 'unexpected'
      const message = answers.take(from, frame, now)
      if (message === undefined) return 'taken'
      waiting[p.attempt]!.delete(frame.requestId)
      p.request.done(message.result === 'done' ? { body: message.body } : { failed: 'refused' }, now, out)
      return 'taken'
    },
    hurry({ to, kind, requestId, hopFields }, now, out) {
      const p = find(waiting, requestId)
      if (p === undefined || p.request.to !== to || p.request.kind !== kind) return 'unexpected'
      const { ways } = p.request
      const known = ways[p.attempt % ways.length]!.hopFields
      const next = p.attempt + 1
      if (next >= Math.min(ways.length, settings.attempts) || known === undefined || !bytesEqual(known, hopFields)) return 'taken'
      waiting[p.attempt]!.delete(requestId)
      p.attempt = next
      send([p], now, out)
      return 'taken'
    },
    wake(now, out) {
      if (now < earliest) return
      const due = takeDue(waiting, now)
      earliest = earliestOf(waiting)
      for (const p of due) p.attempt++
      send(due.filter(p => p.attempt < settings.attempts), now, out) // biome-ignore format: one step
      for (const p of due) if (p.attempt >= settings.attempts) p.request.done({ failed: 'timeout' }, now, out)
    },
    wakeAt: () => (countOf(waiting) === 0 ? Infinity : earliest),
  }
}
