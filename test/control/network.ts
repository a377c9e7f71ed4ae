/**
 * A small network for tests: ASes drawn from a list of links, real border routers and control services, packets that take 1 ms each. No
 * topology file, no simulator: what fails here fails in control/.
 */

import type { DrkeyConfig } from '#control/drkey/service.ts'
import type { ControlEvent } from '#control/events.ts'
import type { HiddenPaths } from '#control/hidden/group.ts'
import { type ControlService, createControlService } from '#control/service.ts'
import type { ControlSettings } from '#control/settings.ts'
import type { Stores } from '#control/state.ts'
import { modelledSigner, type Signer } from '#control/trust/signer.ts'
import type { TrustConfig } from '#control/trust/state.ts'
import { createRouter, type Router } from '#router/router.ts'
import type { AsTopology, Interface, LinkType } from '#topology/model.ts'
import { type Actor, type Clock, nsPerS, type Outbox, type Random } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'

export const clock: Clock = { epochS: 1_700_000_000 }

/** xorshift: enough chance for tests. */
export function seededRandom(seed: number): Random {
  let x = (seed * 2_654_435_761) >>> 0 || 1
  return () => {
    x ^= x << 13
    x >>>= 0
    x ^= x >>> 17
    x ^= x << 5
    x >>>= 0
    return x
  }
}

export const keyOf = (isdAs: IsdAs): Bytes => Uint8Array.from({ length: 16 }, (_, i) => isdAs.charCodeAt(i % isdAs.length) ^ (i * 17))

export interface TestLink {
  readonly a: IsdAs
  readonly type: 'core' | 'child' | 'peer'
  readonly b: IsdAs
}

/** "1-ff00:0:1 core 1-ff00:0:2, 1-ff00:0:1 child 1-ff00:0:11": for `child` the first is the provider. */
export const parseLinks = (text: string): TestLink[] =>
  text.split(/[,\n]/).flatMap(line => {
    const [a, type, b] = line.trim().split(/\s+/)
    return a === '' ? [] : [{ a, type, b } as TestLink]
  })

/** At `a`: `core`, `child`, `peer`; at `b` a child link leads to the parent. */
const typeAtB = { core: 'core', child: 'parent', peer: 'peer' } as const

/** Core is who has a core link, or is nobody's child. Every interface has a border router of its own when `manyRouters`. */
export function buildAses(links: readonly TestLink[], manyRouters = false): Map<IsdAs, AsTopology> {
  const names = [...new Set(links.flatMap(l => [l.a, l.b]))]
  const interfaces = new Map<IsdAs, Interface[]>(names.map(name => [name, []]))
  links.forEach((l, i) => {
    const [a, b] = [interfaces.get(l.a)!, interfaces.get(l.b)!]
    const [ifA, ifB] = [a.length + 1, b.length + 101]
    const add = (
      list: Interface[],
      ifId: number,
      neighborIfId: number,
      linkType: LinkType,
      neighbor: IsdAs,
      ends: [string, string],
    ): void => {
      list.push({ ifId, neighborIfId, linkType, neighbor, local: ends[0], remote: ends[1], mtu: 1300 + i })
    }
    const [end, other] = [`10.${i >> 8}.${i & 255}.1:50000`, `10.${i >> 8}.${i & 255}.2:50000`]
    add(a, ifA, ifB, l.type, l.b, [end, other])
    add(b, ifB, ifA, typeAtB[l.type], l.a, [other, end])
  })
  const isChild = new Set(links.filter(l => l.type === 'child').map(l => l.b))
  return new Map(names.map((name, n) => [name, buildAs(name, n, !isChild.has(name), interfaces.get(name)!, manyRouters)]))
}

function buildAs(isdAs: IsdAs, n: number, core: boolean, interfaces: readonly Interface[], manyRouters: boolean): AsTopology {
  const router = (list: readonly Interface[], r: number) => ({
    id: `br${n}-${r}`,
    internalAddress: `10.${16 + (n >> 8)}.${n & 255}.${10 + r}:30042`,
    interfaces: list,
  })
  const service = { id: `cs${n}`, address: `10.${16 + (n >> 8)}.${n & 255}.2:30252` }
  return {
    isdAs,
    core,
    mtu: 1400,
    routers: manyRouters ? interfaces.map((i, r) => router([i], r)) : [router(interfaces, 0)],
    controlServices: [service],
    discoveryServices: [service],
  }
}

export interface Network {
  readonly ases: ReadonlyMap<IsdAs, AsTopology>
  readonly services: ReadonlyMap<IsdAs, ControlService>
  readonly routers: readonly Router[]
  /** every event of every service */
  readonly events: ControlEvent[]
  readonly now: () => number
  /** Lets time pass. */
  run(seconds: number): void
  /** A new control service takes the place of what is there; it may have the old one's stores. */
  restart(isdAs: IsdAs, stores?: Stores): void
  /** Puts any actor at an underlay address of an AS, in the place of who was there; `port` is the actor's port there. */
  attach(isdAs: IsdAs, address: string, actor: Actor, port: number): void
  /** Sends as the actor at `from` would. */
  outboxAt(isdAs: IsdAs, address: string): Outbox
  /** Sees every packet; false loses it. */
  deliver: (bytes: Bytes, to: string) => boolean
}

interface Event {
  readonly at: number
  readonly actor: Actor
  readonly port: number
  readonly from: string
  readonly bytes: Bytes
}

export interface NetworkOptions {
  readonly settings?: Partial<ControlSettings>
  readonly manyRouters?: boolean
  readonly seed?: number
  readonly signer?: Signer
  /** how far the AS's clocks are ahead, seconds; default 0 */
  readonly aheadS?: (isdAs: IsdAs) => number
  /** what the AS's service knows of hidden paths; default nothing */
  readonly hiddenPaths?: (isdAs: IsdAs) => HiddenPaths
  /** what the AS's service trusts; default: signatures are modelled */
  readonly trust?: (isdAs: IsdAs, ases: ReadonlyMap<IsdAs, AsTopology>) => TrustConfig
  /** default: no DRKeys */
  readonly drkey?: (isdAs: IsdAs) => DrkeyConfig
}

interface Wires {
  now: number
  deliver: Network['deliver']
  readonly places: Map<string, { readonly actor: Actor; readonly port: number }>
  readonly outboxes: Map<Actor, Outbox>
  /** those that wake: services and hosts, routers never do */
  readonly wakers: Actor[]
  readonly queue: Event[]
}

const place = (isdAs: IsdAs, address: string): string => `${isdAs} ${address}`

/** `own`: the underlay address of each of the actor's ports. Addresses inside an AS belong to it alone, link ends to the network. */
const outboxOf = (w: Wires, isdAs: IsdAs, own: ReadonlyMap<number, string>): Outbox => ({
  send(port, to, bytes) {
    const from = own.get(port)
    assert(from !== undefined, `port ${port} of the actor is attached`)
    const target = w.places.get(place(isdAs, to)) ?? w.places.get(to)
    if (target !== undefined && w.deliver(bytes, to)) w.queue.push({ at: w.now + 1_000_000, ...target, from, bytes })
  },
})

function attach(w: Wires, isdAs: IsdAs, address: string, actor: Actor, port: number): void {
  const before = w.wakers.indexOf(w.places.get(place(isdAs, address))?.actor as Actor)
  if (before >= 0) w.wakers.splice(before, 1)
  w.places.set(place(isdAs, address), { actor, port })
  w.outboxes.set(actor, outboxOf(w, isdAs, new Map([[port, address]])))
  w.wakers.push(actor)
}

function attachRouter(w: Wires, as: AsTopology, id: string, clock: Clock, random: Random): Router {
  const router = createRouter({ as, id, key: keyOf(as.isdAs), clock, random })
  const { internalAddress, interfaces } = as.routers.find(r => r.id === id)!
  w.places.set(place(as.isdAs, internalAddress), { actor: router, port: 0 })
  for (const i of interfaces) w.places.set(i.local, { actor: router, port: i.ifId })
  w.outboxes.set(router, outboxOf(w, as.isdAs, new Map([[0, internalAddress], ...interfaces.map(i => [i.ifId, i.local] as const)])))
  return router
}

const wakingAt = (w: Wires): number => Math.min(...w.wakers.map(a => a.wakeAt()))

/** All packets take the same time, so the queue is in order. */
function deliverUntil(w: Wires, limit: number): void {
  let waking = limit
  let next = 0
  for (; next < w.queue.length && w.queue[next]!.at <= waking; next++) {
    const { at, actor, port, from, bytes } = w.queue[next]!
    w.now = at
    actor.on({ kind: 'datagram', port, from, bytes }, at, w.outboxes.get(actor)!)
    waking = Math.min(waking, actor.wakeAt())
  }
  w.queue.splice(0, next)
}

function run(w: Wires, end: number): void {
  for (;;) {
    deliverUntil(w, Math.min(end, wakingAt(w)))
    const waking = wakingAt(w)
    if (waking > end && !w.queue.some(e => e.at <= end)) break
    if (waking > end) continue
    w.now = Math.max(w.now, waking)
    for (const a of w.wakers) if (a.wakeAt() <= w.now) a.on({ kind: 'wake' }, w.now, w.outboxes.get(a)!)
  }
  w.now = end
}

export function createNetwork(links: readonly TestLink[], options: NetworkOptions = {}): Network {
  const ases = buildAses(links, options.manyRouters)
  const w: Wires = { now: 0, deliver: () => true, places: new Map(), outboxes: new Map(), wakers: [], queue: [] }
  const services = new Map<IsdAs, ControlService>()
  const routers: Router[] = []
  const events: ControlEvent[] = []
  const isCore = (x: IsdAs): boolean => ases.get(x)?.core ?? false
  let seed = options.seed ?? 1
  const clocks = new Map([...ases.keys()].map(isdAs => [isdAs, { epochS: clock.epochS + (options.aheadS?.(isdAs) ?? 0) }]))
  function startService(as: AsTopology, stores?: Stores): void {
    const { id, address } = as.controlServices[0]!
    const { settings = {}, signer = modelledSigner } = options
    const observe = (event: ControlEvent): number => events.push(event)
    const own = { as, id, key: keyOf(as.isdAs), clock: clocks.get(as.isdAs)!, random: seededRandom(seed++) }
    const trust = options.trust === undefined ? {} : { trust: options.trust(as.isdAs, ases) }
    const service = createControlService({
      ...own,
      isCore,
      settings,
      signer,
      observe,
      ...trust,
      ...(options.drkey === undefined ? {} : { drkey: options.drkey(as.isdAs) }),
      ...(options.hiddenPaths && { hiddenPaths: options.hiddenPaths(as.isdAs) }),
      ...(stores === undefined ? {} : { stores }),
    })
    services.set(as.isdAs, service)
    attach(w, as.isdAs, address, service, 0)
  }
  for (const as of ases.values()) {
    for (const r of as.routers) routers.push(attachRouter(w, as, r.id, clocks.get(as.isdAs)!, seededRandom(seed++)))
    startService(as)
  }
  return {
    ases,
    services,
    routers,
    events,
    now: () => w.now,
    run: seconds => run(w, w.now + seconds * nsPerS),
    restart: (isdAs, stores) => startService(ases.get(isdAs)!, stores),
    attach: (isdAs, address, actor, port) => attach(w, isdAs, address, actor, port),
    outboxAt: (isdAs, address) => outboxOf(w, isdAs, new Map([[w.places.get(place(isdAs, address))!.port, address]])),
    set deliver(deliver: Network['deliver']) {
      w.deliver = deliver
    },
    get deliver() {
      return w.deliver
    },
  }
}
