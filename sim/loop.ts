/**
 * Drives actors in virtual time: takes the first event, moves the clock there, hands it to its node, and asks when the node wants to be woken.
 * Every event goes into the digest.
 */
import type { Actor, Datagram, Outbox, Wake } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { createDigest, type Digest } from './digest.ts'
import { type LinkDirection, noteLoss } from './link.ts'
import { createEventQueue, type EventQueue } from './queue.ts'

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

interface State {
  readonly queue: EventQueue
  readonly digest: Digest
  readonly slots: Slots
  nodes: number
  now: number
  events: number
  deaf: number
  actions: number
}

/** `label`: printed when an invariant breaks, so that the moment can be found again ("seed 1"). */
export function createLoop(label: string): Loop {
  const slots: Slots = { node: [], datagram: [], over: [], cuts: [], action: [], free: [] }
  const s: State = { queue: createEventQueue(), digest: createDigest(), slots, nodes: 0, now: 0, events: 0, deaf: 0, actions: 0 }
  return {
    get now() {
      return s.now
    },
    get events() {
      return s.events
    },
    get deaf() {
      return s.deaf
    },
    digest: s.digest,
    addNode(name, actor, send) {
      const out: Outbox = { send: (port, to, bytes) => send(node, port, to, bytes) }
      const node: Node = { index: ++s.nodes, name, actor, alive: true, count: 0, wakeAt: Infinity, out }
      scheduleWake(s, node)
      return node
    },
    arrive(source, target, time, datagram, over) {
      const slot = take(slots)
      slots.node[slot] = target
      slots.datagram[slot] = datagram
      slots.over[slot] = over
      slots.cuts[slot] = over?.cuts ?? 0
      s.queue.push(time, source.index, source.count++, slot)
    },
    at(time, action) {
      const slot = take(slots)
      slots.action[slot] = action
      s.queue.push(Math.max(time, s.now), 0, s.actions++, slot)
    },
    call(node, what) {
      const result = what(s.now, node.out)
      scheduleWake(s, node)
      return result
    },
    run(until) {
      try {
        runTo(s, until)
      } catch (error) {
        // Not of the run: a sink for its captures or traces cannot write.
        if (error instanceof UserError) throw error
        throw new Error(`${label}, ${s.now} ns, event ${s.events}: ${(error as Error).message}`, { cause: error })
      }
    },
  }
}

function runTo(s: State, until: number): void {
  for (let time = s.queue.nextTime(); time <= until; time = s.queue.nextTime()) {
    s.now = time
    s.events++
    dispatch(s, s.queue.pop())
  }
  s.now = Math.max(s.now, until)
}

function dispatch(s: State, slot: number): void {
  const { slots, digest, now } = s
  const node = slots.node[slot]
  const datagram = slots.datagram[slot]
  const action = slots.action[slot]
  const over = slots.over[slot]
  slots.node[slot] = slots.datagram[slot] = slots.action[slot] = slots.over[slot] = undefined
  slots.free.push(slot)
  digest.words(now | 0, Math.floor(now / 0x1_0000_0000) | 0, node === undefined ? 0 : node.index, 0)
  if (action !== undefined) action(now)
  else if (datagram === undefined) wakeNode(s, node!)
  else if (over !== undefined && over.cuts !== slots.cuts[slot]!) noteLoss(over, datagram.bytes, 'linkDown', now)
  else if (node!.alive) hand(s, node!, datagram)
  else s.deaf++
}

function wakeNode(s: State, node: Node): void {
  // An earlier wake-up may have been put before this one: only the one the node waits for counts.
  if (node.wakeAt > s.now) return
  node.wakeAt = Infinity
  if (!node.alive) return
  // Since it asked it may have put its wake-up off.
  if (node.actor.wakeAt() <= s.now) node.actor.on(wake, s.now, node.out)
  scheduleWake(s, node)
}

function hand(s: State, node: Node, datagram: Datagram): void {
  s.digest.bytes(datagram.bytes)
  node.actor.on(datagram, s.now, node.out)
  scheduleWake(s, node)
}

function scheduleWake(s: State, node: Node): void {
  const at = node.actor.wakeAt()
  if (at >= node.wakeAt) return
  node.wakeAt = Math.max(at, s.now)
  const slot = take(s.slots)
  s.slots.node[slot] = node
  s.queue.push(node.wakeAt, node.index, node.count++, slot)
}
