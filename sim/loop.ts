/**
 * Drives actors in virtual time: takes the first event, moves the clock there, hands it to its node, and asks when the node wants to be woken.
 * Every event goes into the digest.
 */
import type { Actor, Datagram, Outbox, Wake } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { createDigest, type Digest } from './digest.ts'
import { type LinkDirection, noteLoss } from './link.ts'
import { createEventQueue } from './queue.ts'

export interface Node {
  readonly index: number
  readonly name: string
  /** replaced when the node restarts */
  actor: Actor
  /** a node that is down hears nothing */
  alive: boolean
  readonly out: Outbox
  /** a router's external links by interface id: where its packets go */
  links?: ((bytes: Bytes) => void)[]
  /** orders events of the same instant; never goes back */
  count: number
  /** the wake-up under way, nanoseconds; Infinity = none */
  wakeAt: number
}

export interface Loop {
  /** nanoseconds since the run's start */
  readonly now: number
  /** events handled so far */
  readonly events: number
  readonly digest: Digest
  addNode(name: string, actor: Actor, send: (node: Node, port: number, to: string, bytes: Bytes) => void): Node
  /** A datagram from `source` reaches `target` at `time`. `over`: the link it is on, which may be cut before. */
  arrive(source: Node, target: Node, time: number, datagram: Datagram, over: LinkDirection | undefined): void
  /** Something of the scenario happens; before the nodes' events of the same instant. */
  at(time: number, action: (now: number) => void): void
  /** Has a node do something now, as the driver of a tool would. */
  call<T>(node: Node, what: (now: number, out: Outbox) => T): T
  /** Handles all events up to and including `until`, then stands there. */
  run(until: number): void
  /** datagrams that reached a node that was down */
  readonly deaf: number
}

const wake: Wake = { kind: 'wake' }

/** What an event carries, by slot: a datagram for a node, a wake-up of a node, or an action. */
interface Slots {
  readonly node: (Node | undefined)[]
  readonly datagram: (Datagram | undefined)[]
  readonly over: (LinkDirection | undefined)[]
  /** `over.cuts` when the packet left */
  readonly cuts: number[]
  readonly action: (((now: number) => void) | undefined)[]
  readonly free: number[]
}

function take(s: Slots): number {
  const reused = s.free.pop()
  if (reused !== undefined) return reused
  s.node.push(undefined)
  s.datagram.push(undefined)
  s.over.push(undefined)
  s.cuts.push(0)
  s.action.push(undefined)
  return s.node.length - 1
}

/** `label`: printed when an invariant breaks, so that the moment can be found again ("seed 1"). */
export function createLoop(label: string): Loop {
  const queue = createEventQueue()
  const digest = createDigest()
  const slots: Slots = { node: [], datagram: [], over: [], cuts: [], action: [], free: [] }
  const nodes: Node[] = []
  let now = 0
  let events = 0
  let deaf = 0
  let actions = 0

  function scheduleWake(node: Node): void {
    const at = node.actor.wakeAt()
    if (at >= node.wakeAt) return
    node.wakeAt = Math.max(at, now)
    const slot = take(slots)
    slots.node[slot] = node
    queue.push(node.wakeAt, node.index, node.count++, slot)
  }

  function dispatch(slot: number): void {
    const node = slots.node[slot]
    const datagram = slots.datagram[slot]
    const action = slots.action[slot]
    const over = slots.over[slot]
    slots.node[slot] = slots.datagram[slot] = slots.action[slot] = slots.over[slot] = undefined
    slots.free.push(slot)
    digest.words(now | 0, Math.floor(now / 0x1_0000_0000) | 0, node === undefined ? 0 : node.index, 0)
    if (action !== undefined) action(now)
    else if (datagram === undefined) wakeNode(node!)
    else if (over !== undefined && over.cuts !== slots.cuts[slot]!) noteLoss(over, datagram.bytes, 'linkDown', now)
    else if (node!.alive) hand(node!, datagram)
    else deaf++
  }

  function wakeNode(node: Node): void {
    // An earlier wake-up may have been put before this one: only the one the node waits for counts.
    if (node.wakeAt > now) return
    node.wakeAt = Infinity
    if (!node.alive) return
    // Since it asked it may have put its wake-up off.
    if (node.actor.wakeAt() <= now) node.actor.on(wake, now, node.out)
    scheduleWake(node)
  }

  function hand(node: Node, datagram: Datagram): void {
    digest.bytes(datagram.bytes)
    node.actor.on(datagram, now, node.out)
    scheduleWake(node)
  }

  return {
    get now() {
      return now
    },
    get events() {
      return events
    },
    get deaf() {
      return deaf
    },
    digest,
    addNode(name, actor, send) {
      const node: Node = {
        index: nodes.length + 1,
        name,
        actor,
        alive: true,
        count: 0,
        wakeAt: Infinity,
        out: { send: (port, to, bytes) => send(node, port, to, bytes) },
      }
      nodes.push(node)
      scheduleWake(node)
      return node
    },
    arrive(source, target, time, datagram, over) {
      const slot = take(slots)
      slots.node[slot] = target
      slots.datagram[slot] = datagram
      slots.over[slot] = over
      slots.cuts[slot] = over?.cuts ?? 0
      queue.push(time, source.index, source.count++, slot)
    },
    at(time, action) {
      const slot = take(slots)
      slots.action[slot] = action
      queue.push(Math.max(time, now), 0, actions++, slot)
    },
    call(node, what) {
      const result = what(now, node.out)
      scheduleWake(node)
      return result
    },
    run(until) {
      try {
        while (queue.nextTime() <= until) {
          now = queue.nextTime()
          events++
          dispatch(queue.pop())
        }
        now = Math.max(now, until)
      } catch (error) {
        // Not of the run: a sink for its captures or traces cannot write.
        if (error instanceof UserError) throw error
        throw new Error(`${label}, ${now} ns, event ${events}: ${(error as Error).message}`, { cause: error })
      }
    },
  }
}
