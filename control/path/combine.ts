/**
 * Segments into paths.   draft-dekater-scion-controlplane {#path-combination}; private/path/combinator
 *
 * Every way the graph finds is written as hop fields, then ways that pass an AS twice are left out, and of several with the same interfaces
 * only the one that lives longest stays.
 */
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildPath, expiryS, type Hop, hopLength, infoLength, maxHops, writeHop, writeInfo } from '#wire/path.ts'
import { type AsEntry, betaAfter, firstIsdAs, type HopEntry, lastIsdAs, type Segment } from '../segment/segment.ts'
import { collectMetadata } from './collect-metadata.ts'
import { epicAuthsOf } from './epic-auths.ts'
import { type Edge, findSolutions, type Segments, type Solution } from './graph.ts'
import type { PathMetadata } from './metadata.ts'
import { fingerprintOf, interfacesText, type Path, type PathInterface } from './path.ts'

/**
 * The paths from `src` to `dst`, best first. Hop fields are not verified: only routers can. `keepIdentical`: also those with the same
 * interfaces but other hop fields. `maxWays`: only so many of the best ways the graph finds are looked at; default all.
 */
export function combine(src: IsdAs, dst: IsdAs, segments: Segments, keepIdentical = false, maxWays = Infinity): Path[] {
  // Many ways share their pieces: each is written once.
  const pieces = new Map<Edge, Piece>()
  const piece = (edge: Edge): Piece => {
    const known = pieces.get(edge)
    if (known !== undefined) return known
    const made = pieceOf(edge)
    pieces.set(edge, made)
    return made
  }
  const paths: Path[] = []
  for (const solution of findSolutions(src, dst, segments).slice(0, maxWays)) {
    const path = pathOf(src, dst, solution, solution.edges.map(piece))
    if (path !== undefined && !passesTwice(path)) paths.push(path)
  }
  return keepIdentical ? paths : withoutDuplicates(paths)
}

/** The path from the segment's last AS to its first, over all of it. */
export function pathUp(segment: Segment): Path | undefined {
  const edge: Edge = { segment, kind: 'up', shortcut: 0, peer: 0, weight: segment.length - 1 }
  return pathOf(lastIsdAs(segment), firstIsdAs(segment), { edges: [edge], weight: edge.weight }, [pieceOf(edge)])
}

/** One segment of the path as it will be on the wire. */
interface Piece {
  /** the info field */
  readonly info: Bytes
  /** the hop fields */
  readonly hops: Bytes
  /** where they are from, in the path's order */
  readonly steps: readonly Step[]
  readonly interfaces: readonly PathInterface[]
  readonly mtu: number
  /** unix seconds */
  readonly expiryS: number
}

/** An AS entry and the peer entry that is used of it, if one is. */
export interface Step {
  readonly entry: AsEntry
  /** index into its peer entries */
  readonly peer?: number
}

const hopCount = (p: Piece): number => p.hops.length / hopLength

/** `undefined` where the segments make no path: too many hop fields, or an interface missing in the middle of one. */
function pathOf(src: IsdAs, dst: IsdAs, solution: Solution, pieces: readonly Piece[]): Path | undefined {
  const interfaces = pieces.flatMap(p => p.interfaces)
  const hops = pieces.reduce((n, p) => n + hopCount(p), 0)
  // Divergence: on an odd number of interfaces the reference panics.
  if (hops > maxHops || pieces.some(p => hopCount(p) >= maxHops) || interfaces.length % 2 !== 0) return undefined
  const steps = (): Step[] => pieces.flatMap(p => p.steps)
  // Few of the paths are ever asked.
  let metadata: PathMetadata | undefined
  return {
    src,
    dst,
    bytes: concatBytes(metaOf(pieces), ...pieces.map(p => p.info), ...pieces.map(p => p.hops)),
    interfaces,
    mtu: pieces.reduce((least, p) => Math.min(least, p.mtu), Infinity),
    expiryS: pieces.reduce((first, p) => Math.min(first, p.expiryS), Infinity),
    weight: solution.weight,
    get fingerprint() {
      return fingerprintOf(interfaces)
    },
    get metadata() {
      metadata ??= collectMetadata(
        interfaces,
        steps().map(s => s.entry),
      )
      return metadata
    },
    get epicAuths() {
      return epicAuthsOf(steps())
    },
  }
}

/** Pointers at the first hop, and the length of each segment. */
const metaOf = (pieces: readonly Piece[]): Bytes => buildPath({ currInf: 0, currHf: 0, segLens: pieces.map(hopCount), infos: [], hops: [] })

const toHop = (h: HopEntry): Hop => ({
  ingressAlert: false,
  egressAlert: false,
  expTime: h.expTime,
  consIngress: h.ingress,
  consEgress: h.egress,
  mac: h.mac,
})

/** The reference keeps MTUs in 16 bits. */
const minMtu = (a: number, b: number): number => Math.min(a, b & 0xffff)

/** From the segment's last entry to the shortcut; downs are then turned round. */
function pieceOf(edge: Edge): Piece {
  const { segment, shortcut, peer } = edge
  const steps: Step[] = []
  const hops: HopEntry[] = []
  const interfaces: PathInterface[] = []
  let mtu = 0xffff
  for (let i = segment.entries.length - 1; i >= shortcut; i--) {
    const entry = segment.entries[i]!
    const peerEntry = i === shortcut && peer !== 0 ? entry.peers[peer - 1]! : undefined
    const hop = peerEntry?.hop ?? entry.hop
    // At a shortcut the packet turns inside the AS: the way further up, its interface and its link's MTU, is not used.
    const turns = i === shortcut && shortcut !== 0 && peerEntry === undefined
    const linkMtu = peerEntry?.peerMtu ?? entry.ingressMtu
    hops.push(hop)
    steps.push(peerEntry === undefined ? { entry } : { entry, peer: peer - 1 })
    if (hop.egress !== 0) interfaces.push({ isdAs: entry.isdAs, ifId: hop.egress })
    if (hop.ingress !== 0 && !turns) interfaces.push({ isdAs: entry.isdAs, ifId: hop.ingress })
    mtu = minMtu(mtu, entry.mtu)
    if (linkMtu !== 0 && !turns) mtu = minMtu(mtu, linkMtu)
  }
  if (edge.kind === 'down') {
    hops.reverse()
    steps.reverse()
    interfaces.reverse()
  }
  const leastExpTime = hops.reduce((least, h) => Math.min(least, h.expTime), 0xff)
  return { info: infoBytes(edge), hops: hopBytes(hops), steps, interfaces, mtu, expiryS: expiryS(segment.timestamp, leastExpTime) }
}

function hopBytes(hops: readonly HopEntry[]): Bytes {
  const b = new Uint8Array(hopLength * hops.length)
  for (const [i, hop] of hops.entries()) writeHop(b, hopLength * i, toHop(hop))
  return b
}

function infoBytes(edge: Edge): Bytes {
  const b = new Uint8Array(infoLength)
  const { timestamp } = edge.segment
  writeInfo(b, 0, { consDir: edge.kind === 'down', peer: edge.peer !== 0, segId: betaAfter(edge.segment, hopsBefore(edge)), timestamp })
  return b
}

/**
 * How many hop fields are folded into the SegID before the first one the packet meets. Along construction: all before the shortcut, and at a
 * peering link the shortcut's own too, because peer hop fields are chained behind it. Against construction: all but the last, likewise.
 */
function hopsBefore({ segment, kind, shortcut, peer }: Edge): number {
  const first = kind === 'down' ? shortcut : segment.entries.length - 1
  return first === shortcut && peer !== 0 ? first + 1 : first
}

/** More than two interfaces of one AS: a loop. */
function passesTwice(path: Path): boolean {
  const count = new Map<IsdAs, number>()
  for (const { isdAs } of path.interfaces) count.set(isdAs, (count.get(isdAs) ?? 0) + 1)
  return [...count.values()].some(n => n > 2)
}

function withoutDuplicates(paths: readonly Path[]): Path[] {
  const best = new Map<string, Path>()
  for (const path of paths) {
    const way = interfacesText(path.interfaces)
    const known = best.get(way)
    if (known === undefined || path.expiryS > known.expiryS) best.set(way, path)
  }
  const kept = new Set(best.values())
  return paths.filter(path => kept.has(path))
}
