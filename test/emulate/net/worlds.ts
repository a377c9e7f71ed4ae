/** The same network in two worlds: packets made once, from the keys both have, sent by the same hosts, and what each router decided about them. */
import type { Path } from '#control/path/path.ts'
import type { NetHost } from '#emulate/net/hosts.ts'
import { type Endpoint, writePacket } from '#host/packet.ts'
import { endhostPort } from '#host/responder.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { agedPath, betasOf, placesOf, withMadeHop } from '#sim/forgery.ts'
import { type HostNode, type Network, requireHost } from '#sim/network.ts'
import { pathsBetween } from '#test/sim/examples.ts'
import { append } from '#topology/network.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { pathTypes, protocols } from '#wire/header.ts'
import { buildPath, parsePath, type ScionPath } from '#wire/path.ts'
import { buildScmp } from '#wire/scmp.ts'

export interface Injection {
  /** "alice > bob path 0: forged MAC 2" */
  readonly name: string
  readonly host: string
  /** of the host: tells the packet from all others at its first router */
  readonly port: number
  readonly to: UnderlayAddress
  readonly bytes: Bytes
}

/** Each router's decision about a packet on its way, without the time. */
export type Fate = readonly Omit<TraceEvent, 't' | 'epochS'>[]

const firstPort = 20_000

/** Good and bad packets over each of the first paths from one host to another, both ways. */
export function craft(network: Network, pairs: readonly (readonly [string, string])[], pathsEach = 2): Injection[] {
  const made = pairs.flatMap(([from, to]) => [...craftOneWay(network, from, to, pathsEach), ...craftOneWay(network, to, from, pathsEach)])
  return made.map((injection, i) => ({ ...injection, port: firstPort + i }))
}

type Nameless = Omit<Injection, 'port'>

function craftOneWay(network: Network, from: string, to: string, count: number): Nameless[] {
  const [source, target] = [requireHost(network, from), requireHost(network, to)]
  const found = pathsBetween(network, from, to).slice(0, count)
  const overPaths = found.flatMap((path, n) => {
    const host = source.host.name
    const nextHop = source.as.routers.find(r => r.interfaces.some(i => i.ifId === path.interfaces[0]!.ifId))!.internalAddress
    return variants(network, path, found.at(-1 - n)!).map(([what, raw]) => ({
      name: `${from} > ${to} path ${n}: ${what}`,
      ...{ host, to: nextHop, bytes: echoRequest(source.host.endpoint, target.host.endpoint, buildPath(raw)) },
    }))
  })
  const to0 = source.as.routers[0]!.internalAddress
  const garbage = [Uint8Array.of(0xff, 0), overPaths[0]!.bytes.slice(0, 40)]
  return [...overPaths, ...garbage.map((bytes, i) => ({ name: `${from}: garbage ${i}`, host: source.host.name, to: to0, bytes }))]
}

const echoRequest = (source: Endpoint, destination: Endpoint, path: Bytes): Bytes =>
  writePacket(
    { source, destination, path: { type: pathTypes.scion, bytes: path }, protocol: protocols.scmp },
    buildScmp({ kind: 'echoRequest', code: 0, identifier: endhostPort, sequence: 1, data: new Uint8Array(16) }),
  )

/** The path as it is, and changed as attackers change it; some with the keys of its ASes. */
function variants(network: Network, path: Path, other: Path): (readonly [string, ScionPath])[] {
  const raw = parsePath(path.bytes, 0)
  const places = placesOf(path, raw)
  const keyOf = (i: number): Bytes => network.keyOf(places[i]!.isdAs)
  const last = raw.hops.length - 1
  const withHop = (i: number, hop: Partial<ScionPath['hops'][number]>): ScionPath => ({
    ...raw,
    hops: raw.hops.with(i, { ...raw.hops[i]!, ...hop }),
  })
  const middle = Math.floor(last / 2)
  const foreign = parsePath(other.bytes, 0)
  return [
    ['as it is', raw],
    ...raw.hops.map((hop, i) => [`forged MAC ${i}`, withHop(i, { mac: hop.mac.map(b => b ^ 0xff) })] as const),
    ['aged beyond its life', agedPath(raw, places, isdAs => network.keyOf(isdAs), 90_000)],
    ['an hour older, keys known', agedPath(raw, places, isdAs => network.keyOf(isdAs), 3600)],
    ['expiry changed', withHop(middle, { expTime: raw.hops[middle]!.expTime ^ 1 })],
    ['SegID changed', { ...raw, infos: raw.infos.with(0, { ...raw.infos[0]!, segId: betasOf(raw, places)[0]! ^ 0x5555 }) }],
    ['egress nobody has, key known', withMadeHop(raw, places, keyOf(middle), middle, { consEgress: 999, consIngress: 998 })],
    ["another path's last hop", { ...raw, hops: raw.hops.with(last, foreign.hops.at(-1)!) }],
    ['direction turned', { ...raw, infos: raw.infos.map(info => ({ ...info, consDir: !info.consDir })) }],
  ]
}

/** What the simulator's routers decide about each. */
export function injectSimulated(
  network: Network,
  injections: readonly Injection[],
): { readonly fates: Fate[]; readonly events: TraceEvent[] } {
  const events: TraceEvent[] = []
  const leave = network.observe(traceDecisions(event => events.push(event)))
  for (const { host, port, to, bytes } of injections)
    network.onHost(requireHost(network, host), (h, _, out) => h.sendPacket(port, to, bytes.slice(), out))
  network.run(network.loop.now + 3e9)
  leave()
  return { fates: fatesOf(events, injections, name => addressIn(requireHost(network, name))), events }
}

const addressIn = ({ as, host }: HostNode): string => as.hosts.find(h => h.name === host.name)!.address

/** Each packet's way from router to router: one's header after is the next one's before. */
export function fatesOf(events: readonly TraceEvent[], injections: readonly Injection[], addressOf: (host: string) => string): Fate[] {
  const byBefore = new Map<string, TraceEvent[]>()
  for (const event of events) append(byBefore, event.before, event)
  return injections.map(({ host, port }) => {
    const address = addressOf(host)
    const from = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
    const way: TraceEvent[] = events.filter(e => e.from === from).slice(0, 1)
    for (let at = way[0]; at !== undefined && (at.verdict === 'forward' || at.verdict === 'handOver'); ) {
      const last: TraceEvent = at
      at = byBefore.get(last.after)?.find(e => isNext(last, e) && !way.includes(e))
      if (at !== undefined) way.push(at)
    }
    return way.map(({ t: _, epochS: __, ...decision }) => decision)
  })
}

/** Two packets may have the same header at the same place: one has come from the other's router only if it left for here. */
const isNext = (before: TraceEvent, after: TraceEvent): boolean =>
  before.verdict === 'handOver' ? after.in === 0 && after.as === before.as : after.in !== 0 && after.router !== before.router

export const hostAddress = (hosts: readonly NetHost[], name: string): string => hosts.find(h => h.name === name)!.host.address
