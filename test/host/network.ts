/**
 * A whole network in a test: real routers, control services and hosts, datagrams carried in virtual time. The simulator proper is `sim/`;
 * this driver is small enough to trust in tests of what it drives.
 */
import { createControlService } from '#control/service.ts'
import { createHost, type Host, type HostEvent } from '#host/host.ts'
import type { Operation, Outcome } from '#host/operation.ts'
import { createRouter } from '#router/router.ts'
import { loadTopo } from '#topology/load.ts'
import type { As, LinkEnd, Topology } from '#topology/model.ts'
import { type Actor, type ActorEvent, nsPerS, type Outbox, type Random, type UnderlayAddress } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** Two core ASes, two customers of both that also peer, AS 1 with two border routers. */
export const diamond = `
ASes:
  "1-ff00:0:a": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:b": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:1": {cert_issuer: "1-ff00:0:a"}
  "1-ff00:0:2": {cert_issuer: "1-ff00:0:a", mtu: 1400}
links:
  - {a: "1-ff00:0:a#1", b: "1-ff00:0:b#1", linkAtoB: CORE}
  - {a: "1-ff00:0:a#2", b: "1-ff00:0:1-A#21", linkAtoB: CHILD}
  - {a: "1-ff00:0:b#2", b: "1-ff00:0:1-B#22", linkAtoB: CHILD}
  - {a: "1-ff00:0:a#3", b: "1-ff00:0:2#31", linkAtoB: CHILD}
  - {a: "1-ff00:0:b#3", b: "1-ff00:0:2#32", linkAtoB: CHILD}
  - {a: "1-ff00:0:1-A#23", b: "1-ff00:0:2#33", linkAtoB: PEER}
`

export const epochS = 1_700_000_000

interface Node {
  readonly actor: Actor
  readonly outbox: Outbox
}

interface Delivery {
  readonly at: number
  readonly node: Node
  readonly event: ActorEvent
}

export interface TestNetwork {
  readonly topology: Topology
  readonly hostEvents: HostEvent[]
  /** every datagram a host sent: from where, to where */
  readonly sentByHosts: {
    readonly t: number
    readonly host: string
    readonly port: number
    readonly to: UnderlayAddress
    readonly bytes: Uint8Array
  }[]
  /** extra one-way delay of what leaves by an interface, nanoseconds; Infinity loses it */
  readonly delays: Map<string, number>
  /** sockets inside ASes that hear nothing */
  readonly deaf: Set<UnderlayAddress>
  now(): number
  out(isdAs: IsdAs): Outbox
  host(isdAs: IsdAs): Host
  run(untilNs: number): void
  /** Lets the host ask for the paths to an AS, and the answer come. */
  learnPaths(isdAs: IsdAs, destination: IsdAs): void
  /** Runs until the operation has ended. */
  finish<R>(operation: Operation<R>): Outcome<R>
  setLink(isdAs: IsdAs, ifId: number, up: boolean): void
  /** hands a datagram to the host as if it had come from `from` */
  inject(isdAs: IsdAs, port: number, from: UnderlayAddress, bytes: Uint8Array): void
}

const externalDelayNs = 1_000_000
const internalDelayNs = 50_000

/** `expTime`: how long hop fields live, 337.5 s a unit and one more. */
export function startNetwork(text: string = diamond, expTime = 63): TestNetwork {
  const { topology } = loadTopo(text)
  const queue: Delivery[] = []
  const nodes = new Map<string, Node>()
  const network: Pick<TestNetwork, 'hostEvents' | 'sentByHosts' | 'delays' | 'deaf'> = {
    hostEvents: [],
    sentByHosts: [],
    delays: new Map(),
    deaf: new Set(),
  }
  let now = 0

  const deliver = (delayNs: number, to: Node | undefined, event: ActorEvent): void => {
    if (to !== undefined && Number.isFinite(delayNs)) queue.push({ at: now + delayNs, node: to, event })
  }
  const socket = (isdAs: IsdAs, address: UnderlayAddress): string => `${isdAs} ${address}`
  const internal = (as: As, from: UnderlayAddress, to: UnderlayAddress, bytes: Uint8Array): void => {
    const node = nodes.get(socket(as.isdAs, to))
    const [ip, port] = splitLast(to)
    if (network.deaf.has(to)) return
    if (node !== undefined) deliver(internalDelayNs, node, { kind: 'datagram', port: 0, from, bytes })
    else deliver(internalDelayNs, nodes.get(socket(as.isdAs, ip)), { kind: 'datagram', port: Number(port), from, bytes })
  }
  const otherEnd = new Map<string, LinkEnd>(topology.links.flatMap(l => [[`${l.a.isdAs}#${l.a.ifId}`, l.b], [`${l.b.isdAs}#${l.b.ifId}`, l.a]])) // biome-ignore format: one step

  function addRouters(as: As): void {
    for (const r of as.routers) {
      const actor = createRouter({ as, id: r.id, key: keyOf(as), clock: { epochS }, random: zero })
      const send: Outbox['send'] = (port, to, bytes) => {
        if (port === 0) return internal(as, r.internalAddress, to, bytes)
        const end = otherEnd.get(`${as.isdAs}#${port}`)!
        const delay = externalDelayNs + (network.delays.get(`${as.isdAs}#${port}`) ?? 0)
        deliver(delay, nodes.get(end.routerId), { kind: 'datagram', port: end.ifId, from: 'link', bytes })
      }
      const node = { actor, outbox: { send } }
      nodes.set(r.id, node).set(socket(as.isdAs, r.internalAddress), node)
    }
  }

  function addServices(as: As): void {
    for (const cs of as.controlServices) {
      const actor = createControlService({ as, id: cs.id, key: keyOf(as), clock: { epochS }, random: zero, isCore, settings: { expTime } })
      nodes.set(socket(as.isdAs, cs.address), { actor, outbox: { send: (_, to, bytes) => internal(as, cs.address, to, bytes) } })
    }
  }

  function addHosts(as: As): void {
    const { name, address } = as.hosts[0]!
    const observe = (event: HostEvent): void => void network.hostEvents.push(event)
    const actor = createHost({ as, name, address, clock: { epochS }, random: zero, observe })
    const send: Outbox['send'] = (port, to, bytes) => {
      network.sentByHosts.push({ t: now, host: name, port, to, bytes: bytes.slice() })
      internal(as, `${address}:${port}`, to, bytes)
    }
    const node = { actor, outbox: { send } }
    nodes.set(socket(as.isdAs, address), node).set(`host ${as.isdAs}`, node)
  }

  const isCore = (isdAs: IsdAs): boolean => topology.ases.find(as => as.isdAs === isdAs)?.core ?? false
  for (const as of topology.ases) {
    addRouters(as)
    addServices(as)
    addHosts(as)
  }
  const all = [...new Set(nodes.values())]

  /** The next thing that happens, unless it is after `until`. */
  function step(until: number): boolean {
    queue.sort((a, b) => a.at - b.at)
    const wakes = all.map(node => ({ at: Math.max(now, node.actor.wakeAt()), node, event: { kind: 'wake' } as const }))
    const first = [...queue.slice(0, 1), ...wakes].reduce((a, b) => (b.at < a.at ? b : a))
    if (first.at > until) return false
    now = first.at
    if (first.event.kind !== 'wake') queue.shift()
    first.node.actor.on(first.event, now, first.node.outbox)
    return true
  }
  const hostNode = (isdAs: IsdAs): Node => nodes.get(`host ${isdAs}`)!

  const run = (until: number): void => {
    while (step(until));
    now = Math.max(now, until)
  }

  return {
    ...network,
    topology,
    now: () => now,
    out: isdAs => hostNode(isdAs).outbox,
    host: isdAs => hostNode(isdAs).actor as Host,
    run,
    learnPaths(isdAs, destination) {
      const node = hostNode(isdAs)
      ;(node.actor as Host).paths.find(destination, false, now, node.outbox, () => {})
      run(now + 0.2 * nsPerS)
    },
    finish(operation) {
      const limit = now + 1000 * nsPerS
      while (operation.outcome === undefined && step(limit));
      if (operation.outcome === undefined) throw new Error('the operation does not end')
      return operation.outcome
    },
    setLink(isdAs, ifId, up) {
      const as = topology.ases.find(a => a.isdAs === isdAs)!
      const router = as.routers.find(r => r.interfaces.some(i => i.ifId === ifId))!
      nodes.get(router.id)!.actor.on({ kind: 'link', port: ifId, up }, now, nodes.get(router.id)!.outbox)
    },
    inject: (isdAs, port, from, bytes) => hostNode(isdAs).actor.on({ kind: 'datagram', port, from, bytes }, now, hostNode(isdAs).outbox),
  }
}

const zero: Random = () => 0
const keyOf = (as: As): Uint8Array => new Uint8Array(16).fill(as.isdAs.charCodeAt(as.isdAs.length - 1))

function splitLast(address: UnderlayAddress): [ip: string, port: string] {
  const colon = address.lastIndexOf(':')
  return [address.slice(0, colon).replace(/^\[|\]$/g, ''), address.slice(colon + 1)]
}
