/** Follows single packets through the network and tells what became of each: a packet keeps its buffer from hop to hop. */
import { type DropReason, dropRule } from '#router/drops.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import type { RouterObserver } from '#router/router.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { LinkDirection, LinkLoss } from './link.ts'
import type { Network } from './network.ts'

/** What became of a packet. `delivered`: the last router gave it to its destination. */
export interface Fate {
  readonly end: 'delivered' | 'refused' | 'lost'
  /** the router that decided, and the rule; absent of a packet that was lost */
  readonly as?: IsdAs
  readonly router?: string
  readonly rule?: string
  /** of a refusal: its name in the table of drops, in words, the clause of the draft, and the SCMP error that went back ("4/51/64") */
  readonly reason?: DropReason
  readonly text?: string
  readonly clause?: string
  readonly scmp?: string
  /** of a loss on a link */
  readonly loss?: LinkLoss
  /** what each router decided about it */
  readonly events: readonly TraceEvent[]
}

export interface Witness {
  /** From now on this packet is followed. */
  follow(bytes: Bytes): void
  /** packets not yet settled */
  readonly open: number
  /** Gives up: what is still under way counts as lost. */
  end(): void
}

/** `settled` is told of each packet once. */
export function createWitness(network: Network, settled: (fate: Fate) => void): Witness {
  const followed = new Map<Bytes, TraceEvent[]>()

  const settle = (bytes: Bytes, fate: Fate): void => {
    if (followed.delete(bytes)) settled(fate)
  }
  const onLoss = (bytes: Bytes, loss: LinkLoss): void => {
    const events = followed.get(bytes)
    if (events !== undefined) settle(bytes, { end: 'lost', loss, events })
  }
  const leave = network.observe(observerOf(followed, settle))
  for (const direction of network.directions.flat()) direction.onLoss.push(onLoss)
  return {
    follow: bytes => void followed.set(bytes, []),
    get open() {
      return followed.size
    },
    end() {
      leave()
      for (const direction of network.directions.flat()) forget(direction, onLoss)
      for (const [bytes, events] of followed) settle(bytes, { end: 'lost', events })
    },
  }
}

const forget = ({ onLoss }: LinkDirection, listener: LinkDirection['onLoss'][number]): void =>
  void onLoss.splice(onLoss.indexOf(listener), 1)

function observerOf(followed: ReadonlyMap<Bytes, TraceEvent[]>, settle: (bytes: Bytes, fate: Fate) => void): RouterObserver {
  let last: TraceEvent | undefined
  const tracer = traceDecisions(event => {
    last = event
  })
  return {
    arrived(router, packet) {
      if (followed.has(packet.bytes)) tracer.arrived!(router, packet)
    },
    decided(router, packet, verdict, sent) {
      const events = followed.get(packet.bytes)
      if (events === undefined) return
      tracer.decided(router, packet, verdict, sent)
      events.push(last!)
      if (verdict.kind !== 'forward' && verdict.kind !== 'handOver') settle(packet.bytes, fateOf(last!, events))
    },
  }
}

/** "1-ff00:0:111 br1 forward 41", "1-ff00:0:110 br2 answer ingressMismatch": who decided what, alike in every world. */
export function decisionText({ as, router, verdict, reason, egress, to, toSibling }: TraceEvent): string {
  const how = { forward: egress, handOver: toSibling, deliver: to, answer: reason, drop: reason, bfd: undefined }[verdict]
  return [as, router, verdict, how].filter(word => word !== undefined).join(' ')
}

/** `event`: the last one, which is no forwarding. */
export function fateOf(event: TraceEvent, events: readonly TraceEvent[]): Fate {
  const where = { as: event.as, router: event.router, rule: event.rule, events }
  if (event.reason === undefined) return { end: 'delivered', ...where }
  const reason = event.reason as DropReason
  const { text, clause } = dropRule(reason)
  return { end: 'refused', ...where, reason, text, clause, ...(event.scmp === undefined ? {} : { scmp: event.scmp }) }
}
