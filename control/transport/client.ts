/** How a host asks a control service of its AS: any kind of question, over the empty path. */
import type { Datagram, Outbox, Random, UnderlayAddress } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import { createExchange, type ExchangeSettings, type Request, type Way } from './exchange.ts'
import { parseFrames } from './frame.ts'
import { buildControlPacket, type ControlPacket, endpointAt, parseControlPacket, roomIn } from './packet.ts'
import { noBody } from './replies.ts'

export interface ServiceClientConfig {
  readonly isdAs: IsdAs
  /** bytes, inside the AS */
  readonly mtu: number
  /** IP text of the host */
  readonly host: string
  /** UDP port of the host that questions leave from and answers come to; the client has it for itself */
  readonly port: number
  /** underlay address of a control service of the AS */
  readonly controlService: UnderlayAddress
  readonly random: Random
}

export interface ServiceClient {
  /** `done` is called exactly once; at once when too many questions are under way. */
  ask(question: Pick<Request, 'kind' | 'body' | 'done'>, now: number, out: Outbox): void
  /** A datagram of the client's port; false when it held no answer to one of its questions. */
  receive(datagram: Datagram, now: number, out: Outbox): boolean
  wake(now: number, out: Outbox): void
  /** nanoseconds, Infinity = never */
  wakeAt(): number
}

export function createServiceClient(config: ServiceClientConfig, patience: ExchangeSettings): ServiceClient {
  const { isdAs, mtu, port, controlService } = config
  const exchange = createExchange(patience, config.random)
  const packet: ControlPacket = {
    src: endpointAt(isdAs, joinHostPort(config.host, port)),
    dst: endpointAt(isdAs, controlService),
    pathType: 'empty',
    path: noBody,
    data: noBody,
  }
  const way: Way = {
    mtu,
    room: roomIn(packet, mtu),
    send: (data, out) => out.send(port, controlService, buildControlPacket({ ...packet, data })),
  }
  return {
    ask: (question, now, out) => exchange.ask({ ...question, to: isdAs, ways: [way] }, now, out),
    receive(datagram, now, out) {
      const arrived = parseControlPacket(datagram.bytes)
      if (isMalformed(arrived) || arrived.pathType !== 'empty') return false
      const frames = parseFrames(arrived.data)
      if (isMalformed(frames)) return false
      return frames.filter(f => f.result !== undefined && exchange.receive(arrived.src, f, now, out) === 'taken').length > 0
    },
    wake: exchange.wake,
    wakeAt: exchange.wakeAt,
  }
}
