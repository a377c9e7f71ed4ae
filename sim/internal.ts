/** The network inside an AS: any node reaches any other by its address, after the AS's internal delay, with packets of its MTU. */
import type { As } from '#topology/model.ts'
import { internalPort, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { joinHostPort } from '#wire/underlay-address.ts'
import type { Loop, Node } from './loop.ts'

export interface InternalNetwork {
  /** packets for an address nobody has */
  readonly unreachable: number
  /** packets longer than the MTU: they do not arrive */
  readonly tooBig: number
  /** Told of every packet that will arrive. */
  readonly onSend: ((from: UnderlayAddress, to: UnderlayAddress, bytes: Bytes, now: number, target: Node) => void)[]
  /** A router or a service: one socket. */
  attachSocket(address: UnderlayAddress, node: Node): void
  /** A host: all ports of an IP address. */
  attachHost(ip: string, node: Node): void
  /** "ip:port", the same string each time it is asked for. */
  socketOf(ip: string, port: number): UnderlayAddress
  send(source: Node, from: UnderlayAddress, to: UnderlayAddress, bytes: Bytes): void
}

interface Target {
  readonly node: Node
  readonly port: number
}

const maxRemembered = 10_000

/** `mtu`: bytes of SCION packet. */
export function createInternalNetwork(loop: Loop, { internalDelayNs, mtu }: Pick<As, 'internalDelayNs' | 'mtu'>): InternalNetwork {
  const sockets = new Map<UnderlayAddress, Node>()
  const hosts = new Map<string, Node>()
  const targets = new Map<UnderlayAddress, Target | undefined>()
  const names = new Map<string, UnderlayAddress[]>()
  const onSend: InternalNetwork['onSend'] = []
  let unreachable = 0
  let tooBig = 0

  function find(to: UnderlayAddress): Target | undefined {
    const socket = sockets.get(to)
    if (socket !== undefined) return { node: socket, port: internalPort }
    const colon = to.lastIndexOf(':')
    const host = hosts.get(to.slice(0, colon).replace(/^\[|\]$/g, ''))
    return host === undefined ? undefined : { node: host, port: Number(to.slice(colon + 1)) }
  }

  function targetOf(to: UnderlayAddress): Target | undefined {
    if (targets.has(to)) return targets.get(to)
    if (targets.size >= maxRemembered) targets.clear()
    const target = find(to)
    targets.set(to, target)
    return target
  }

  return {
    onSend,
    get unreachable() {
      return unreachable
    },
    get tooBig() {
      return tooBig
    },
    attachSocket: (address, node) => void sockets.set(address, node),
    attachHost: (ip, node) => void hosts.set(ip, node),
    socketOf(ip, port) {
      const row = names.get(ip) ?? []
      names.set(ip, row)
      row[port] ??= joinHostPort(ip, port)
      return row[port]
    },
    send(source, from, to, bytes) {
      const target = targetOf(to)
      if (target === undefined) {
        unreachable++
        return
      }
      if (bytes.length > mtu) {
        tooBig++
        return
      }
      for (const listener of onSend) listener(from, to, bytes, loop.now, target.node)
      loop.arrive(source, target.node, loop.now + internalDelayNs, { kind: 'datagram', port: target.port, from, bytes }, undefined)
    },
  }
}
