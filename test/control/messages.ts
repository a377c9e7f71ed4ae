/** Messages as the data of one packet. */
import { packMessages } from '#control/transport/frame.ts'
import type { Message, MessageKind, Result } from '#control/transport/message.ts'
import { noBody } from '#control/transport/replies.ts'
import type { Bytes } from '#wire/bytes.ts'

/** The message as frames of at most `room` bytes, each in a packet of its own. */
export const cutMessage = (m: Message, room: number): Bytes[] => packMessages([{ ...m, room }], 0)

const dataOf = (m: Message): Bytes => packMessages([{ ...m, room: Infinity }], Infinity)[0]!

/** A question as it is asked. */
export const question = (kind: MessageKind, body: Bytes = noBody, requestId = 42): Bytes =>
  dataOf({ kind, result: undefined, requestId, mtu: 1400, body })

/** What answers it. */
export const answerTo = (asked: Message, body: Bytes = noBody, result: Result = 'done'): Bytes => dataOf({ ...asked, result, body })
