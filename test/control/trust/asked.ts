/** Whom a service asks for trust material. */
import { parseFrames } from '#control/transport/frame.ts'
import type { Result } from '#control/transport/message.ts'
import type { Source } from '#control/trust/fetch.ts'
import type { Outbox } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { LoneService } from '../lone-service.ts'

/** An AS that is asked, and answers when the test says so. */
export function asked(lone: LoneService, isdAs: IsdAs) {
  const questions: { readonly kind: string; readonly body: Bytes; answer(result: Result, body: Bytes): void }[] = []
  const send = (data: Bytes, out: Outbox): void => {
    const frames = parseFrames(data)
    if (isMalformed(frames)) throw new Error(frames.malformed)
    const [frame] = frames
    const from = { isdAs, host: { type: 0, bytes: new Uint8Array(4) }, port: 1 }
    questions.push({
      kind: frame!.kind,
      body: frame!.data.slice(),
      answer(result, body) {
        const answer = { ...frame!, result, index: 0, count: 1, digest: 0, data: body }
        lone.service.state.exchange.receive(from, answer, lone.now, out)
      },
    })
  }
  const source: Source = { isdAs, ways: [{ mtu: 60_000, room: 50_000, send }] }
  return { source, questions }
}
