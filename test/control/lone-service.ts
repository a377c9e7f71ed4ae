/** One control service of the two-ISD network, without routers: packets are put before it, what it sends is kept. */

import type { ControlEvent } from '#control/events.ts'
import { combine } from '#control/path/combine.ts'
import type { Segment } from '#control/segment/segment.ts'
import { type ControlConfig, type ControlService, createControlService } from '#control/service.ts'
import { parseFrames } from '#control/transport/frame.ts'
import type { Message } from '#control/transport/message.ts'
import {
  buildControlPacket,
  type ControlPacket,
  controlServiceOf,
  endpointAt,
  parseControlPacket,
  replyTo,
} from '#control/transport/packet.ts'
import { createReassembly } from '#control/transport/reassembly.ts'
import { nsPerS, type Outbox } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { setCurrent } from '#wire/path.ts'
import { answerTo } from './messages.ts'
import { clock, keyOf, seededRandom } from './network.ts'
import { ases } from './segments.ts'

/** A message that was sent, and its last packet. */
export interface Sent {
  readonly to: string
  readonly packet: ControlPacket
  readonly message: Message
}

export interface LoneService {
  readonly service: ControlService
  readonly out: Outbox
  readonly sent: Sent[]
  readonly events: ControlEvent[]
  readonly address: string
  receive(packet: ControlPacket, from?: string): void
  /** seconds since the start */
  wake(seconds: number): void
  now: number
  /** its neighbours take every beacon at once, or say nothing */
  silent: boolean
}

export const isCore = (isdAs: IsdAs): boolean => ases.get(isdAs)?.core ?? false
export const nowS = clock.epochS + 1

export function loneService(isdAs: IsdAs, config: Partial<ControlConfig> = {}): LoneService {
  const as = ases.get(isdAs)!
  const { id, address } = as.controlServices[0]!
  const sent: Sent[] = []
  const reassembly = createReassembly()
  const events: ControlEvent[] = []
  const out: Outbox = {
    send(_, to, bytes) {
      const packet = parseControlPacket(bytes)
      assert(!isMalformed(packet), 'a service sends packets that parse')
      const frames = parseFrames(packet.data)
      assert(!isMalformed(frames), 'a service sends frames that parse')
      for (const frame of frames) {
        const message = reassembly.take(packet.src, frame, lone.now)
        if (message !== undefined) sent.push({ to, packet, message })
      }
    },
  }
  const observe = (event: ControlEvent): number => events.push(event)
  const service = createControlService({ as, id, key: keyOf(isdAs), clock, random: seededRandom(4), isCore, observe, ...config })
  const lone: LoneService = {
    service,
    out,
    sent,
    events,
    address,
    now: nsPerS,
    silent: false,
    receive(packet, from = '10.9.9.9:30042') {
      service.on({ kind: 'datagram', port: 0, from, bytes: buildControlPacket(packet) }, lone.now, out)
    },
    wake(seconds) {
      lone.now = seconds * nsPerS
      const before = sent.length
      service.on({ kind: 'wake' }, lone.now, out)
      if (!lone.silent) for (const s of sent.slice(before)) if (s.message.kind === 'beacon') lone.receive(takenBy(s))
    },
  }
  return lone
}

const takenBy = ({ packet, message }: Sent): ControlPacket => replyTo(packet, controlServiceOf(packet.dst.isdAs), answerTo(message))

/** A packet with `data` as it arrives from `from` at the far end of `segment`, used against its direction. */
export function arrivedOverUp(segment: Segment, data: Uint8Array): ControlPacket {
  const [src, dst] = [segment.entries.at(-1)!.isdAs, segment.entries[0]!.isdAs]
  const path = combine(src, dst, { ups: [segment], cores: [], downs: [] })[0]!.bytes.slice()
  setCurrent(path, 0, 0, segment.entries.length - 1)
  return { src: endpointAt(src, '10.7.7.7:30252'), dst: endpointAt(dst, '10.7.7.8:30252'), pathType: 'scion', path, data }
}

/** From a host of the AS. */
export const fromHost = (isdAs: IsdAs, lone: LoneService, data: Uint8Array): ControlPacket => ({
  src: endpointAt(isdAs, '10.8.8.8:31000'),
  dst: endpointAt(isdAs, lone.address),
  pathType: 'empty',
  path: new Uint8Array(0),
  data,
})
