/**
 * The seam between actors and the network: a batch of datagrams in, a batch of datagrams out. `udp.ts` does it with node:dgram everywhere,
 * `mmsg.ts` with many datagrams a system call; what is faster still takes their place without a change above.
 */
import type { DatagramBatch, Port, UnderlayAddress } from '#wire/actor.ts'

/** One socket of an actor. */
export interface SocketPlace {
  readonly port: Port
  readonly local: UnderlayAddress
  /** a connected socket: hears this peer alone */
  readonly remote?: UnderlayAddress
}

export interface PacketIo {
  /**
   * Opens what is new of these places; call what it resolves to and they are the sockets, in one step: others are closed, those that stay lose
   * nothing. Throws `EnvironmentError`, and then nothing has changed.
   */
  prepare(places: readonly SocketPlace[]): Promise<() => void>
  /**
   * The bytes that arrive are lent too: until the handler returns they may be rewritten and sent on, then they are something else. Otherwise
   * they are given away.
   */
  readonly lends: boolean
  /** Who gets what arrives. The batch is lent until it returns. */
  receive(handler: (arrived: DatagramBatch) => void): void
  /** Hands over all datagrams of the batch, in order. One that cannot be sent is counted. */
  send(leaving: DatagramBatch): void
  close(): void
  readonly counters: SocketCounters
}

/** What sockets refused. Nothing of it is fatal: the peer may be gone, the network may come back. */
export interface SocketCounters {
  /** datagrams that were not sent, or notices that earlier ones did not arrive, by the system's name ("ECONNREFUSED", "EMSGSIZE") */
  readonly errors: ReadonlyMap<string, number>
  /** datagrams given up because the socket's queue was full */
  readonly overflowed: number
}

/** A batch that is filled again and again. */
export interface OpenBatch extends DatagramBatch {
  count: number
  readonly ports: Port[]
  readonly peers: UnderlayAddress[]
  readonly bytes: Uint8Array[]
}

export const createOpenBatch = (): OpenBatch => ({ count: 0, ports: [], peers: [], bytes: [] })

/** Nothing that was in it is kept; the columns stay as long as they are, for the next. */
export function emptyBatch(batch: OpenBatch): void {
  batch.bytes.fill(nothing, 0, batch.count)
  batch.count = 0
}

const nothing = new Uint8Array(0)

export function addToBatch(batch: OpenBatch, port: Port, peer: UnderlayAddress, bytes: Uint8Array): void {
  batch.ports[batch.count] = port
  batch.peers[batch.count] = peer
  batch.bytes[batch.count++] = bytes
}
