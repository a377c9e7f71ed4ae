/** A question as it reaches its handler, and the way its answer goes back. */
import { internalPort, type Outbox, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { Rejection } from '../events.ts'
import type { Way } from './exchange.ts'
import { type Parcel, packMessages } from './frame.ts'
import { type Message, maxBodyLength, type Result } from './message.ts'
import { buildControlPacket, type ControlPacket, type Endpoint, replyTo, roomIn } from './packet.ts'

/** A question with its way back. A question nobody should have asked is left without an answer. */
export interface Asked {
  readonly packet: ControlPacket
  readonly body: Bytes
  readonly requestId: number
  /** underlay address it came from: a border router, or a host of the AS */
  readonly from: UnderlayAddress
  /** the way the answer takes, for questions about the question */
  readonly back: Way
  /** At once or later, once. */
  answer(result: Result, body: Bytes, out: Outbox): void
}

/** Answers a question, at once or later, or leaves it without an answer; the reason when it refused. */
export type Handler = (asked: Asked, now: number, out: Outbox) => Rejection | undefined

/** Most that matters in many answers is the result. */
export const noBody: Bytes = new Uint8Array(0)

export interface Replies {
  asked(question: Message): Asked
  /** All questions of the packet have been handled. */
  flush(out: Outbox): void
}

/**
 * Bytes of all answers to one packet. A packet holds dozens of small questions with the longest of answers: together they draw no more than one
 * of them alone.
 */
const maxAnswered = maxBodyLength

/** For the questions of one packet: answers that are ready before `flush` share packets. `self` is who answers. */
export function createReplies(packet: ControlPacket, from: UnderlayAddress, self: Endpoint): Replies {
  let back: ControlPacket | undefined
  let parcels: Parcel[] = []
  let flushed = false
  let left = maxAnswered

  function returning(): ControlPacket {
    back ??= replyTo(packet, self, noBody)
    return back
  }

  const send = (data: Bytes, out: Outbox): void => out.send(internalPort, from, buildControlPacket({ ...returning(), data }))

  function flush(out: Outbox): void {
    flushed = true
    const room = parcels.reduce((least, p) => Math.min(least, p.room), Infinity)
    for (const data of packMessages(parcels, room)) send(data, out)
    parcels = []
  }

  return {
    asked: ({ kind, requestId, mtu, body }) => ({
      packet,
      body,
      requestId,
      from,
      get back(): Way {
        return { mtu, room: roomIn(returning(), mtu), send }
      },
      answer(result, answer, out) {
        const fits = answer.length <= left
        if (fits) left -= answer.length
        const said = fits ? { result, body: answer } : { result: 'busy' as const, body: noBody }
        parcels.push({ kind, requestId, mtu, ...said, room: roomIn(returning(), mtu) })
        if (flushed) flush(out)
      },
    }),
    flush,
  }
}
