/** Questions under way: request ids, retries, answers in parts. A bounded table; every question ends in exactly one answer. */
import { nsPerS, type Outbox, type Random } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Segments } from '../path/graph.ts'
import { buildMessage, decodeSegments, type Message, type MessageKind, singleMessage } from './message.ts'

export type Answer = { readonly segments: Segments } | { readonly failed: 'timeout' | 'refused' | 'busy' }

export interface Request {
  /** who must answer */
  readonly to: IsdAs
  readonly kind: 'registration' | 'segments' | 'lookup'
  readonly body: Bytes
  /** Puts the message on its way; `attempt` counts from 0: another attempt may take another path. */
  send(message: Bytes, attempt: number, out: Outbox): void
  done(answer: Answer, now: number, out: Outbox): void
}

export interface Exchange {
  /** Sends at once. When too many questions are under way the answer is `busy`, before `ask` returns. */
  ask(request: Request, now: number, out: Outbox): void
  /** An answer that came from `from`: was it one that somebody waits for? */
  receive(from: IsdAs, message: Message, now: number, out: Outbox): 'taken' | 'unexpected' | 'malformed'
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

export interface ExchangeSettings {
  /** until the first retry, nanoseconds; each later wait is twice as long */
  readonly retryNs: number
  readonly attempts: number
}

const replyKind: Readonly<Record<Request['kind'], MessageKind>> = {
  registration: 'registrationReply',
  segments: 'segmentsReply',
  lookup: 'lookupReply',
}

const maxPending = 1024
/** of all parts of an answer */
const maxAnswerBytes = 1_000_000

interface Pending {
  readonly request: Request
  attempt: number
  deadline: number
  parts: (Segments | undefined)[]
  bytes: number
}

export function createExchange(settings: ExchangeSettings, random: Random): Exchange {
  const pending = new Map<number, Pending>()
  // The earliest deadline or earlier: a wake that finds nothing due does no harm.
  let earliest = Infinity

  function send(id: number, p: Pending, now: number, out: Outbox): void {
    p.deadline = now + settings.retryNs * 2 ** p.attempt
    earliest = Math.min(earliest, p.deadline)
    p.request.send(buildMessage(singleMessage(p.request.kind, id, p.request.body)), p.attempt, out)
  }

  function end(id: number, p: Pending, answer: Answer, now: number, out: Outbox): void {
    pending.delete(id)
    p.request.done(answer, now, out)
  }

  return {
    ask(request, now, out) {
      if (pending.size >= maxPending) return request.done({ failed: 'busy' }, now, out)
      let id = random()
      while (pending.has(id)) id = (id + 1) >>> 0
      const p: Pending = { request, attempt: 0, deadline: 0, parts: [], bytes: 0 }
      pending.set(id, p)
      send(id, p, now, out)
    },
    receive(from, message, now, out) {
      const p = pending.get(message.requestId)
      if (p === undefined || p.request.to !== from || replyKind[p.request.kind] !== message.kind) return 'unexpected'
      if (message.result !== 'done') {
        end(message.requestId, p, { failed: 'refused' }, now, out)
        return 'taken'
      }
      const segments = decodeSegments(message.body)
      if (isMalformed(segments)) return 'malformed'
      takePart(p, message, segments)
      if (p.bytes > maxAnswerBytes) end(message.requestId, p, { failed: 'refused' }, now, out)
      else if (isComplete(p.parts)) end(message.requestId, p, { segments: joinParts(p.parts) }, now, out)
      return 'taken'
    },
    wake(now, out) {
      if (now < earliest) return
      earliest = Infinity
      for (const [id, p] of [...pending]) {
        if (p.deadline > now) earliest = Math.min(earliest, p.deadline)
        else if (++p.attempt >= settings.attempts) end(id, p, { failed: 'timeout' }, now, out)
        else send(id, p, now, out)
      }
    },
    wakeAt: () => (pending.size === 0 ? Infinity : earliest),
  }
}

/** Patience of 7.5 s in all: a question crosses the network in well below one. */
export const defaultExchange: ExchangeSettings = { retryNs: 0.5 * nsPerS, attempts: 4 }

/** Answers to two attempts may be cut differently: then the later one counts. */
function takePart(p: Pending, message: Message, segments: Segments): void {
  if (p.parts.length !== message.parts) {
    p.parts = Array.from({ length: message.parts }, () => undefined)
    p.bytes = 0
  }
  if (p.parts[message.part] === undefined) p.bytes += message.body.length
  p.parts[message.part] = segments
}

const isComplete = (parts: Pending['parts']): parts is Segments[] => parts.every(part => part !== undefined)

const joinParts = (parts: readonly Segments[]): Segments => ({
  ups: parts.flatMap(s => s.ups),
  cores: parts.flatMap(s => s.cores),
  downs: parts.flatMap(s => s.downs),
})
