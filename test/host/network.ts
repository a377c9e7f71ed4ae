/**
 * A whole network in a test: real routers, control services and hosts, datagrams carried in virtual time. The simulator proper is `sim/`;
 * this driver is small enough to trust in tests of what it drives.
 */
import { createControlService } from '#control/service.ts'
import type { ControlSettings } from '#control/settings.ts'
import { createHost, type Host, type HostEvent } from '#host/host.ts'
import type { Operation, Outcome } from '#host/operation.ts'
import { createRouter } from '#router/router.ts'
import { loadTopo } from '#topology/load.ts'
import { type As, findAs, type LinkEnd, type Topology } from '#topology/model.ts'
import { type Actor, type ActorEvent, nsPerS, type Outbox, type Random, type UnderlayAddress } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'

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

/** What the parts below share. */
interface Driver extends Pick<TestNetwork, 'topology' | 'hostEvents' | 'sentByHosts' | 'delays' | 'deaf'> {
  now: number
  readonly queue: Delivery[]
  /** by "ISD-AS ip:port", "ISD-AS ip" for hosts, and router id */
  readonly nodes: Map<string, Node>
  /** the other end of each interface "ISD-AS#IF" */
  readonly otherEnd: ReadonlyMap<string, LinkEnd>
  readonly settings: Partial<ControlSettings>
}

/** `settings` of the control services. */
export function startNetwork(text: string = diamond, settings: Partial<ControlSettings> = {}): TestNetwork {
  const { topology } = loadTopo(text)
  const otherEnd = new Map(topology.links.flatMap(({ a, b }) => [[endText(a), b] as const, [endText(b), a] as const]))
  const faults = { hostEvents: [], sentByHosts: [], delays: new Map<string, number>(), deaf: new Set<UnderlayAddress>() }
  const d: Driver = { topology, ...faults, now: 0, queue: [], nodes: new Map(), otherEnd, settings }
  for (const as of topology.ases) {
    addRouters(d, as)
    addServices(d, as)
    addHosts(d, as)
  }
  const hostNode = (isdAs: IsdAs): Node => d.nodes.get(hostKey(isdAs))!
  const run = (until: number): void => {
    while (step(d, until));
    d.now = Math.max(d.now, until)
  }
  return {
    topology,
    ...faults,
    now: () => d.now,
    out: isdAs => hostNode(isdAs).outbox,
    host: isdAs => hostNode(isdAs).actor as Host,
    run,
    learnPaths(isdAs, destination) {
      const node = hostNode(isdAs)
      ;(node.actor as Host).paths.find(destination, false, d.now, node.outbox, () => {})
      run(d.now + 0.2 * nsPerS)
    },
    finish(operation) {
      const limit = d.now + 1000 * nsPerS
      while (operation.outcome === undefined && step(d, limit));
      if (operation.outcome === undefined) throw new Error('the operation does not end')
      return operation.outcome
    },
    setLink(isdAs, ifId, up) {
      const { actor, outbox } = d.nodes.get(routerOf(d, isdAs, ifId))!
      actor.on({ kind: 'link', port: ifId, up }, d.now, outbox)
    },
    inject: (isdAs, port, from, bytes) => hostNode(isdAs).actor.on({ kind: 'datagram', port, from, bytes }, d.now, hostNode(isdAs).outbox),
  }
}

/** The next thing that happens, unless it is after `until`. */
function step(d: Driver, until: number): boolean {
  d.queue.sort((a, b) => a.at - b.at)
  const wakes = [...new Set(d.nodes.values())].map(node => ({
    at: Math.max(d.now, node.actor.wakeAt()),
    node,
    event: { kind: 'wake' } as const,
  }))
  const first = [...d.queue.slice(0, 1), ...wakes].reduce((a, b) => (b.at < a.at ? b : a))
  if (first.at > until) return false
  d.now = first.at
  if (first.event.kind !== 'wake') d.queue.shift()
  first.node.actor.on(first.event, d.now, first.node.outbox)
  return true
}

function deliver(d: Driver, delayNs: number, node: Node | undefined, event: ActorEvent): void {
  if (node !== undefined && Number.isFinite(delayNs)) d.queue.push({ at: d.now + delayNs, node, event })
}

function deliverInside(d: Driver, as: As, from: UnderlayAddress, to: UnderlayAddress, bytes: Uint8Array): void {
  if (d.deaf.has(to)) return
  const node = d.nodes.get(`${as.isdAs} ${to}`)
  const { ip, port } = parseUnderlay(to)
  if (node !== undefined) deliver(d, internalDelayNs, node, { kind: 'datagram', port: 0, from, bytes })
  else deliver(d, internalDelayNs, d.nodes.get(`${as.isdAs} ${ip}`), { kind: 'datagram', port, from, bytes })
}

function addRouters(d: Driver, as: As): void {
  for (const r of as.routers) {
    const actor = createRouter({ as, id: r.id, key: keyOf(as), clock: { epochS }, random: zero })
    const send: Outbox['send'] = (port, to, bytes) => {
      if (port === 0) return deliverInside(d, as, r.internalAddress, to, bytes)
      const end = d.otherEnd.get(`${as.isdAs}#${port}`)!
      const delay = externalDelayNs + (d.delays.get(`${as.isdAs}#${port}`) ?? 0)
      deliver(d, delay, d.nodes.get(end.routerId), { kind: 'datagram', port: end.ifId, from: 'link', bytes })
    }
    const node = { actor, outbox: { send } }
    d.nodes.set(r.id, node).set(`${as.isdAs} ${r.internalAddress}`, node)
  }
}

function addServices(d: Driver, as: As): void {
  const isCore = (isdAs: IsdAs): boolean => findAs(d.topology, isdAs)?.core ?? false
  for (const { id, address } of as.controlServices) {
    const actor = createControlService({
      as,
      id,
      key: keyOf(as),
      clock: { epochS },
      random: zero,
      isCore,
      settings: d.settings,
    })
    const send: Outbox['send'] = (_, to, bytes) => deliverInside(d, as, address, to, bytes)
    d.nodes.set(`${as.isdAs} ${address}`, { actor, outbox: { send } })
  }
}

function addHosts(d: Driver, as: As): void {
  const { name, address } = as.hosts[0]!
  const observe = (event: HostEvent): void => void d.hostEvents.push(event)
  const actor = createHost({ as, name, address, clock: { epochS }, random: zero, observe })
  const send: Outbox['send'] = (port, to, bytes) => {
    d.sentByHosts.push({ t: d.now, host: name, port, to, bytes: bytes.slice() })
    deliverInside(d, as, joinHostPort(address, port), to, bytes)
  }
  const node = { actor, outbox: { send } }
  d.nodes.set(`${as.isdAs} ${address}`, node).set(hostKey(as.isdAs), node)
}

const zero: Random = () => 0
const hostKey = (isdAs: IsdAs): string => `host ${isdAs}`
const endText = (end: LinkEnd): string => `${end.isdAs}#${end.ifId}`
const keyOf = (as: As): Uint8Array => new Uint8Array(16).fill(as.isdAs.charCodeAt(as.isdAs.length - 1))
const routerOf = (d: Driver, isdAs: IsdAs, ifId: number): string =>
  findAs(d.topology, isdAs)!.routers.find(r => r.interfaces.some(i => i.ifId === ifId))!.id
