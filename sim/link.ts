/**
 * One direction of a link: MTU, rate, delay, jitter, loss, a finite queue. It only says when a packet arrives, if it does; the loop carries it there.
 * Taps stand at its entrance: captures look, attackers rewrite or swallow.
 */
import type { Link, LinkShape } from '#topology/model.ts'
import { nsPerS, type Random } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'

/** Sees a packet enter; gives back what goes on, the same bytes, others, or none. */
export type Tap = (bytes: Bytes, now: number, link: LinkDirection) => Bytes | undefined

/** Why a packet that entered did not arrive. */
export const linkLosses = ['linkDown', 'linkLoss', 'queueFull', 'swallowed', 'tooBig'] as const
export type LinkLoss = (typeof linkLosses)[number]

export interface LinkDirection {
  /** "1-ff00:0:110 br1-ff00_0_110-1#1>1-ff00:0:111 br1-ff00_0_111-1#41" */
  readonly name: string
  readonly linkIndex: number
  /** bytes of SCION packet */
  readonly mtu: number
  shape: LinkShape
  up: boolean
  /** how often it went down: what was under way then is lost */
  readonly cuts: number
  readonly taps: Tap[]
  readonly counters: Record<'packets' | 'bytes' | LinkLoss, number>
  /** Told of every packet that does not arrive; one lost under way counts as `linkDown`. */
  readonly onLoss: ((bytes: Bytes, reason: LinkLoss, now: number, link: LinkDirection) => void)[]
  /** From now on (or no more) packets get through. What waits and is under way when it goes down is lost. */
  setUp(up: boolean): void
  /** The packet as it arrives; `arrival` then says when. `undefined`: it does not. */
  transmit(bytes: Bytes, now: number): Bytes | undefined
  /** nanoseconds, of the last packet transmitted */
  arrival: number
}

/** What is on the wire and before it. */
interface Wire {
  /** departure times of the packets still waiting for the wire, oldest first; those before `gone` have left */
  waiting: number[]
  gone: number
  freeAt: number
  lastArrival: number
}

/** `mtu` counts bytes of SCION packet, as a link's MTU does in SCION: what carries it is not in it. */
export type LinkTraits = Pick<Link, 'index' | 'mtu' | 'shape'>

const emptyWire = (): Wire => ({ waiting: [], gone: 0, freeAt: 0, lastArrival: 0 })

export function createLinkDirection(name: string, { index, mtu, shape }: LinkTraits, random: Random): LinkDirection {
  let wire = emptyWire()
  let cuts = 0
  const link: LinkDirection = {
    name,
    linkIndex: index,
    mtu,
    shape,
    up: true,
    get cuts() {
      return cuts
    },
    taps: [],
    counters: { packets: 0, bytes: 0, linkDown: 0, linkLoss: 0, queueFull: 0, swallowed: 0, tooBig: 0 },
    onLoss: [],
    arrival: 0,
    transmit(bytes, now) {
      const packet = link.taps.length === 0 ? bytes : tapped(link, bytes, now)
      const reason = packet === undefined ? 'swallowed' : refusal(link, wire, random, packet.length, now)
      if (packet === undefined || reason !== undefined) {
        noteLoss(link, packet ?? bytes, reason!, now)
        return undefined
      }
      link.counters.packets++
      link.counters.bytes += packet.length
      link.arrival = schedule(link.shape, wire, random, packet.length, now)
      return packet
    },
    setUp(up) {
      if (link.up && !up) {
        cuts++
        wire = emptyWire()
      }
      link.up = up
    },
  }
  return link
}

function tapped(link: LinkDirection, bytes: Bytes, now: number): Bytes | undefined {
  let packet: Bytes | undefined = bytes
  for (let i = 0; i < link.taps.length && packet !== undefined; i++) packet = link.taps[i]!(packet, now, link)
  return packet
}

function refusal({ up, mtu, shape }: LinkDirection, wire: Wire, random: Random, length: number, now: number): LinkLoss | undefined {
  if (!up) return 'linkDown'
  // No router says so: neither the draft nor the reference sends PacketTooBig here.
  if (length > mtu) return 'tooBig'
  if (shape.loss > 0 && random() < shape.loss * 2 ** 32) return 'linkLoss'
  if (shape.rateBps === Infinity) return undefined
  while (wire.gone < wire.waiting.length && wire.waiting[wire.gone]! <= now) wire.gone++
  if (wire.gone > 1000 && 2 * wire.gone > wire.waiting.length) {
    wire.waiting = wire.waiting.slice(wire.gone)
    wire.gone = 0
  }
  // The packet on the wire does not wait: it has left the queue.
  return wire.waiting.length - wire.gone > shape.queuePackets ? 'queueFull' : undefined
}

/** When it arrives. */
function schedule({ rateBps, delayNs, jitterNs }: LinkShape, wire: Wire, random: Random, length: number, now: number): number {
  let departure = now
  if (rateBps !== Infinity) {
    wire.freeAt = Math.max(wire.freeAt, now) + Math.ceil((length * 8 * nsPerS) / rateBps)
    departure = wire.freeAt
    wire.waiting.push(departure)
  }
  const jitter = jitterNs === 0 ? 0 : Math.floor((random() / 2 ** 32) * jitterNs)
  wire.lastArrival = Math.max(wire.lastArrival, departure + delayNs + jitter)
  return wire.lastArrival
}

/** Counts a packet that will not arrive, and tells whoever listens. */
export function noteLoss(link: LinkDirection, bytes: Bytes, reason: LinkLoss, now: number): void {
  link.counters[reason]++
  for (const listener of link.onLoss) listener(bytes, reason, now, link)
}
