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

/** What the reference generator writes into topology.json. */
const defaultRange: PortRange = { first: 31000, last: 32767 }

/** Ports are given out in a round, so that a late packet does not meet the next owner of its port. `reserved` ports are never given out. */
export function createPortTable(range: PortRange = defaultRange, reserved: readonly number[] = []): PortTable {
  const handlers = new Map<number, PacketHandler>()
  const isFree = (port: number): boolean => !handlers.has(port) && !reserved.includes(port)
  let next = range.first
  const freePort = (): number | undefined => {
    for (let tries = range.last - range.first; tries >= 0; tries--) {
      const port = next
      next = next === range.last ? range.first : next + 1
      if (isFree(port)) return port
    }
    return undefined
  }
  return {
    open(handler, wanted) {
      const port = wanted ?? freePort()
      if (port === undefined || !isFree(port)) return undefined
      handlers.set(port, handler)
      return port
    },
    close: port => handlers.delete(port),
    handlerOf: port => handlers.get(port),
  }
}
