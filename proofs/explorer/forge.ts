/**
 * Hop fields nobody gave out: made with a leaked key, or by a router that completes one-hop paths, or with a MAC that is none. A packet's SegID is chosen with them, so that what follows
 * can be a hop field that is known.
 */
import { chainSegId, createHopMac, type HopMac, writeMacBlock } from '#crypto/mac.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Hop } from '#wire/path.ts'
import { type Completes, nobodyCompletes } from './onehop.ts'
import type { World } from './world.ts'

export interface Wish {
  readonly isdAs: IsdAs
  readonly timestamp: number
  readonly consIngress: number
  readonly consEgress: number
  /** the router takes the MAC out of the SegID before it checks it */
  readonly unfolds: boolean
  /** the SegID is changed by this hop at all: not at a peering link */
  readonly folds: boolean
  /** as the packet brings it; undefined: chosen with the hop field */
  readonly segId: number | undefined
  /** as it is to be afterwards; undefined: whatever it becomes */
  readonly after: number | undefined
}

export interface Made {
  readonly hop: Hop
  /** as the packet brings it */
  readonly segId: number
}

export interface Forge {
  (wish: Wish): Made | undefined
  /** every AS's key is known: any hop field fits any SegID, those that were given out are nothing special */
  readonly all: boolean
}

/** As control services choose it: 6 hours. */
const usualExpTime = 63
const betas = 0x1_0000

/** beta XOR the first 16 bits of the MAC over it -> such a beta, plus one; 0: none */
type Table = Uint32Array

interface Workshop {
  readonly mac: HopMac
  tableOf(wish: Wish): Table
  reachOf(mac: HopMac, wish: Wish, beta: number): Reach
}

/** What was worked out about keys: costs much, and is the same for all questions about a network. */
export const createTables = () => remembered(500, makeTable)

export function createForge(
  world: World,
  leaked: ReadonlySet<IsdAs>,
  completes: Completes = nobodyCompletes,
  tables = createTables(),
): Forge {
  const macs = new Map(world.topology.ases.map(({ isdAs }) => [isdAs, createHopMac(world.keyOf(isdAs), world.cipher)]))
  const reachOf = remembered(20_000, reach)
  const made = (wish: Wish): Made | undefined => {
    const { isdAs, consIngress, consEgress } = wish
    if (!leaked.has(isdAs) && !completes(isdAs, consIngress, consEgress)) return guess(wish)
    const mac = macs.get(isdAs)!
    return forge({ mac, tableOf: w => tables(mac, w, 0), reachOf }, wish)
  }
  return Object.assign(made, { all: world.topology.ases.every(({ isdAs }) => leaked.has(isdAs)) })
}

const hopOf = ({ consIngress, consEgress }: Wish, expTime: number, mac: Uint8Array): Hop => ({
  ...{ ingressAlert: false, egressAlert: false, expTime, consIngress, consEgress, mac },
})

/** A MAC that is none. Where it is not looked at, its first 16 bits turn any SegID into any other. */
function guess(wish: Wish): Made {
  const { segId, after } = wish
  const mac = new Uint8Array(6)
  const change = segId === undefined || after === undefined || !wish.folds ? 0 : segId ^ after
  mac[0] = change >> 8
  mac[1] = change & 0xff
  return { hop: hopOf(wish, usualExpTime, mac), segId: segId ?? after ?? 0 }
}

/** The MAC is over some beta: found so that the SegID is what is asked for before and after. */
function forge(workshop: Workshop, wish: Wish): Made | undefined {
  const { mac, tableOf } = workshop
  const { segId, after, unfolds, folds } = wish
  const over = (beta: number, expTime = usualExpTime): Made => {
    const made = macOver(mac, wish, beta, expTime)
    const arriving = unfolds ? chainSegId(beta, made) : beta
    return { hop: hopOf(wish, expTime, made), segId: arriving }
  }
  const changes = folds && !unfolds
  if (!unfolds && !folds) return segId === undefined ? over(after ?? 0) : after === undefined || after === segId ? over(segId) : undefined
  if (segId === undefined) {
    if (after === undefined || !changes) return over(after ?? 0)
    const from = tableOf(wish)[after]!
    return from === 0 ? undefined : over(from - 1)
  }
  if (after === undefined && changes) return over(segId)
  return search(workshop, wish, over)
}

/** The SegID is given on one side and perhaps on the other: ExpTime is free, so 192 MACs can be tried. */
function search({ mac, tableOf, reachOf }: Workshop, wish: Wish, over: (beta: number, expTime?: number) => Made): Made | undefined {
  const { segId, after, unfolds } = wish
  if (after === undefined) {
    const from = tableOf(wish)[segId!]!
    return from === 0 ? undefined : over(from - 1)
  }
  const [beta, other] = unfolds ? [after, segId!] : [segId!, after]
  const expTime = reachOf(mac, wish, beta).get(other)
  return expTime === undefined ? undefined : over(beta, expTime)
}

/** What the SegID beta can be turned into: by a MAC with this ExpTime. */
type Reach = ReadonlyMap<number, number>

function reach(mac: HopMac, wish: Wish, beta: number): Reach {
  const found = new Map<number, number>()
  for (let expTime = 255; expTime >= usualExpTime; expTime--) {
    const made = macOver(mac, wish, beta, expTime)
    found.set(chainSegId(beta, made), expTime)
  }
  return found
}

/** Remembers what was made, of so many the newest. */
function remembered<V>(limit: number, make: (mac: HopMac, wish: Wish, beta: number) => V): (mac: HopMac, wish: Wish, beta: number) => V {
  const known = new Map<string, V>()
  return (mac, wish, beta) => {
    const key = `${wish.isdAs} ${wish.timestamp} ${wish.consIngress} ${wish.consEgress} ${beta}`
    const value = known.get(key) ?? make(mac, wish, beta)
    if (known.size > limit) known.clear()
    known.set(key, value)
    return value
  }
}

const one = new Uint32Array(4)

function macOver(mac: HopMac, { timestamp, consIngress, consEgress }: Wish, beta: number, expTime: number): Uint8Array {
  writeMacBlock(mac, one, 0, beta, timestamp, expTime, consIngress, consEgress)
  mac.cipher.encryptBlocks(one, 1)
  return new Uint8Array(one.buffer.slice(0, 6))
}

/** All betas at once. The words of a block are little-endian. */
function makeTable(mac: HopMac, { timestamp, consIngress, consEgress }: Wish): Table {
  const blocks = new Uint32Array(4 * betas)
  for (let beta = 0; beta < betas; beta++) writeMacBlock(mac, blocks, 4 * beta, beta, timestamp, usualExpTime, consIngress, consEgress)
  mac.cipher.encryptBlocks(blocks, betas)
  const from = new Uint32Array(betas)
  for (let beta = 0; beta < betas; beta++) {
    const word = blocks[4 * beta]!
    from[beta ^ (((word & 0xff) << 8) | ((word >>> 8) & 0xff))] ||= beta + 1
  }
  return from
}
