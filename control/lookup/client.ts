/** How a host gets paths: one question to a control service of its AS, the answer's segments combined. */
import type { Clock, Datagram, Outbox } from '#wire/actor.ts'
import { nsPerS, unixSeconds } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { combine } from '../path/combine.ts'
import { emptyPath, type Path } from '../path/path.ts'
import { createServiceClient, type ServiceClientConfig } from '../transport/client.ts'
import type { Answer } from '../transport/exchange.ts'
import { decodeSegments, encodeQuestion } from '../transport/message.ts'

export interface PathClientConfig extends ServiceClientConfig {
  readonly clock: Clock
}

/** `paths` best first, all of them live; none when the control service knows no way. */
export type PathAnswer = { readonly paths: readonly Path[] } | { readonly failed: 'timeout' | 'refused' }

export interface PathClient {
  /** `done` is called exactly once; at once when `dst` is the own AS or too many questions are under way. `hidden`: hidden paths too. */
  ask(dst: IsdAs, now: number, out: Outbox, done: (answer: PathAnswer, now: number, out: Outbox) => void, hidden?: boolean): void
  /** A datagram of the client's port; false when it was no answer to one of its questions. */
  receive(datagram: Datagram, now: number, out: Outbox): boolean
  wake(now: number, out: Outbox): void
  /** nanoseconds, Infinity = never */
  wakeAt(): number
}

/** A host has no use for more ways than that; between well-connected ASes there are thousands. */
const maxWays = 500

/** The control service may have to ask others before it answers. */
const patience = { retryNs: 2 * nsPerS, attempts: 3 }

export function createPathClient(config: PathClientConfig): PathClient {
  const { isdAs, clock } = config
  const client = createServiceClient(config, patience)

  function pathsOf(dst: IsdAs, answer: Answer, now: number): PathAnswer {
    if ('failed' in answer) return { failed: answer.failed === 'timeout' ? 'timeout' : 'refused' }
    const segments = decodeSegments(answer.body)
    if (isMalformed(segments)) return { failed: 'refused' }
    const nowS = unixSeconds(clock, now)
    return { paths: combine(isdAs, dst, segments, false, maxWays).filter(p => p.expiryS > nowS) }
  }

  return {
    ask(dst, now, out, done, hidden = false) {
      if (dst === isdAs) return done({ paths: [emptyPath(isdAs, config.mtu)] }, now, out)
      const body = encodeQuestion({ src: isdAs, dst, hidden })
      client.ask({ kind: 'lookup', body, done: (answer, t, o) => done(pathsOf(dst, answer, t), t, o) }, now, out)
    },
    receive: client.receive,
    wake: client.wake,
    wakeAt: client.wakeAt,
  }
}
