/**
 * Captures of a run: pcapng, an interface "ISD-AS router#ifId" for every router interface, virtual time as unix time. A packet is seen where
 * it comes in, with what the router made of it as its comment; one lost on a link is seen where it left.
 */
import { dropRule } from '#router/drops.ts'
import type { RouterObserver } from '#router/router.ts'
import type { Verdict } from '#router/verdict.ts'
import type { Link, LinkEnd, Topology } from '#topology/model.ts'
import { nsPerS, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { formatIsdAs, type IsdAs } from '#wire/isdas.ts'
import { type CapturePacket, createCapture } from '#wire/pcapng.ts'
import type { LinkDirection, LinkLoss } from './link.ts'
import type { Node } from './loop.ts'
import type { Network } from './network.ts'

export interface CaptureOptions {
  /** A piece of a file; the pieces of a file in their order. */
  write(file: string, piece: Bytes): void
  /** `all`: one file, packets.pcapng; `link`: one for each link, and one for inside each AS */
  readonly fileOf: 'all' | 'link'
  /** also what moves inside ASes */
  readonly internal: boolean
}

/** Captures from now on, until the function given back is called. */
export function startCapture(network: Network, options: CaptureOptions): () => void {
  const capture = createFiles(network, options)
  const leave = network.observe(arrivals(capture, network.topology, options.internal))
  const watchers = network.directions.flat().map(direction => watchLosses(capture, network, direction))
  const internal = options.internal ? watchInternal(capture, network) : []
  return () => {
    leave()
    for (const stop of [...watchers, ...internal]) stop()
  }
}

/** bytes; what is longer fits no IP packet */
export const maxCaptured = 65_000

interface Seen extends Omit<CapturePacket, 'unixNs'> {
  /** nanoseconds since the run's start */
  readonly now: number
}
type Capture = (file: string, seen: Seen) => void

function createFiles(network: Network, { write, fileOf }: CaptureOptions): Capture {
  const files = new Map<string, (packet: CapturePacket) => void>()
  const epochNs = BigInt(network.clock.epochS) * BigInt(nsPerS)
  return (wanted, { now, ...packet }) => {
    const file = fileOf === 'all' ? 'packets.pcapng' : wanted
    let capture = files.get(file)
    if (capture === undefined) {
      capture = createCapture(piece => write(file, piece), 'hopproof sim')
      files.set(file, capture)
    }
    const [src, dst] = oneVersion(packet.src, packet.dst)
    capture({ ...packet, src, dst, payload: packet.payload.subarray(0, maxCaptured), unixNs: epochNs + BigInt(now) })
  }
}

/** A frame is of one IP version; where a host has an address of the other, IPv4 is written inside IPv6. */
export function oneVersion(a: UnderlayAddress, b: UnderlayAddress): [UnderlayAddress, UnderlayAddress] {
  const isIpv6 = (address: UnderlayAddress): boolean => address.startsWith('[')
  const mapped = (address: UnderlayAddress): UnderlayAddress => (isIpv6(address) ? address : `[::ffff:${address.replace(':', ']:')}`)
  return isIpv6(a) === isIpv6(b) ? [a, b] : [mapped(a), mapped(b)]
}

/** The file of a link, by the interface at its first end. */
const linkFile = ({ a, b }: Link): string => `${fileName(a.isdAs)}-${a.ifId}--${fileName(b.isdAs)}-${b.ifId}.pcapng`
const internalFile = (isdAs: IsdAs): string => `${fileName(isdAs)}-internal.pcapng`
const fileName = (isdAs: IsdAs): string => formatIsdAs(isdAs, { prefixes: false, separator: '_' })

export const interfaceName = (isdAs: IsdAs, routerId: string, ifId: number): string => `${isdAs} ${routerId}#${ifId}`

/** What became of it: the rule's reason and clause for a refusal, '' for a packet that goes on. */
export function commentOf(verdict: Verdict): string {
  const refused = verdict.kind === 'drop' || (verdict.kind === 'answer' && verdict.with === 'error')
  if (!refused) return verdict.kind === 'answer' ? `answered: ${verdict.with}` : ''
  const { text, clause } = dropRule(verdict.reason)
  return `${verdict.kind === 'drop' ? 'dropped' : 'refused with an SCMP error'}: ${verdict.reason}: ${text} (${clause})`
}

/** The interface a packet leaves by, and its receiver: an answer goes back where it came from. */
export function wayOut(verdict: Verdict, ingress: number, from: UnderlayAddress): { readonly ifId: number; readonly to: UnderlayAddress } {
  switch (verdict.kind) {
    case 'forward':
      return { ifId: verdict.link.ifId, to: verdict.link.remote }
    case 'handOver':
      return { ifId: 0, to: verdict.link.address }
    case 'deliver':
      return { ifId: 0, to: verdict.to }
    default:
      return { ifId: ingress, to: from }
  }
}

/** Where packets come in: the file, the interface's name and its underlay address, by that name. */
interface Place {
  readonly file: string
  readonly address: UnderlayAddress
}

function entrancesOf({ ases, links }: Topology): ReadonlyMap<string, Place> {
  const addresses = new Map<string, UnderlayAddress>()
  const places = new Map<string, Place>()
  for (const { isdAs, routers } of ases)
    for (const { id, internalAddress, interfaces } of routers) {
      places.set(interfaceName(isdAs, id, 0), { file: internalFile(isdAs), address: internalAddress })
      for (const i of interfaces) addresses.set(interfaceName(isdAs, id, i.ifId), i.local)
    }
  for (const link of links)
    for (const end of [link.a, link.b]) places.set(endName(end), { file: linkFile(link), address: addresses.get(endName(end))! })
  return places
}

const endName = (end: LinkEnd): string => interfaceName(end.isdAs, end.routerId, end.ifId)

function arrivals(capture: Capture, topology: Topology, internal: boolean): RouterObserver {
  const entrances = entrancesOf(topology)
  let bytes: Bytes | undefined
  return {
    arrived(_, packet) {
      bytes = packet.ingress.kind === 'external' || internal ? packet.bytes.slice() : undefined
    },
    decided({ state }, packet, verdict) {
      if (bytes === undefined) return
      const name = interfaceName(state.isdAs, state.id, packet.ingress.ifId)
      const { file, address } = entrances.get(name)!
      capture(file, { now: packet.now, interfaceName: name, comment: commentOf(verdict), src: packet.from, dst: address, payload: bytes })
    },
  }
}

const lossText: Readonly<Record<LinkLoss, string>> = {
  linkDown: 'the link was down',
  linkLoss: 'lost by chance',
  queueFull: 'the queue was full',
  swallowed: 'taken out by an attacker',
  tooBig: "longer than the link's MTU",
}

function watchLosses(capture: Capture, network: Network, direction: LinkDirection): () => void {
  const link = network.topology.links[direction.linkIndex]!
  const [source, target] = network.directions[link.index]![0] === direction ? [link.a, link.b] : [link.b, link.a]
  const { local, remote } = network
    .routerOf(source)
    .as.routers.flatMap(r => r.interfaces)
    .find(i => i.ifId === source.ifId)!
  const listener = (payload: Bytes, reason: LinkLoss, now: number): void =>
    capture(linkFile(link), {
      now,
      interfaceName: endName(source),
      comment: `lost on the way to ${endName(target)}: ${reason}: ${lossText[reason]}`,
      src: local,
      dst: remote,
      payload: payload.slice(),
    })
  direction.onLoss.push(listener)
  return () => void direction.onLoss.splice(direction.onLoss.indexOf(listener), 1)
}

/** What reaches hosts and services inside an AS; what reaches a router is seen by the router, with its verdict. */
function watchInternal(capture: Capture, network: Network): (() => void)[] {
  const routers = new Set<Node>(network.routers.map(r => r.node))
  return [...network.internal].map(([isdAs, { onSend }]) => {
    const listener = (src: UnderlayAddress, dst: UnderlayAddress, payload: Bytes, now: number, target: Node): void => {
      if (routers.has(target)) return
      capture(internalFile(isdAs), { now, interfaceName: `${isdAs} internal`, comment: '', src, dst, payload: payload.slice() })
    }
    onSend.push(listener)
    return () => void onSend.splice(onSend.indexOf(listener), 1)
  })
}
