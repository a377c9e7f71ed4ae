/**
 * A small network of routers, each AS with a key of its own, and packets that walk through all routers of their path.
 *
 *   c1 === c2 === c3     core (c2: c1 and c3 at router "west", its customer d at router "east")
 *   |      |
 *   a ~~~~ d             peering
 *   | \    |
 *   b  f   e
 */
import { createHopMac, type HopMac, hopMac } from '#crypto/mac.ts'
import { createRouter, type Router } from '#router/router.ts'
import type { AsTopology, Interface, LinkType } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Hop, type Info, macLength } from '#wire/path.ts'
import { reasonOf } from './tell.ts'

export const epochS = 1_800_000_000
export const now = 0
/** segments are this old, seconds: an EPIC packet's timestamp counts from there */
export const segmentAgeS = 100

type Name = 'a' | 'b' | 'c1' | 'c2' | 'c3' | 'd' | 'e' | 'f'
/** No two differ in a single bit: a flip does not make one AS another. */
export const isdAsOf = (name: string): IsdAs => `1-ff00:0:${name}${name}` as IsdAs

interface End {
  readonly as: Name
  readonly router: string
  readonly ifId: number
  readonly linkType: LinkType
}

const end = (as: Name, ifId: number, linkType: LinkType, router = 'only'): End => ({ as, router, ifId, linkType })
const links: readonly (readonly [End, End])[] = [
  [end('c1', 11, 'core'), end('c2', 21, 'core', 'west')],
  [end('c2', 22, 'core', 'west'), end('c3', 31, 'core')],
  [end('c1', 12, 'child'), end('a', 41, 'parent')],
  [end('c2', 23, 'child', 'east'), end('d', 61, 'parent')],
  [end('a', 42, 'child'), end('b', 51, 'parent')],
  [end('a', 43, 'child'), end('f', 71, 'parent')],
  [end('a', 44, 'peer'), end('d', 62, 'peer')],
  [end('d', 63, 'child'), end('e', 81, 'parent')],
]
const names: readonly Name[] = ['a', 'b', 'c1', 'c2', 'c3', 'd', 'e', 'f']

const interfaceOf = (own: End, other: End): Interface => ({
  ifId: own.ifId,
  linkType: own.linkType,
  neighbor: isdAsOf(other.as),
  local: `10.1.0.${own.ifId}:50000`,
  remote: `10.1.0.${other.ifId}:50000`,
  mtu: 1472,
})

const routersOf = (name: Name): readonly string[] => (name === 'c2' ? ['west', 'east'] : ['only'])

const asTopology = (name: Name): AsTopology => ({
  isdAs: isdAsOf(name),
  core: name.startsWith('c'),
  mtu: 1472,
  routers: routersOf(name).map((id, i) => ({
    id,
    internalAddress: `10.0.0.${i + 1}:30001`,
    interfaces: links.flatMap(([x, y]) =>
      [[x, y] as const, [y, x] as const].filter(([own]) => own.as === name && own.router === id).map(ends => interfaceOf(...ends)),
    ),
  })),
  controlServices: [{ id: 'cs', address: '10.0.0.9:30252' }],
  discoveryServices: [],
})

const keyOf = (name: Name): Bytes => new Uint8Array(16).fill(1 + names.indexOf(name))
const macs = new Map<Name, HopMac>(names.map(name => [name, createHopMac(keyOf(name))]))

/** The same network for whoever looks at it from outside. */
export const topologies: readonly AsTopology[] = names.map(asTopology)
export const keyOfAs = (isdAs: IsdAs): Bytes | undefined => {
  const name = names.find(n => isdAsOf(n) === isdAs)
  return name === undefined ? undefined : keyOf(name)
}

const createAsRouter = (name: Name, id: string): Router =>
  createRouter({ as: asTopology(name), id, key: keyOf(name), clock: { epochS }, random: () => 0 })

const routers = new Map<string, Router>(names.flatMap(name => routersOf(name).map(id => [`${name} ${id}`, createAsRouter(name, id)])))

/** One AS of a segment: the AS, ConsIngress, ConsEgress. */
export type Entry = readonly [as: Name, consIngress: number, consEgress: number]

export interface Beacon {
  readonly hops: readonly Hop[]
  /** the full MACs */
  readonly authenticators: readonly Bytes[]
  /** SegID over which each hop's MAC is made, and one more behind the last */
  readonly segIds: readonly number[]
}

/** A segment as beaconing makes it: the SegID of each AS is the one before with that one's MAC folded in. */
export function beacon(segId: number, entries: readonly Entry[]): Beacon {
  const made = { hops: [] as Hop[], authenticators: [] as Bytes[], segIds: [segId] }
  for (const entry of entries) {
    const { hop, authenticator } = makeHop(entry, made.segIds.at(-1)!)
    made.hops.push(hop)
    made.authenticators.push(authenticator)
    made.segIds.push(made.segIds.at(-1)! ^ ((authenticator[0]! << 8) | authenticator[1]!))
  }
  return made
}

export function makeHop([as, consIngress, consEgress]: Entry, segId: number): { readonly hop: Hop; readonly authenticator: Bytes } {
  const authenticator = hopMac(macs.get(as)!, segId, epochS - segmentAgeS, 63, consIngress, consEgress)
  const mac = authenticator.slice(0, macLength)
  return { hop: { ingressAlert: false, egressAlert: false, expTime: 63, consIngress, consEgress, mac }, authenticator }
}

export const infoOf = (consDir: boolean, segId: number, peer = false): Info => ({ consDir, peer, segId, timestamp: epochS - segmentAgeS })

/** Where a packet is: in front of a router, on the link it came by; port 0 = from inside the AS. */
export interface Place {
  readonly router: string
  readonly port: number
  readonly from: string
}

export interface Step extends Place {
  /** as the packet arrives here */
  readonly bytes: Bytes
}

export interface Walk {
  readonly steps: readonly Step[]
  /** the router that delivered or refused */
  readonly at: string
  readonly delivered: boolean
  readonly reason: string | undefined
}

/** Carries the packet from router to router until one does not let it go on. */
export function walk(place: Place, packet: Bytes): Walk {
  const steps: Step[] = []
  let here: Place = place
  let bytes = packet
  for (;;) {
    assert(steps.length < 20, 'a walk ends')
    steps.push({ ...here, bytes: bytes.slice() })
    const router = routers.get(here.router)!
    const { verdict, sent } = router.process(router.linkOf(here.port, here.from), here.from, bytes.slice(), now)
    const next = placeAfter(here, verdict)
    if (next === undefined) return { steps, at: here.router, delivered: verdict.kind === 'deliver', reason: reasonOf(verdict) }
    bytes = sent!
    here = next
  }
}

type Verdict = ReturnType<Router['process']>['verdict']

function placeAfter(here: Place, verdict: Verdict): Place | undefined {
  const name = here.router.split(' ')[0] as Name
  if (verdict.kind === 'handOver') {
    const from = routers.get(here.router)!.state.links.internal.address
    return { router: `${name} ${verdict.link.routerId}`, port: 0, from }
  }
  if (verdict.kind !== 'forward') return undefined
  const ends = links.flatMap(([x, y]) => [[x, y] as const, [y, x] as const])
  const [, other] = ends.find(([own]) => own.as === name && own.ifId === verdict.link.ifId)!
  return { router: `${other.as} ${other.router}`, port: other.ifId, from: '' }
}
