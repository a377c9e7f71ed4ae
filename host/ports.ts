/** The UDP ports of a host and who listens there. */

import type { PortRange } from '#topology/model.ts'
import type { Outbox, UnderlayAddress } from '#wire/actor.ts'
import type { HostPacket } from './packet.ts'

/**
 * A packet for this port: its data, an SCMP reply with this identifier, or an SCMP error about a packet sent from here. Returns why the packet
 * is dropped, or nothing.
 */
export type PacketHandler = (packet: HostPacket, from: UnderlayAddress, now: number, out: Outbox) => string | undefined

export interface PortTable {
  /** Takes `port`, or a free one of the range; `undefined` when it is taken or none is free. */
  open(handler: PacketHandler, port?: number): number | undefined
  close(port: number): void
  handlerOf(port: number): PacketHandler | undefined
}

/** What ports are open on, on a machine where other programs have some. */
export interface PortSockets {
  /** false: somebody else has it */
  open(port: number): boolean
  close(port: number): void
}

/** In a simulated network a host has its address for itself. */
const ownAddress: PortSockets = { open: () => true, close: () => {} }

/** What the reference generator writes into topology.json. */
export const defaultRange: PortRange = { first: 31000, last: 32767 }

/**
 * Ports are given out in a round, so that a late packet does not meet the next owner of its port. `reserved` ports are never given out; `first`:
 * where the round begins.
 */
export function createPortTable(
  range: PortRange = defaultRange,
  reserved: readonly number[] = [],
  sockets: PortSockets = ownAddress,
  first: number = range.first,
): PortTable {
  const handlers = new Map<number, PacketHandler>()
  const take = (port: number): boolean => !handlers.has(port) && !reserved.includes(port) && sockets.open(port)
  let next = first
  const takeFree = (): number | undefined => {
    for (let tries = range.last - range.first; tries >= 0; tries--) {
      const port = next
      next = next === range.last ? range.first : next + 1
      if (take(port)) return port
    }
    return undefined
  }
  return {
    open(handler, wanted) {
      const port = wanted === undefined ? takeFree() : take(wanted) ? wanted : undefined
      if (port !== undefined) handlers.set(port, handler)
      return port
    },
    close(port) {
      if (handlers.delete(port)) sockets.close(port)
    },
    handlerOf: port => handlers.get(port),
  }
}
