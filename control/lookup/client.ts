/** How a host gets paths: one question to a control service of its AS, the answer's segments combined. */
import type { Clock, Datagram, Outbox, Random, UnderlayAddress } from '#wire/actor.ts'
import { nsPerS, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import { combine } from '../path/combine.ts'
import { emptyPath, type Path } from '../path/path.ts'
import { type Answer, createExchange } from '../transport/exchange.ts'
import { encodeQuestion, parseMessage } from '../transport/message.ts'
import { buildControlPacket, endpointAt, parseControlPacket } from '../transport/packet.ts'

export interface PathClientConfig {
  readonly isdAs: IsdAs
  /** bytes, inside the AS */
  readonly mtu: number
  /** IP text of the host */
  readonly host: string
  /** UDP port of the host that questions leave from and answers come to; the client has it for itself */
  readonly port: number
  /** underlay address of a control service of the AS */
  readonly controlService: UnderlayAddress
  readonly clock: Clock
  readonly random: Random
}

/** `paths` best first, all of them live; none when the control service knows no way. */
export type PathAnswer = { readonly paths: readonly Path[] } | { readonly failed: 'timeout' | 'refused' }

export interface PathClient {
  /** `done` is called exactly once; at once when `dst` is the own AS or too many questions are under way. */
  ask(dst: IsdAs, now: number, out: Outbox, done: (answer: PathAnswer, now: number, out: Outbox) => void): void
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
  const own = endpointAt(isdAs, joinHostPort(config.host, config.port))
  const service = endpointAt(isdAs, config.controlService)
  const exchange = createExchange(patience, config.random)

  function send(data: Bytes, out: Outbox): void {
    out.send(
      config.port,
      config.controlService,
      buildControlPacket({ src: own, dst: service, pathType: 'empty', path: new Uint8Array(0), data }),
    )
  }

  function pathsOf(dst: IsdAs, answer: Answer, now: number): PathAnswer {
    if ('failed' in answer) return { failed: answer.failed === 'timeout' ? 'timeout' : 'refused' }
    const nowS = unixSeconds(clock, now)
    return { paths: combine(isdAs, dst, answer.segments, false, maxWays).filter(p => p.expiryS > nowS) }
  }

  return {
    ask(dst, now, out, done) {
      if (dst === isdAs) return done({ paths: [emptyPath(isdAs, config.mtu)] }, now, out)
      exchange.ask(
        {
          to: isdAs,
          kind: 'lookup',
          body: encodeQuestion({ src: isdAs, dst }),
          send: (message, _, o) => send(message, o),
          done: (answer, t, o) => done(pathsOf(dst, answer, t), t, o),
        },
        now,
        out,
      )
    },
    receive(datagram, now, out) {
      const packet = parseControlPacket(datagram.bytes)
      if (isMalformed(packet) || packet.pathType !== 'empty') return false
      const message = parseMessage(packet.data)
      return !isMalformed(message) && exchange.receive(packet.src.isdAs, message, now, out) === 'taken'
    },
    wake: exchange.wake,
    wakeAt: exchange.wakeAt,
  }
}
