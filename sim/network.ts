/** A whole network from its topology: routers, control services and hosts as actors, joined by links and by the networks inside the ASes. */

import type { StaticInfoConfig } from '#control/beacon/static-info.ts'
import type { ControlEvent } from '#control/events.ts'
import { type HiddenPathsFile, hiddenPathsOf } from '#control/hidden/group-document.ts'
import { type ControlService, createControlService } from '#control/service.ts'
import type { ControlSettings } from '#control/settings.ts'
import type { Stores } from '#control/state.ts'
import type { Authority } from '#control/trust/authority.ts'
import { type CipherFactory, softwareAes } from '#crypto/aes.ts'
import { createIssuer, type Issuer } from '#crypto/drkey-issuer.ts'
import { forwardingKey } from '#crypto/key.ts'
import { createHost, type Host, type HostEvent } from '#host/host.ts'
import { issuedKeys } from '#router/authenticator.ts'
import { createRouter, type Router, type RouterObserver } from '#router/router.ts'
import type { RuleSet } from '#router/rules.ts'
import type { As, BfdSettings, Link, LinkEnd, Topology } from '#topology/model.ts'
import { type Clock, internalPort, type Outbox, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert, UserError } from '#wire/error.ts'
import { formatHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import { createInternalNetwork, type InternalNetwork } from './internal.ts'
import { createLinkDirection, type LinkDirection } from './link.ts'
import { createLoop, type Loop, type Node } from './loop.ts'
import { createObservers, type Observers } from './observers.ts'
import { randomFor, seedBytes } from './random.ts'
import { staticInfoOf } from './static-info.ts'
import { createSwitches } from './switches.ts'
import { createSimulatedTrust, type NetworkTrust, type SimulatedTrust } from './trust.ts'

export interface NetworkOptions {
  readonly seed: number
  /** unix seconds at the run's start; default 1,800,000,000 = 2027-01-15T08:00:00Z */
  readonly epochS?: number
  readonly control?: Partial<ControlSettings>
  /** who signs and verifies; default: signatures are modelled */
  readonly trust?: NetworkTrust
  /** beacons tell delays and rates of the links they pass; default no */
  readonly staticInfo?: boolean
  /** routers sign SCMP errors, with the reference's stand-in key */
  readonly scmpAuthentication?: boolean
  /**
   * DRKey: control services give out keys, routers sign SCMP errors with them, hosts believe no others and can authenticate echo requests.
   * Epochs of 360 to 259,200 s. Default: none
   */
  readonly drkeyEpochS?: number
  /** groups and who registers in them; default: none */
  readonly hiddenPaths?: HiddenPathsFile
  readonly cipher?: CipherFactory
  readonly observeControl?: (event: ControlEvent) => void
  readonly observeHost?: (event: HostEvent) => void
  /** how long after a link or router fails its neighbours know, nanoseconds; default 3 x 200 ms, as BFD's defaults need */
  readonly detectionNs?: number
  /** they find it out themselves, by BFD packets on every link; then `detectionNs` says nothing. Default: no */
  readonly bfd?: BfdSettings
  /** what a router decides by, for weakened ones; default: all rules */
  readonly rules?: (isdAs: IsdAs, routerId: string) => RuleSet
}

export const defaultEpochS = 1_800_000_000
const defaultDetectionNs = 600_000_000

export interface RouterNode {
  readonly node: Node
  readonly as: As
  /** the actor now; a new one after a restart */
  router: Router
}
export interface ServiceNode {
  readonly node: Node
  readonly as: As
  service: ControlService
}
export type StoreFate = 'kept' | 'lost'
export interface HostNode {
  readonly node: Node
  readonly as: As
  readonly host: Host
}

export interface Network {
  readonly topology: Topology
  readonly seed: number
  /** the right time */
  readonly clock: Clock
  readonly loop: Loop
  readonly routers: readonly RouterNode[]
  readonly services: readonly ServiceNode[]
  readonly hosts: readonly HostNode[]
  /** by link index: a to b, and b to a */
  readonly directions: readonly (readonly [LinkDirection, LinkDirection])[]
  /** the network inside each AS */
  readonly internal: ReadonlyMap<IsdAs, InternalNetwork>
  /** `undefined`: signatures are modelled */
  readonly authority: Authority | undefined
  keyOf(isdAs: IsdAs): Bytes
  /** What the nodes of the AS take for the time. */
  clockOf(isdAs: IsdAs): Clock
  routerOf(end: LinkEnd): RouterNode
  /** by name, else the first host of the ISD-AS; `undefined` when there is none */
  findHost(nameOrIsdAs: string): HostNode | undefined
  /** The observer sees every decision of every router, until the function given back is called. */
  observe(observer: RouterObserver): () => void
  /** Does something on a host now, as a tool run there would. */
  onHost<T>(host: HostNode, what: (host: Host, now: number, out: Outbox) => T): T
  /** Cuts or mends a link; the routers at its ends know after the detection time, or when BFD tells them. */
  setLink(index: number, up: boolean): void
  /** Stops a node dead; `start` makes it anew, knowing nothing; a service may find the store it had (default: it is lost). */
  stopRouter(router: RouterNode): void
  startRouter(router: RouterNode): void
  stopService(service: ServiceNode): void
  startService(service: ServiceNode, store?: StoreFate): void
  /** Puts all clocks of the AS so many seconds ahead of the right time; negative: behind it. */
  setClock(isdAs: IsdAs, aheadS: number): void
  /** Runs to this time, nanoseconds since the start. */
  run(untilNs: number): void
  /** Runs until the condition holds, looking every `stepNs`; false when `limitNs` came first. */
  runUntil(condition: () => boolean, limitNs: number, stepNs?: number): boolean
}

/** By name or ISD-AS; throws `UserError` when there is none. */
export function requireHost(network: Network, name: string): HostNode {
  const host = network.findHost(name)
  if (host !== undefined) return host
  const known = network.hosts.map(h => h.host.name)
  throw new UserError(`there is no host "${name}"`, `known: ${known.slice(0, 8).join(', ')}${known.length > 8 ? ', ...' : ''}`)
}

/** The host's SCION address, for tools to be sent to. */
export const addressOf = ({ host }: HostNode): ScionAddress => ({ isdAs: host.endpoint.isdAs, host: formatHost(host.endpoint.host) })

interface Build {
  readonly topology: Topology
  readonly options: NetworkOptions
  readonly clock: Clock
  readonly loop: Loop
  readonly keys: ReadonlyMap<IsdAs, Bytes>
  readonly clocks: ReadonlyMap<IsdAs, { epochS: number }>
  /** in a network with DRKeys */
  readonly issuers: ReadonlyMap<IsdAs, Issuer>
  readonly isCore: (isdAs: IsdAs) => boolean
  readonly staticInfo: ReadonlyMap<IsdAs, StaticInfoConfig> | undefined
  readonly internal: ReadonlyMap<IsdAs, InternalNetwork>
  readonly observers: Observers
  readonly trust: SimulatedTrust | undefined
}

/** The 16-byte master secret of an AS in a run with this seed: forwarding key and DRKeys derive from it. */
export const masterSecret = (seed: number, isdAs: IsdAs): Bytes => seedBytes(seed, `${isdAs} master key`).subarray(0, 16)

/** The 16-byte forwarding key of an AS in a run with this seed. */
export const simulatedKey = (seed: number, isdAs: IsdAs): Bytes => forwardingKey(masterSecret(seed, isdAs))

export function createNetwork(topology: Topology, options: NetworkOptions): Network {
  const build = prepare(topology, options)
  const { loop, clock, keys, clocks } = build
  const routers = topology.ases.flatMap(as => as.routers.map(r => buildRouter(build, as, r.id)))
  const services = topology.ases.flatMap(as => as.controlServices.map(s => buildService(build, as, s.id, s.address)))
  const hosts = topology.ases.flatMap(as => as.hosts.map(h => buildHost(build, as, h.name, h.address)))
  const byEnd = new Map(routers.map(r => [`${r.as.isdAs} ${r.router.state.id}`, r]))
  const routerOf = (end: LinkEnd): RouterNode => {
    const found = byEnd.get(`${end.isdAs} ${end.routerId}`)
    assert(found !== undefined, `router ${end.routerId} of ${end.isdAs} exists`)
    return found
  }
  const directions = topology.links.map(link => joinLink(build, link, routerOf))
  return {
    topology,
    seed: options.seed,
    clock,
    loop,
    routers,
    services,
    hosts,
    directions,
    internal: build.internal,
    authority: build.trust?.authority,
    keyOf: isdAs => keys.get(isdAs)!,
    clockOf: isdAs => clocks.get(isdAs)!,
    routerOf,
    findHost: wanted => hosts.find(h => h.host.name === wanted) ?? hosts.find(h => h.as.isdAs === wanted),
    observe: build.observers.add,
    onHost: (h, what) => loop.call(h.node, (now, out) => what(h.host, now, out)),
    ...createSwitches({
      ...{
        loop,
        topology,
        routers,
        directions,
        routerOf,
        detectionNs: options.bfd ? undefined : (options.detectionNs ?? defaultDetectionNs),
      },
      newRouter: r => newRouter(build, r.as, r.router.state.id),
      newService: (s, stores) => newService(build, s.as, s.service.state.id, stores),
    }),
    setClock(isdAs, aheadS) {
      clocks.get(isdAs)!.epochS = clock.epochS + aheadS
    },
    run: until => loop.run(until),
    runUntil(condition, limitNs, stepNs = 100_000_000) {
      while (!condition()) {
        if (loop.now >= limitNs) return false
        loop.run(Math.min(limitNs, loop.now + stepNs))
      }
      return true
    },
  }
}

function prepare(topology: Topology, options: NetworkOptions): Build {
  const core = new Set(topology.ases.filter(as => as.core).map(as => as.isdAs))
  const loop = createLoop(`seed ${options.seed}`)
  const epochS = options.epochS ?? defaultEpochS
  return {
    topology,
    options,
    clock: { epochS },
    clocks: new Map(topology.ases.map(as => [as.isdAs, { epochS }])),
    loop,
    keys: new Map(topology.ases.map(as => [as.isdAs, simulatedKey(options.seed, as.isdAs)])),
    issuers: createIssuers(topology, options),
    isCore: isdAs => core.has(isdAs),
    staticInfo: options.staticInfo ? staticInfoOf(topology) : undefined,
    internal: new Map(topology.ases.map(as => [as.isdAs, createInternalNetwork(loop, as)])),
    observers: createObservers(),
    trust: createSimulatedTrust(topology, options.seed, epochS, options.trust),
  }
}

function createIssuers(topology: Topology, { seed, drkeyEpochS }: NetworkOptions): Build['issuers'] {
  if (drkeyEpochS === undefined) return new Map()
  return new Map(topology.ases.map(({ isdAs }) => [isdAs, createIssuer(masterSecret(seed, isdAs), drkeyEpochS)]))
}

const streamOf = (b: Build, name: string) => randomFor(b.options.seed, name)

function newRouter(b: Build, as: As, id: string): Router {
  const issuer = b.issuers.get(as.isdAs)
  return createRouter({
    as,
    id,
    key: b.keys.get(as.isdAs)!,
    clock: b.clocks.get(as.isdAs)!,
    random: streamOf(b, `${as.isdAs} ${id}`),
    cipher: b.options.cipher ?? softwareAes,
    scmpAuthentication: b.options.scmpAuthentication ?? issuer !== undefined,
    ...(issuer && { scmpKeys: issuedKeys(issuer) }),
    ...(b.options.bfd && { bfd: b.options.bfd }),
    ...(b.options.rules && { rules: b.options.rules(as.isdAs, id) }),
    observer: b.observers,
  })
}

function buildRouter(b: Build, as: As, id: string): RouterNode {
  const router = newRouter(b, as, id)
  const internal = b.internal.get(as.isdAs)!
  const address = router.state.links.internal.address
  const node = b.loop.addNode(`${as.isdAs} ${id}`, router, (self, port, to, bytes) => {
    if (port === internalPort) internal.send(self, address, to, bytes)
    else self.links![port]!(bytes)
  })
  node.links = []
  internal.attachSocket(address, node)
  return { node, as, router }
}

function newService(b: Build, as: As, id: string, stores?: Stores): ControlService {
  const issuer = b.issuers.get(as.isdAs)
  return createControlService({
    as,
    id,
    key: b.keys.get(as.isdAs)!,
    clock: b.clocks.get(as.isdAs)!,
    random: streamOf(b, `${as.isdAs} ${id}`),
    isCore: b.isCore,
    ...(b.staticInfo === undefined ? {} : { staticInfo: b.staticInfo.get(as.isdAs)! }),
    ...(b.trust === undefined ? {} : { trust: b.trust.configOf(as, id) }),
    ...(b.options.hiddenPaths && { hiddenPaths: hiddenPathsOf(b.options.hiddenPaths, as.isdAs) }),
    ...(stores === undefined ? {} : { stores }),
    ...(issuer && { drkey: { issuer, secret: masterSecret(b.options.seed, as.isdAs) } }),
    ...(b.options.control === undefined ? {} : { settings: b.options.control }),
    ...(b.options.observeControl === undefined ? {} : { observe: b.options.observeControl }),
  })
}

function buildService(b: Build, as: As, id: string, address: UnderlayAddress): ServiceNode {
  const service = newService(b, as, id)
  const internal = b.internal.get(as.isdAs)!
  const node = b.loop.addNode(`${as.isdAs} ${id}`, service, (self, _port, to, bytes) => internal.send(self, address, to, bytes))
  internal.attachSocket(address, node)
  return { node, as, service }
}

function buildHost(b: Build, as: As, name: string, address: string): HostNode {
  const host = createHost({
    as,
    name,
    address,
    clock: b.clocks.get(as.isdAs)!,
    random: streamOf(b, `host ${name}`),
    ...(b.options.drkeyEpochS !== undefined && { drkeyEpochS: b.options.drkeyEpochS }),
    ...(b.options.observeHost === undefined ? {} : { observe: b.options.observeHost }),
  })
  const internal = b.internal.get(as.isdAs)!
  const node = b.loop.addNode(name, host, (self, port, to, bytes) => internal.send(self, internal.socketOf(address, port), to, bytes))
  internal.attachHost(address, node)
  return { node, as, host }
}

/** One way of a link: "1-ff00:0:110 br1#1>1-ff00:0:111 br1#41". */
export const directionName = (from: LinkEnd, to: LinkEnd): string => `${endName(from)}>${endName(to)}`
const endName = (end: LinkEnd): string => `${end.isdAs} ${end.routerId}#${end.ifId}`

function joinLink(b: Build, link: Link, routerOf: (end: LinkEnd) => RouterNode): readonly [LinkDirection, LinkDirection] {
  const oneWay = (from: LinkEnd, to: LinkEnd): LinkDirection => {
    const name = directionName(from, to)
    const direction = createLinkDirection(name, link, streamOf(b, name))
    const source = routerOf(from)
    const target = routerOf(to)
    const sender = source.router.state.links.external.find(l => l.ifId === from.ifId)
    // The address the receiver's connected socket sees: our end of its link.
    const address = target.as.routers.find(r => r.id === to.routerId)!.interfaces.find(i => i.ifId === to.ifId)!.remote
    assert(sender !== undefined, `${endName(from)} is an external interface`)
    source.node.links![from.ifId] = bytes => {
      const arriving = direction.transmit(bytes, b.loop.now)
      if (arriving === undefined) return
      b.loop.arrive(
        source.node,
        target.node,
        direction.arrival,
        { kind: 'datagram', port: to.ifId, from: address, bytes: arriving },
        direction,
      )
    }
    return direction
  }
  return [oneWay(link.a, link.b), oneWay(link.b, link.a)]
}
