/** A network's capture held against our routers: what reached a router there reaches ours, and must leave in the same bytes. */
import { createRouter, type Router } from '#router/router.ts'
import type { AsTopology } from '#topology/model.ts'
import { type Clock, nsPerS, type Port, type UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, isMalformed, toHex } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { nextHeader, protocols } from '#wire/header.ts'

export interface KeyedAs {
  readonly as: AsTopology
  /** the forwarding key */
  readonly key: Bytes
}

/** Datagrams as text: "from to bytes". */
export interface Replay {
  /** in both */
  readonly same: readonly string[]
  /** sent by our routers, not by those of the capture */
  readonly added: readonly string[]
  /** the other way round */
  readonly missing: readonly string[]
}

interface Socket {
  readonly router: Router
  readonly port: Port
}

interface Seen {
  /** since the first one, nanoseconds */
  readonly now: number
  readonly src: UnderlayAddress
  readonly dst: UnderlayAddress
  readonly payload: Bytes
}

/** BFD is left out: its packets answer no other packet. */
export function replay(capture: Bytes, ases: readonly KeyedAs[]): Replay {
  const { epochS, seen } = readSeen(capture)
  const sockets = new Map(ases.flatMap(as => socketsOf(as, { epochS })))
  const recorded = seen.filter(d => sockets.has(d.src)).map(d => textOf(d.src, d.dst, d.payload))
  const ours = seen.flatMap(d => answers(sockets.get(d.dst), d))
  const missing = without(recorded, ours)
  return { same: without(recorded, missing), added: without(ours, recorded), missing }
}

function readSeen(capture: Bytes): { readonly epochS: number; readonly seen: readonly Seen[] } {
  const all = [...readCapture(capture)].filter((r): r is Captured => !isMalformed(r))
  const epochS = Math.floor(Number(all[0]?.unixNs ?? 0n) / nsPerS)
  const seen = all.flatMap(({ unixNs, datagram }) =>
    isMalformed(datagram) || nextHeader(datagram.payload) === protocols.bfd
      ? []
      : [{ now: Number(unixNs - BigInt(epochS) * BigInt(nsPerS)), ...datagram }],
  )
  return { epochS, seen }
}

function socketsOf({ as, key }: KeyedAs, clock: Clock): [UnderlayAddress, Socket][] {
  return as.routers.flatMap(({ id, internalAddress, interfaces }) => {
    const router = createRouter({ as, id, key, clock, random: () => 0 })
    const socket = (local: UnderlayAddress, port: Port): [UnderlayAddress, Socket] => [local, { router, port }]
    return [socket(internalAddress, 0), ...interfaces.map(i => socket(i.local, i.ifId))]
  })
}

function answers(socket: Socket | undefined, { now, src, payload }: Seen): string[] {
  const sent: string[] = []
  socket?.router.on({ kind: 'datagram', port: socket.port, from: src, bytes: payload.slice() }, now, {
    send: (port, to, bytes) => sent.push(textOf(...endsOf(socket.router, port, to), bytes)),
  })
  return sent
}

/** An external link's ends are known to its socket alone. */
function endsOf(router: Router, port: Port, to: UnderlayAddress): [from: UnderlayAddress, to: UnderlayAddress] {
  const { as, id } = router.state
  const own = as.routers.find(r => r.id === id)!
  const external = own.interfaces.find(i => i.ifId === port)
  return external === undefined ? [own.internalAddress, to] : [external.local, external.remote]
}

const textOf = (src: UnderlayAddress, dst: UnderlayAddress, payload: Bytes): string => `${src} ${dst} ${toHex(payload)}`

/** `a` less `b`, each as often as it is there. */
function without(a: readonly string[], b: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const text of b) left.set(text, (left.get(text) ?? 0) + 1)
  return a.filter(text => {
    const count = left.get(text) ?? 0
    if (count > 0) left.set(text, count - 1)
    return count === 0
  })
}
