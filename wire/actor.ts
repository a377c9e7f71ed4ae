/**
 * What a router, a control service or a host looks like from outside: a state machine without I/O. Time, randomness, keys and transport
 * are arguments. Two drivers run the same actors: `sim/` in virtual nanoseconds, `emulate/` with sockets and timers.
 */
import type { Bytes } from './bytes.ts'

/** An underlay socket address, "192.168.0.11:30001" or "[fd00::1]:30001". */
export type UnderlayAddress = string

/**
 * Which of the actor's sockets. Routers: 0 is the socket in the AS-internal network (siblings, services and hosts speak there), any other
 * number is the interface id of an external link, a point-to-point socket. Services: 0. Hosts: the local UDP port.
 */
export type Port = number
export const internalPort: Port = 0

export interface Datagram {
  readonly kind: 'datagram'
  readonly port: Port
  /** the sender's underlay address */
  readonly from: UnderlayAddress
  /** The receiver owns these bytes: it may rewrite them in place and send the same buffer on. */
  readonly bytes: Bytes
}

/** Datagrams that are handled together, in columns: no object a packet. The columns are only lent, the bytes are given away. */
export interface DatagramBatch {
  readonly count: number
  readonly ports: readonly Port[]
  /** the senders of what arrived; the receivers of what leaves */
  readonly peers: readonly UnderlayAddress[]
  readonly bytes: readonly Bytes[]
}

/** The state of a link as the actor's own driver or failure detector sees it; `port` 0 with `sibling` names the link to a sibling router. */
export interface LinkState {
  readonly kind: 'link'
  readonly port: Port
  readonly sibling?: string
  readonly up: boolean
}

/** The time asked for by `wakeAt()` has come. */
export interface Wake {
  readonly kind: 'wake'
}

export type ActorEvent = Datagram | LinkState | Wake

export interface Outbox {
  /** `to` is ignored on a router's external ports (connected sockets; say ''). The bytes are given away. */
  send(port: Port, to: UnderlayAddress, bytes: Bytes): void
}

export interface Actor {
  /** `now`: integer nanoseconds since the run's start. */
  on(event: ActorEvent, now: number, out: Outbox): void
  /** It keeps no bytes beyond the call they came in: they may be lent to it, if what it sends leaves before they are taken back. */
  readonly borrows?: true
  /** As `on` for each datagram in turn; there where many at once cost less. */
  onBatch?(arrived: DatagramBatch, now: number, out: Outbox): void
  /** When to send `wake` next, nanoseconds; Infinity = never. Asked again after every event. */
  wakeAt(): number
}

/** Where a run's time zero lies: unix seconds. All timestamps on the wire are `epochS` + now. */
export interface Clock {
  readonly epochS: number
}

export const nsPerS = 1_000_000_000
/** Unix seconds at `now`, rounded down. */
export const unixSeconds = (clock: Clock, now: number): number => clock.epochS + Math.floor(now / nsPerS)

/** A stream of uniform 32-bit numbers, 0..2^32-1. One stream per (seed, node). */
export type Random = () => number
